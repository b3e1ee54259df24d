"""Excuses, lifts, updates, close-outs: cases end by name and reason; all-clears reach exactly those once called."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from qianshao.calling.models import CallOut, Case
from qianshao.calling.selectors.report import close_out_report, forgotten_cases, missing_replies, overdue_cases
from qianshao.calling.services.answer_call import LINK, Incoming, record_answers
from qianshao.calling.services.call_again import call_again, change_number
from qianshao.calling.services.close_callout import close_callout
from qianshao.calling.services.excuse_cases import excuse_cases
from qianshao.calling.services.extend_callout import extend_callout
from qianshao.calling.services.lift_callout import lift_callout
from qianshao.calling.services.report_door import report_door
from qianshao.calling.ticks import sweep_due_cases, sweep_validity
from qianshao.channels.models import Message
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.fields import unseal
from qianshao.core.sql import fetch_all
from tests.calling.casts import (
    HOUSE,
    NOW,
    OTHER_TOWN,
    case,
    household,
    kinds,
    officer,
    person,
    publish,
    queued,
    start,
    to_the_door,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=20)
REASON = "雨停预警解除"


@pytest.fixture(autouse=True)
def ladders() -> None:
    publish()
    publish("house", "household", HOUSE)


def answer(number: int) -> None:
    record_answers([Incoming(case(number).pk, "link", NOW)], actor=LINK, now=NOW)


def clears() -> list[int]:
    found = Message.objects.unscoped("the test looks").filter(key__endswith="-clear").order_by("subject_id")
    return list(found.values_list("subject_id", flat=True))


def test_an_excuse_needs_a_named_officer_and_a_real_reason() -> None:
    start([person(1), person(2)])
    for reason in ("", "无", "。。。。。"):
        with pytest.raises(Invalid):
            excuse_cases([case(1).pk], reason=reason, actor=officer(), now=NOW)
    with pytest.raises(NotAllowed):
        excuse_cases([case(1).pk], reason="住院治疗中", actor=Actor.system("tick"), now=NOW)
    with pytest.raises(NotFound):
        excuse_cases([case(1).pk], reason="住院治疗中", actor=officer(path=OTHER_TOWN), now=NOW)
    assert case(1).state == "open"
    assert excuse_cases([case(1).pk], reason="住院治疗中", actor=officer(), now=LATER) == 1
    ended = case(1)
    assert (ended.state, ended.ended_by, ended.end_reason) == ("excused", "带班领导 李国强", "住院治疗中")
    assert case(2).state == "open"


def test_cases_of_two_callouts_are_not_excused_in_one_go() -> None:
    start([person(1)])
    start([person(2)], cause_id=2)
    with pytest.raises(Invalid):
        excuse_cases([case(1).pk, case(2).pk], reason="住院治疗中", actor=officer(), now=NOW)


def test_lifting_stops_every_call_and_tells_exactly_those_who_were_called() -> None:
    callout = start([person(1), person(2), person(3, address_enc="")])
    sweep_due_cases(NOW, 10)
    answer(1)
    lift_callout(callout.pk, reason=REASON, actor=officer(), now=LATER)
    assert [case(n).state for n in (1, 2, 3)] == ["answered", "excused", "excused"]
    assert case(2).end_reason == REASON
    assert clears() == [case(1).pk, case(2).pk]
    assert {message.key.rpartition("-")[2] for message in queued() if message.key.startswith("c")} == {"clear"}
    assert sweep_due_cases(LATER + timedelta(hours=1), 10) == 0
    with pytest.raises(Stale):
        lift_callout(callout.pk, reason=REASON, actor=officer(), now=LATER)
    assert len(clears()) == 2


def test_somebody_never_called_gets_no_all_clear() -> None:
    callout = start([person(1)])
    lift_callout(callout.pk, reason=REASON, actor=officer(), now=LATER)
    assert clears() == []


def test_a_lift_needs_a_person_and_a_reason() -> None:
    callout = start([person(1)])
    with pytest.raises(NotAllowed):
        lift_callout(callout.pk, reason=REASON, actor=Actor.system("tick"), now=LATER)
    with pytest.raises(Invalid):
        lift_callout(callout.pk, reason="停", actor=officer(), now=LATER)
    with pytest.raises(NotFound):
        lift_callout(callout.pk, reason=REASON, actor=officer(path="0002"), now=LATER)
    assert case().state == "open"


def test_an_update_calls_again_who_is_still_inside_and_forgets_nobody() -> None:
    old = start([person(1), person(2), person(3)])
    sweep_due_cases(NOW, 10)
    answer(1)
    new = start([person(1), person(2), person(4)], cause_id=2, now=LATER, supersedes=old)
    states = {c.recipient_id: c.state for c in Case.objects.unscoped("test").filter(callout=old)}
    assert states == {1: "answered", 2: "moved", 3: "excused"}
    assert set(Case.objects.unscoped("test").filter(callout=new).values_list("recipient_id", flat=True)) == {1, 2, 4}
    assert all(c.state == "open" for c in Case.objects.unscoped("test").filter(callout=new))
    old.refresh_from_db()
    assert old.state == "closed"
    assert clears() == [Case.objects.unscoped("test").get(callout=old, recipient_id=3).pk]
    assert not [message for message in queued() if message.key.startswith(f"c{case(2).pk}") and message.step > 0]


def test_a_moved_case_is_no_end() -> None:
    old = start([person(1)])
    start([person(1)], cause_id=2, now=LATER, supersedes=old)
    moved = Case.objects.unscoped("test").get(callout=old)
    assert (moved.state, moved.ended_at, moved.due_at) == ("moved", None, None)
    assert sweep_due_cases(LATER, 10) == 1


def test_a_callout_closes_only_when_everybody_is_accounted_for() -> None:
    callout = start([person(1), person(2)], [household(5)])
    to_the_door()
    answer(1)
    with pytest.raises(Invalid, match="2"):
        close_callout(callout.pk, actor=officer(), now=LATER)
    report_door(case(2).pk, outcome="reached", proof="当面", actor=officer(), now=LATER)
    report_door(case(5).pk, outcome="confirmed", proof="户主在家", actor=officer(), now=LATER)
    closed = close_callout(callout.pk, actor=officer(), now=LATER)
    report = closed.report
    assert (closed.state, report["total"], report["open"]) == ("closed", 3, 0)
    assert [report[k] for k in ("answered", "reached", "confirmed", "excused")] == [1, 1, 1, 0]
    with pytest.raises(Stale):
        close_callout(callout.pk, actor=officer(), now=LATER)


def test_the_close_out_report_says_who_answered_when_and_by_which_step() -> None:
    callout = start([person(number) for number in range(1, 6)])
    sweep_due_cases(NOW, 10)
    for number, seconds in ((1, 20), (2, 40), (3, 90)):
        moment = NOW + timedelta(seconds=seconds)
        record_answers([Incoming(case(number).pk, "link", moment)], actor=LINK, now=moment)
    sweep_due_cases(NOW + timedelta(seconds=180), 10)
    moment = NOW + timedelta(seconds=200)
    record_answers([Incoming(case(4).pk, "keypad", moment)], actor=LINK, now=moment)
    report = close_out_report(callout, now=moment)
    assert report["median_seconds"] == 65.0
    assert [(row["called"], row["answered"]) for row in report["by_step"]] == [(5, 3), (2, 1), (0, 0), (0, 0)]


def test_a_township_that_only_pressed_the_button_still_owes_its_first_reply() -> None:
    publish(settings={"first_reply_s": 900})
    callout = start([person(1), person(2), person(3)])
    for number, words in ((1, {}), (2, {"in_command": "李国强"})):
        record_answers([Incoming(case(number).pk, "link", NOW, words=words)], actor=LINK, now=NOW)
    scope = officer().scope
    assert not missing_replies(scope, callout, NOW + timedelta(seconds=899)).exists()
    assert [c.recipient_id for c in missing_replies(scope, callout, NOW + timedelta(seconds=900))] == [1]
    record_answers([Incoming(case(1).pk, "link", LATER, words={"persons_moved": "3"})], actor=LINK, now=LATER)
    assert not missing_replies(scope, callout, LATER).exists()


def test_past_its_validity_nothing_is_sent_and_nobody_is_ended() -> None:
    callout = start([person(1)], hours=1)
    after = NOW + timedelta(hours=1)
    assert sweep_due_cases(after, 10) == 1
    callout.refresh_from_db()
    assert (callout.state, queued(), case().state) == ("expired", [], "open")
    answer(1)
    assert case().state == "answered"


def test_an_expired_callout_goes_on_when_it_is_extended() -> None:
    callout = start([person(1)], hours=1)
    sweep_due_cases(NOW, 10)
    after = NOW + timedelta(hours=2)
    sweep_validity(after, 10)
    assert (case().due_at, kinds()[-1]) == (None, "calling.expired")
    assert forgotten_cases() == 0
    extend_callout(callout.pk, not_after=NOW + timedelta(hours=6), actor=officer(), now=after)
    assert (case().due_at, kinds()[-1]) == (after, "calling.resumed")
    assert extend_callout(callout.pk, not_after=NOW, actor=officer(), now=after).not_after > after


def test_a_new_number_starts_the_ladder_anew_and_loses_no_message() -> None:
    start([person(1)])
    sweep_due_cases(NOW, 10)
    change_number(case().pk, phone="+86 138-0000-2046", actor=officer(), now=LATER)
    assert unseal(fetch_all("SELECT address_enc FROM calling_case")[0][0]) == "13800002046"
    sweep_due_cases(LATER, 10)
    keys = [message.key for message in Message.objects.unscoped("test").order_by("id")]
    assert keys == [f"c{case().pk}-r0-s0-t1", f"c{case().pk}-r1-s0-t1"]
    with pytest.raises(Invalid):
        change_number(case().pk, phone="12", actor=officer(), now=LATER)


def test_calling_again_needs_a_reason_and_an_open_case() -> None:
    start([person(1)])
    to_the_door()
    with pytest.raises(Invalid):
        call_again(case().pk, reason="", actor=officer(), now=LATER)
    call_again(case().pk, reason="措施没有落实", actor=officer(), now=LATER)
    assert (case().step, case().round, case().due_at) == (0, 1, LATER)
    answer(1)
    with pytest.raises(Stale):
        call_again(case().pk, reason="措施没有落实", actor=officer(), now=LATER)


def test_the_watchdog_sees_cases_the_engine_left_lying() -> None:
    start([person(1), person(2)])
    assert overdue_cases(NOW + timedelta(seconds=30), seconds=60) == 0
    assert overdue_cases(NOW + timedelta(seconds=61), seconds=60) == 2


class Broken(Exception):
    """The power fails here."""


def _lift(callout: CallOut) -> None:
    lift_callout(callout.pk, reason=REASON, actor=officer(), now=LATER)


def _excuse(callout: CallOut) -> None:
    excuse_cases([case(1).pk, case(2).pk], reason="住院治疗中", actor=officer(), now=LATER)


def _answers(callout: CallOut) -> None:
    batch = [Incoming(case(1).pk, "link", NOW), Incoming(case(2).pk, "link", NOW)]
    record_answers(batch, actor=LINK, now=LATER)


def _door(callout: CallOut) -> None:
    report_door(case(1).pk, outcome="reached", proof="签字", actor=officer(), now=LATER)


def _empty_house(callout: CallOut) -> None:
    report_door(case(1).pk, outcome="nobody_home", actor=officer(), now=LATER)


def _again(callout: CallOut) -> None:
    call_again(case(1).pk, reason="措施没有落实", actor=officer(), now=LATER)


def _number(callout: CallOut) -> None:
    change_number(case(1).pk, phone="13800002046", actor=officer(), now=LATER)


def _expiry(callout: CallOut) -> None:
    sweep_validity(NOW + timedelta(days=1), 10)


def _everything() -> list[Any]:
    tables = (
        "calling_callout",
        "calling_case",
        "calling_doortask",
        "calling_answer",
        "channels_message",
        "journal_entry",
    )
    return [fetch_all(f"SELECT * FROM {table} ORDER BY id") for table in tables]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "flow",
    [_lift, _excuse, _answers, _door, _empty_house, _again, _number, _expiry],
    ids=lambda flow: flow.__name__[1:],
)
def test_a_fault_at_any_statement_leaves_the_state_before_or_after(flow: Callable[[CallOut], None]) -> None:
    callout = start([person(1), person(2)])
    sweep_due_cases(NOW, 10)
    before = _everything()
    for statement in range(60):
        left = [statement]

        def wrapper(run: Any, sql: str, *args: Any, left: list[int] = left) -> Any:
            left[0] -= connection.in_atomic_block  # what comes after the commit only reads
            if left[0] < 0:
                raise Broken
            return run(sql, *args)

        try:
            with connection.execute_wrapper(wrapper):
                flow(callout)
        except Broken:
            assert _everything() == before
        else:
            break
    assert statement > 1
    assert _everything() != before
