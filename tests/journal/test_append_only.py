"""The journal cannot be changed, and where somebody changes it all the same, it shows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sql import execute, is_sqlite
from qianshao.journal.kinds import all_kinds, sentence
from qianshao.journal.models import Entry, Seal
from qianshao.journal.seals import SETTLE, seal_entries, verify_seals
from qianshao.journal.selectors import entries, latest_id
from qianshao.journal.services import Note, record, record_many
from qianshao.journal.ticks import sweep_seals
from tests.cast import NOW

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test", "cli")
LATER = NOW + SETTLE


def write(count: int, path: str = "0001", now: datetime = NOW) -> None:
    """Some entries."""
    notes = [Note("divisions.bounded", ("division", n), path, {"count": n}) for n in range(count)]
    record_many(notes, actor=ACTOR, now=now)


@pytest.fixture
def insider() -> Iterator[None]:
    """Somebody with the database's own rights who drops the triggers first."""
    if is_sqlite():
        for verb in ("update", "delete"):
            execute(f"DROP TRIGGER journal_entry_no_{verb}")
    else:
        execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    yield


STATEMENTS = [
    "UPDATE journal_entry SET at = '2020-01-01 00:00:00'",
    "UPDATE journal_entry SET data = '{}' WHERE id = (SELECT MIN(id) FROM journal_entry)",
    "DELETE FROM journal_entry",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_changes_or_removes_an_entry(statement: str) -> None:
    write(3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(statement)
    assert Entry.objects.unscoped("a test counts").count() == 3


def test_truncate_is_refused_where_it_exists() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute("TRUNCATE journal_entry CASCADE")


def test_the_orm_cannot_either() -> None:
    write(1)
    rows = Entry.objects.unscoped("a test tries")
    for change in (rows.delete, lambda: rows.update(kind="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("statement", STATEMENTS[:2])
def test_control_without_the_triggers_the_statements_pass(insider: None, statement: str) -> None:
    write(3)
    assert execute(statement) > 0


def test_seals_cover_every_entry_once_and_hold(insider: None) -> None:
    write(7)
    while seal_entries(now=LATER, limit=3):
        pass
    spans = [(seal.first, seal.last) for seal in Seal.objects.order_by("last")]
    assert len(spans) == 3
    assert all(spans[n + 1][0] == spans[n][1] + 1 for n in range(2))
    assert spans[-1][1] == latest_id()
    assert verify_seals() == []


TAMPERING = {
    "an edited time": "UPDATE journal_entry SET at = '2020-01-01 00:00:00+00' WHERE id = %s",
    "an edited sentence": """UPDATE journal_entry SET data = '{"count": 99}' WHERE id = %s""",
    "an edited name": "UPDATE journal_entry SET actor_label = '别人' WHERE id = %s",
    "a turned drill flag": f"UPDATE journal_entry SET is_drill = {'1' if is_sqlite() else 'TRUE'} WHERE id = %s",
    "a removed entry": "DELETE FROM journal_entry WHERE id = %s",
}


@pytest.mark.parametrize("name", TAMPERING)
def test_a_seal_tells_what_an_insider_did(insider: None, name: str) -> None:
    write(9)
    for _ in range(3):
        seal_entries(now=LATER, limit=3)
    middle = Seal.objects.order_by("last")[1]
    execute(TAMPERING[name], (middle.first + 1,))
    assert verify_seals() == [middle.pk]


def test_an_entry_put_into_a_gap_afterwards_is_told() -> None:
    write(2)
    seal_entries(now=LATER)
    gap = latest_id() + 1
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(2)
    copied = "at, received_at, kind, actor_kind, actor_label, actor_user, source, correlation, subject_kind,"
    copied += " subject_id, division_path, data, is_drill"
    if is_sqlite():  # it gives a rolled back number out again, so the gap is made by hand
        gap = latest_id() + 5
        execute(f"INSERT INTO journal_entry (id, {copied}) SELECT {gap + 1}, {copied} FROM journal_entry LIMIT 1")
    seal_entries(now=LATER)
    assert verify_seals() == []
    execute(f"INSERT INTO journal_entry (id, {copied}) SELECT {gap}, {copied} FROM journal_entry LIMIT 1")
    assert verify_seals() != []


def test_a_resealed_chain_breaks_at_the_next_seal(insider: None) -> None:
    """Recomputing one digest does not help: the next one is chained to it."""
    from qianshao.journal import seals

    write(9)
    for _ in range(3):
        seal_entries(now=LATER, limit=3)
    first, second, third = Seal.objects.order_by("last")
    execute(TAMPERING["an edited name"], (second.first,))
    second.digest = seals._digest(first.digest, second.first, second.last)
    second.save()
    assert verify_seals() == [third.pk]


def test_fresh_entries_wait_before_they_are_sealed() -> None:
    """On PostgreSQL a transaction that began earlier may commit a lower number later."""
    write(1, now=NOW - timedelta(hours=1))
    while seal_entries(now=NOW):
        pass
    write(2, now=NOW)
    write(2, now=NOW + timedelta(seconds=30))
    assert sweep_seals(NOW + timedelta(seconds=59), 100) == 0
    assert sweep_seals(NOW + timedelta(seconds=60), 100) == 2
    assert sweep_seals(NOW + timedelta(seconds=90), 100) == 2


def test_an_undeclared_kind_or_a_missing_field_is_refused() -> None:
    for kind, data in (("divisions.invented", {}), ("divisions.bounded", {})):
        with pytest.raises(ValueError, match="journal kind"):
            record(kind=kind, actor=ACTOR, now=NOW, subject=("x", 1), division_path="", data=data)
    assert latest_id() == 0 or not Entry.objects.unscoped("a test counts").exists()


def test_an_entry_keeps_when_it_happened_beside_when_it_was_told() -> None:
    record(
        kind="divisions.bounded",
        actor=ACTOR,
        now=NOW,
        at=NOW - timedelta(hours=2),
        subject=("division", 1),
        division_path="0001",
        data={"count": 1},
    )
    entry = Entry.objects.unscoped("a test looks").get()
    assert entry.received_at - entry.at == timedelta(hours=2)


def test_questions_stay_inside_the_scope_and_narrow_by_subject_kind_and_time() -> None:
    write(2, "0001")
    write(2, "00010002")
    write(2, "0002")
    scope = Scope({"0001": frozenset({"journal.view"})})
    assert entries(scope).count() == 4
    assert entries(scope, subject=("division", 1)).count() == 2
    assert entries(scope, kinds=("accounts.revealed",)).count() == 0
    assert entries(scope, since=NOW + timedelta(seconds=1)).count() == 0
    assert entries(scope, until=NOW + timedelta(seconds=1)).count() == 4
    newest = latest_id()
    assert entries(Scope.everything("a test"), after_id=newest - 1).get().pk == newest


def test_every_kind_makes_a_sentence_from_the_fields_it_demands() -> None:
    for kind in all_kinds().values():
        words = sentence(kind.code, {name: f"‹{name}›" for name in kind.fields})
        assert "…" not in words, kind.code
        assert kind.code.split(".")[0] and words != kind.code


def test_no_kind_demands_a_raw_personal_number() -> None:
    raw = {"phone", "mobile", "id_number", "address_of_home", "password", "token_secret"}
    assert not [kind.code for kind in all_kinds().values() if raw & set(kind.fields)]
