"""States move by compare-and-set."""

import pytest
from django.db import connection, models

from qianshao.core.errors import Stale
from qianshao.core.states import Transition, move, table

FLOW = table(
    ("start", ["new"], "running", "try.start"),
    ("finish", ["running", "waiting"], "done", "try.finish"),
)


class Thing(models.Model):
    """Something with a state, for these tests only."""

    state = models.CharField(max_length=10, default="new")
    version = models.IntegerField(default=0)
    note = models.CharField(max_length=10, default="")

    class Meta:
        app_label = "core"
        managed = False
        db_table = "test_thing"


@pytest.fixture
def thing(db: None) -> Thing:
    """A thing in a table that ends with the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE test_thing "
            "(id INTEGER PRIMARY KEY, state VARCHAR(10), version INTEGER, note VARCHAR(10))"
        )
    return Thing.objects.create(id=1)


def stored() -> tuple[str, int, str]:
    """What the table holds."""
    return Thing.objects.values_list("state", "version", "note").get()


def test_a_move_writes_state_version_and_changes_at_once(thing: Thing) -> None:
    move(thing, FLOW["start"], note="走")
    assert stored() == ("running", 1, "走")
    assert (thing.state, thing.version, thing.note) == ("running", 1, "走")


def test_of_two_who_move_the_same_thing_one_wins_and_the_other_is_told(thing: Thing) -> None:
    mine, theirs = Thing.objects.get(), Thing.objects.get()
    move(mine, FLOW["start"], note="mine")
    with pytest.raises(Stale) as refused:
        move(theirs, FLOW["start"], note="theirs")
    assert refused.value.code == "state.raced"
    assert stored() == ("running", 1, "mine")
    assert theirs.state == "new"


def test_a_double_click_moves_once(thing: Thing) -> None:
    move(thing, FLOW["start"])
    with pytest.raises(Stale):
        move(thing, FLOW["start"])
    assert stored()[:2] == ("running", 1)


def test_a_move_from_the_wrong_state_is_refused_and_writes_nothing(thing: Thing) -> None:
    with pytest.raises(Stale) as refused:
        move(thing, FLOW["finish"])
    assert refused.value.code == "state.moved"
    assert stored() == ("new", 0, "")


def test_a_change_of_anything_since_the_read_counts_as_a_race(thing: Thing) -> None:
    Thing.objects.update(version=9)
    with pytest.raises(Stale):
        move(thing, FLOW["start"])


def test_a_transition_names_its_sources_target_and_permission() -> None:
    assert FLOW["finish"] == Transition("finish", frozenset({"running", "waiting"}), "done", "try.finish")
    assert FLOW["finish"].allows("waiting")
    assert not FLOW["finish"].allows("new")
