"""Fixtures every room's tests may use: the cast, a browser logged in as one of them, a clock moved by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase

from qianshao.core import clock
from tests.cast import NOW, Cast, build_cast
from tests.empty import empty_tables

ClientAs = Callable[..., Client]
BACKEND = "qianshao.accounts.backends.AccountBackend"


@pytest.fixture(autouse=True, scope="session")
def real_transactions_end_in_empty_tables() -> Iterator[None]:
    """Django would empty every table and write its own two anew, also those nobody touched (tests/empty.py)."""
    plain = TransactionTestCase._fixture_teardown

    def fixture_teardown(case: Any) -> None:
        for name in case._databases_names(include_mirrors=False):
            empty_tables(connections[name])

    TransactionTestCase._fixture_teardown = fixture_teardown
    yield
    TransactionTestCase._fixture_teardown = plain


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
