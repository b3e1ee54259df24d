"""Starting a call-out: idempotent, resumable after a kill, on frozen ladders, and never into a lifted one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from qianshao.calling.models import CallOut, Case, Contact, Ladder
from qianshao.calling.selectors.ladders import plan_data_for, shipped
from qianshao.calling.services import start_callout as start_module
from qianshao.calling.services.lift_callout import lift_callout
from qianshao.calling.services.publish_ladder import load_default_ladders, publish_ladder
from qianshao.calling.services.sources import CASE_COLUMNS, Cause, Recipients, in_chunks
from qianshao.calling.services.start_callout import start_callout
from qianshao.calling.ticks import sweep_due_cases
from qianshao.channels.models import Text
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, TooLate
from qianshao.core.scope import Scope
from qianshao.core.sql import Select, execute, fetch_all
from tests.calling.casts import (
    COUNTY,
    HOUSE,
    NOW,
    SHORT,
    case,
    household,
    kinds,
    officer,
    person,
    publish,
    queued,
    select,
    start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ladders() -> None:
    publish()
    publish("house", "household", HOUSE)


def count() -> int:
    return int(fetch_all("SELECT COUNT(*) FROM calling_case")[0][0])


def cause(hours: float = 6) -> Cause:
    return Cause("alert", 1, "暴雨红色预警", "大暴雨", COUNTY, NOW + timedelta(hours=hours))


def test_everybody_is_in_once_with_the_phone_book_frozen() -> None:
    callout = start([person(1), person(2)], [person(1), person(3)])
    assert (callout.total, count(), callout.filled_at) == (4, 4, NOW)
    assert Contact.objects.unscoped("the test looks").filter(callout=callout).count() == 3
    assert kinds() == ["calling.started", "calling.filled"]


def test_the_same_cause_again_is_the_same_callout() -> None:
    first = start([person(1)])
    sweep_due_cases(NOW, 10)
    again = start([person(1), person(2)], now=NOW + timedelta(seconds=5))
    assert (again.pk, count(), case(1).try_no) == (first.pk, 1, 1)


def test_two_processes_that_start_the_same_cause_at_once_share_one_callout() -> None:
    """The officer's press and the resuming sweep: the second looks before the first has written."""

    class Overtaken(list[Recipients]):
        """While its ladders are looked up, somebody else starts the same cause."""

        def __iter__(self) -> Iterator[Recipients]:
            if not CallOut.objects.unscoped("the test looks").exists():
                start([person(1), person(2)])
            return super().__iter__()

    groups = Overtaken([Recipients("person", "test", [select([person(1), person(2)], CASE_COLUMNS)])])
    callout = start_callout(cause(), groups, [], actor=officer(), now=NOW)
    assert (CallOut.objects.unscoped("the test looks").count(), count(), callout.title) == (1, 2, "暴雨红色预警")
    assert kinds().count("calling.filled") == 1


def test_somebody_named_by_two_audiences_is_called_once_by_the_first() -> None:
    publish("second", steps=HOUSE[:1] + SHORT[-1:])
    groups = [
        Recipients("person", "test", [select([person(1)], CASE_COLUMNS)]),
        Recipients("person", "second", [select([person(1), person(2)], CASE_COLUMNS)]),
    ]
    start_callout(cause(), groups, [], actor=officer(), now=NOW)
    assert [(case(n).ladder_index) for n in (1, 2)] == [0, 1]


def test_without_on_conflict_a_second_naming_would_break_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = start_module.execute
    monkeypatch.setattr(
        start_module, "execute", lambda sql, params=(): plain(sql.partition("ON CONFLICT")[0], params)
    )
    with pytest.raises(IntegrityError):
        start([person(1), person(1)])


class Killed(BaseException):
    """As a kill -9: nothing catches it."""


def _dying(after: int) -> Iterator[Select]:
    for number in range(1, 6):
        if number > after:
            raise Killed
        yield select([person(number)], CASE_COLUMNS)


