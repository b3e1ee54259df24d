"""Walks to doors: proof ends a case, an empty house does not; overdue walks go up and never end by themselves."""

from datetime import timedelta

import pytest

from qianshao.calling.models import DoorTask
from qianshao.calling.selectors.report import forgotten_cases
from qianshao.calling.services.answer_call import LINK, Incoming, record_answers
from qianshao.calling.services.call_again import reassign_door
from qianshao.calling.services.report_door import report_door
from qianshao.calling.ticks import sweep_doors
from qianshao.core.errors import Invalid, NotFound, TooLate
from tests.calling.casts import (
    GUARDIAN,
    HOUSE,
    NOW,
    STANDIN,
    SUPERIOR,
    case,
    contact,
    household,
    kinds,
    officer,
    person,
    publish,
    queued,
    start,
    to_the_door,
    walk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ladders() -> None:
    publish()
    publish("house", "household", HOUSE)


def test_a_person_met_with_proof_is_reached() -> None:
    start([person(1)])
    moment = to_the_door()
    with pytest.raises(Invalid):
        report_door(case().pk, outcome="reached", proof=" ", actor=officer(), now=moment)
    report_door(case().pk, outcome="reached", proof="本人签字", actor=officer("村支书 王守厚"), now=moment)
    assert (case().state, case().ended_by, case().end_reason) == ("reached", "村支书 王守厚", "本人签字")
    assert (walk().state, walk().proof, walk().visits) == ("done", "本人签字", 1)


def test_a_photo_is_proof_too_and_a_household_is_confirmed_by_the_one_who_knocked() -> None:
    start(households=[household(5)])
    moment = to_the_door()
    report_door(case(5).pk, outcome="confirmed", photo_ref="photo-7", actor=officer(), now=moment)
    assert (case(5).state, walk(5).photo_ref) == ("confirmed", "photo-7")


@pytest.mark.parametrize("outcome", ["nobody_home", "refused"])
def test_an_empty_house_stays_open_and_is_visited_again(outcome: str) -> None:
    start(households=[household(5)])
    moment = to_the_door()
    report_door(case(5).pk, outcome=outcome, actor=officer(), now=moment)
    assert (case(5).state, walk(5).state, walk(5).outcome) == ("open", "open", outcome)
    assert walk(5).due_at == moment + timedelta(seconds=1800)
    assert forgotten_cases() == 0


def test_somebody_who_goes_unasked_counts_before_the_ladder_comes_to_the_door() -> None:
    start([person(1)])
    report_door(case().pk, outcome="nobody_home", actor=officer("网格员 冯燕"), now=NOW)
    assert case().due_at == NOW  # the calls go on
    to_the_door()
    assert DoorTask.objects.unscoped("the test looks").count() == 1
    report_door(case().pk, outcome="reached", proof="当面说了", actor=officer("网格员 冯燕"), now=NOW)
    assert case().state == "reached"


def test_a_report_on_a_case_that_is_over_is_told_so() -> None:
    start([person(1)])
    record_answers([Incoming(case().pk, "link", NOW)], actor=LINK, now=NOW)
    with pytest.raises(TooLate):
        report_door(case().pk, outcome="reached", proof="签字", actor=officer(), now=NOW)
    with pytest.raises(Invalid):
        report_door(case().pk, outcome="flew_away", actor=officer(), now=NOW)


def test_an_answer_sends_the_walker_home() -> None:
    start([person(1)])
    to_the_door()
    record_answers([Incoming(case().pk, "keypad", NOW)], actor=LINK, now=NOW)
    assert (walk().state, case().state) == ("void", "answered")


def test_an_overdue_walk_goes_up_to_the_county_desk_and_stays_there_for_days() -> None:
    start(households=[household(5)])
    moment = to_the_door()
    names = [walk(5).assignee_name]
    for _ in range(6):
        moment += timedelta(days=1)
        sweep_doors(moment, 100)
        names.append(walk(5).assignee_name)
    assert names == ["联系人903", "联系人902", "乡镇值班", *["县值班台"] * 4]
    assert (case(5).state, walk(5).state, walk(5).level, forgotten_cases()) == ("open", "open", 3, 0)
    history = DoorTask.objects.unscoped("the test looks").order_by("id").values_list("state", flat=True)
    assert list(history) == ["passed_up", "passed_up", "passed_up", "open"]
    assert kinds().count("calling.door_passed_up") == 3


def test_a_walk_is_not_passed_up_a_second_early() -> None:
    start(households=[household(5)])
    moment = to_the_door()
    assert sweep_doors(moment + timedelta(seconds=1799), 100) == 0
    assert sweep_doors(moment + timedelta(seconds=1800), 100) == 1


def test_without_a_superior_the_township_is_next() -> None:
    start(households=[household(5)], contacts=[contact(GUARDIAN, superior_ref=None)])
    moment = to_the_door()
    sweep_doors(moment + timedelta(hours=1), 100)
    assert (walk(5).level, walk(5).assignee_name) == (2, "乡镇值班")


def test_one_walker_gets_one_notice_for_many_doors() -> None:
    start(households=[household(number, address_enc="") for number in range(1, 21)])
    to_the_door()
    assert DoorTask.objects.unscoped("the test looks").count() == 20
    assert [message.to_label for message in queued("sms")] == ["联系人903"]


def test_a_walk_is_given_to_somebody_of_the_phone_book() -> None:
    start([person(1)])
    moment = to_the_door()
    reassign_door(case().pk, assignee_ref=STANDIN, actor=officer(), now=moment)
    assert (walk().assignee_ref, walk().assignee_name) == (STANDIN, "联系人901")
    with pytest.raises(NotFound):
        reassign_door(case().pk, assignee_ref=12345, actor=officer(), now=moment)
    assert walk().assignee_ref == STANDIN


def test_the_superior_walks_for_a_person_and_the_guardian_for_a_household() -> None:
    start([person(1)], [household(5)])
    to_the_door()
    assert (walk(1).assignee_ref, walk(5).assignee_ref) == (SUPERIOR, GUARDIAN)
