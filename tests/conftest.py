"""Fixtures every room's tests may use: the cast, a browser logged in as one of them, a clock moved by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from qianshao.core import clock
from tests.cast import NOW, Cast, build_cast

ClientAs = Callable[..., Client]
BACKEND = "qianshao.accounts.backends.AccountBackend"


APPEND_ONLY = ("journal_entry", "registry_revision", "resources_entry", "hazards_hazardact")


def _flush_with_triggers_off(connection: Any, flush: Callable[[], None]) -> None:
    """Empty the tables although the triggers of append-only ones refuse it; afterwards they refuse again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            flush()
            for table in APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        names = ", ".join(f"'{table}'" for table in APPEND_ONLY)
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({names})")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        flush()
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(autouse=True, scope="session")
def journal_flushes_between_tests() -> Iterator[None]:
    """Tests with real transactions end in a flush, which the append-only journal would refuse."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, sql_list: list[str]) -> None:
        _flush_with_triggers_off(self.connection, lambda: plain(self, sql_list))

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush
    yield
    BaseDatabaseOperations.execute_sql_flush = plain


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Argon2 takes 50 ms by design, which tests do not need; the tests of the door bring it back."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def fake_clock() -> Iterator[clock.FakeClock]:
    """A clock that stands at the evening of the story until it is moved."""
    with clock.use(clock.FakeClock(NOW)) as fake:
        yield fake


@pytest.fixture
def cast(db: None, fake_clock: clock.FakeClock) -> Cast:
    """The county with its towns, villages and users."""
    return build_cast(fake_clock.now())


@pytest.fixture
def client_as(cast: Cast) -> ClientAs:
    """``client_as("town_lead")``: a browser in which that user is logged in."""

    def logged_in(key: str, **options: object) -> Client:
        client = Client(SERVER_NAME="localhost", **options)
        client.force_login(cast.users[key], backend=BACKEND)
        return client

    return logged_in