def test_a_start_that_was_killed_goes_on_where_it_stopped() -> None:
    with pytest.raises(Killed):
        start_callout(cause(), [Recipients("person", "test", _dying(2))], [], actor=officer(), now=NOW)
    assert (count(), CallOut.objects.unscoped("test").get().filled_at) == (2, None)
    assert sweep_due_cases(NOW, 10) == 2  # the first messages do not wait for the last recipient
    later = NOW + timedelta(seconds=40)
    done = start_callout(cause(), [Recipients("person", "test", _dying(5))], [], actor=officer(), now=later)
    assert (count(), done.total, done.filled_at) == (5, 5, later)
    assert (case(1).try_no, case(5).try_no) == (1, 0)


def test_a_resumed_start_matches_ladders_by_audience_also_when_one_audience_is_new() -> None:
    with pytest.raises(Killed):
        start_callout(cause(), [Recipients("person", "test", _dying(2))], [], actor=officer(), now=NOW)
    groups = [
        Recipients("household", "house", [select([household(9)], CASE_COLUMNS)]),
        Recipients("person", "test", _dying(5)),
    ]
    callout = start_callout(cause(), groups, [], actor=officer(), now=NOW)
    assert [ladder["audience"] for ladder in callout.ladders] == ["test", "house"]
    assert (case(9).ladder_index, case(5).ladder_index) == (1, 0)
    assert sweep_due_cases(NOW, 10) == 6
    assert all(message.text_id for message in queued())


@pytest.mark.django_db(transaction=True)
def test_a_kill_at_any_statement_leaves_whole_chunks_and_a_start_that_can_go_on() -> None:
    people = [person(number) for number in range(1, 4)]
    for statement in range(2, 40):
        left = [statement]

        def wrapper(run: Any, *args: Any, left: list[int] = left) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return run(*args)

        try:
            with connection.execute_wrapper(wrapper):
                start(people, cause_id=statement)
        except Killed:
            found = CallOut.objects.unscoped("test").filter(cause_id=statement).first()
            assert found is None or Case.objects.unscoped("test").filter(callout=found).count() in (0, 3)
            assert start(people, cause_id=statement).total == 3
        else:
            break
    assert statement > 8  # the loop has seen every statement of the verb


def test_nobody_is_added_to_a_callout_that_was_lifted_meanwhile() -> None:
    def sources() -> Iterator[Select]:
        yield select([person(1)], CASE_COLUMNS)
        found = CallOut.objects.unscoped("test").get()
        lift_callout(found.pk, reason="雨停预警解除", actor=officer(), now=NOW)
        yield select([person(2)], CASE_COLUMNS)

    with pytest.raises(TooLate):
        start_callout(cause(), [Recipients("person", "test", sources())], [], actor=officer(), now=NOW)
    assert [row[0] for row in fetch_all("SELECT state FROM calling_case")] == ["excused"]
    with pytest.raises(TooLate):
        start([person(2)])


def test_a_large_source_is_cut_and_nobody_lost() -> None:
    chunks = in_chunks(select([person(number) for number in range(1, 48)], CASE_COLUMNS), size=10)
    callout = start_callout(cause(), [Recipients("person", "test", chunks)], [], actor=officer(), now=NOW)
    assert (callout.total, count()) == (47, 47)


def test_an_alert_that_is_over_starts_nothing() -> None:
    with pytest.raises(Invalid):
        start([person(1)], hours=0)
    assert not CallOut.objects.unscoped("test").exists()


def test_only_who_may_start_here_starts() -> None:
    reader = Actor("user", "督查", "desk", user_id=2, scope=Scope({COUNTY: frozenset({"calling.view"})}))
    with pytest.raises(NotAllowed):
        start([person(1)], actor=reader)
    with pytest.raises(NotFound):
        start([person(1)], actor=officer(path="0002"))


def test_a_later_edit_of_the_ladder_does_not_touch_what_runs() -> None:
    callout = start([person(1)])
    publish(steps=SHORT[1:])
    assert [step["kind"] for step in callout.ladders[0]["steps"]] == ["sms", "voice", "voice", "door"]
    sweep_due_cases(NOW, 10)
    assert case().step == 0
    assert start([person(2)], cause_id=2).ladders[0]["version"] == 2


def test_a_drill_is_marked_on_every_text_by_the_server() -> None:
    start([person(1)], is_drill=True)
    assert all(body.startswith("【演练】") for body in Text.objects.values_list("body", flat=True))
    Text.objects.all().delete()
    start([person(1)], cause_id=2)
    assert Text.objects.exists() and not Text.objects.filter(body__contains="演练").exists()


def test_an_unsound_ladder_is_refused_in_words() -> None:
    facts: dict[str, Any] = {
        "hazard": "*", "colour": "red", "audience": "x", "recipient_kind": "person", "name": "x", "settings": {},
        "source": "县里的规定", "confirmed": True, "now": NOW,
    }  # fmt: skip
    site = Actor.system("tests")
    with pytest.raises(Invalid, match="敲门"):
        publish_ladder(steps=SHORT[:-1], actor=site, **facts)
    with pytest.raises((NotAllowed, NotFound)):
        publish_ladder(steps=SHORT, actor=Actor("user", "督查", "desk", scope=Scope({})), **facts)
    assert not Ladder.objects.filter(audience="x").exists()


def test_the_shipped_ladders_are_loaded_once_and_each_names_its_source() -> None:
    site = Actor.system("tests")
    assert load_default_ladders(actor=site, now=NOW) == len(shipped())
    assert load_default_ladders(actor=site, now=NOW) == 0
    assert all(row["source"] and row["steps"][-1]["kind"] == "door" for row in shipped())


@pytest.mark.parametrize("audience", ["leader", "town", "village", "grid", "household"])
@pytest.mark.parametrize("colour", ["red", "orange", "yellow", "blue", "unknown"])
def test_every_colour_and_audience_has_a_ladder_without_any_set_up(colour: str, audience: str) -> None:
    Ladder.objects.all().delete()
    assert plan_data_for("rain", colour, audience, NOW)["steps"][-1]["kind"] == "door"


def test_the_countys_own_ladder_for_hazard_and_colour_wins() -> None:
    site = Actor.system("tests")
    for hazard, colour in (("*", "*"), ("rain", "*"), ("*", "red"), ("rain", "red")):
        publish_ladder(
            hazard=hazard, colour=colour, audience="own", recipient_kind="person", name=f"{hazard}/{colour}",
            steps=SHORT, settings={}, source="县", confirmed=True, actor=site, now=NOW,
        )  # fmt: skip
    found = [plan_data_for(h, c, "own", NOW)["name"] for h, c in (("rain", "red"), ("wind", "red"), ("rain", "blue"))]
    assert found == ["rain/red", "*/red", "rain/*"]
    assert plan_data_for("wind", "blue", "own", NOW)["name"] == "*/*"
    with pytest.raises(Invalid):
        plan_data_for("rain", "red", "nobody", NOW)


def test_the_due_and_board_questions_use_their_indexes() -> None:
    start([person(number) for number in range(1, 300)])
    execute("ANALYZE")
    for question, index in (
        (
            "SELECT id FROM calling_case WHERE state = 'open' AND due_at <= '2026-07-18' ORDER BY due_at LIMIT 9",
            "case_due",
        ),
        (
            "SELECT id FROM calling_doortask WHERE state = 'open' AND level < 3 AND due_at <= '2026-07-18' "
            "ORDER BY due_at LIMIT 9",
            "door_due",
        ),
    ):
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        if connection.vendor != "sqlite":
            execute("SET LOCAL enable_seqscan = off")
        plan = " ".join(str(row) for row in fetch_all(explain + question))
        assert index in plan, plan
