"""What an officer can do for one person, and how a call-out ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from qianshao.calling.models import Answer, CallOut, Case
from qianshao.calling.states import CallOutState, CaseState
from qianshao.channels.models import Message
from qianshao.channels.services import enqueue_many
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, answered, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(cast: Cast) -> Evening:
    found = start(cast, cast.county)
    add(cast, found, "吴长贵", cast.village_a1)
    return found


def url(name: str, evening: Evening, who: str = "吴长贵") -> str:
    return reverse(f"desk:{name}", args=[evening.callout.pk, evening.cases[who].pk])


def state_of(evening: Evening, who: str = "吴长贵") -> Any:
    return Case.objects.unscoped("a test looks").get(pk=evening.cases[who].pk)


def test_dialling_shows_the_number_and_journals_who_and_why(client_as: ClientAs, evening: Evening) -> None:
    answer = client_as("town_duty").post(url("case_dial", evening), {"reason": "叫应未答，人工拨打"})
    assert "13812342046" in answer.content.decode()
    entry = Entry.objects.unscoped("a test looks").get(subject_kind="case", subject_id=evening.cases["吴长贵"].pk)
    assert "叫应未答" in str(entry.data) and "13812342046" not in str(entry.data)


def test_without_a_reason_no_number_is_shown(client_as: ClientAs, evening: Evening) -> None:
    answer = client_as("town_duty").post(url("case_dial", evening), {"reason": ""})
    assert answer.status_code == 422 and "13812342046" not in answer.content.decode()


def test_recording_an_answer_says_how_and_ends_the_case(client_as: ClientAs, evening: Evening) -> None:
    answer = client_as("county_duty").post(url("case_answer", evening), {"how": "radio", "note": "正在组织转移"})
    assert answer.status_code == 302
    assert state_of(evening).state == CaseState.ANSWERED
    assert Answer.objects.get().words["note"] == "对讲机；正在组织转移"


def test_a_visit_without_proof_does_not_end_the_case_and_says_so(client_as: ClientAs, evening: Evening) -> None:
    answer = client_as("town_duty").post(url("case_door", evening), {"outcome": "reached", "proof": ""})
    assert answer.status_code == 422 and state_of(evening).state == CaseState.OPEN
    proof = "在家中见到本人，已去村部"
    client_as("town_duty").post(url("case_door", evening), {"outcome": "reached", "proof": proof})
    assert state_of(evening).state == CaseState.REACHED


def test_an_excuse_needs_a_real_reason_and_names_the_officer(client_as: ClientAs, evening: Evening) -> None:
    refused = client_as("county_lead").post(url("case_excuse", evening), {"reason": "啊啊啊啊"})
    assert refused.status_code == 422 and state_of(evening).state == CaseState.OPEN
    client_as("county_lead").post(url("case_excuse", evening), {"reason": "已调离，由张海接任"})
    assert state_of(evening).state == CaseState.EXCUSED and "李江" in state_of(evening).ended_by


def test_a_new_number_starts_the_ladder_again(client_as: ClientAs, evening: Evening) -> None:
    browser = client_as("county_duty")
    assert browser.post(url("case_number", evening), {"phone": "12"}).status_code == 422
    browser.post(url("case_number", evening), {"phone": "139 0000 1111"})
    case = state_of(evening)
    assert (case.address_enc, case.round, case.step) == ("13900001111", 2, 0)


def test_the_case_page_works_without_script_and_its_part_without_a_frame(
    client_as: ClientAs, evening: Evening
) -> None:
    browser = client_as("county_lead")
    whole, part = browser.get(url("case", evening)), browser.get(url("case", evening), {"part": "1"})
    assert b"<html" in whole.content and b"<html" not in part.content
    assert "代记应答" in part.content.decode() and "销叫" in part.content.decode()


def test_a_case_of_another_call_out_is_not_found_under_this_one(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    other = start(cast, cast.county)
    address = reverse("desk:case", args=[other.callout.pk, evening.cases["吴长贵"].pk])
    assert client_as("county_duty").get(address).status_code == 404


def close(client_as: ClientAs, evening: Evening, who: str, **data: str) -> Any:
    return client_as(who).post(reverse("desk:callout_close", args=[evening.callout.pk]), data)


def callout_state(evening: Evening) -> str:
    return str(CallOut.objects.unscoped("a test looks").get(pk=evening.callout.pk).state)


def test_lifting_with_people_left_needs_the_verb_typed_and_a_reason(client_as: ClientAs, evening: Evening) -> None:
    assert close(client_as, evening, "county_lead", reason="雨已停，预警解除", typed="解除").status_code == 422
    assert callout_state(evening) == CallOutState.RUNNING
    close(client_as, evening, "county_lead", reason="雨已停，预警解除", typed="解除叫应")
    assert callout_state(evening) == CallOutState.LIFTED


def test_a_duty_officer_may_not_lift_while_people_are_left(client_as: ClientAs, evening: Evening) -> None:
    refused = close(client_as, evening, "county_duty", reason="雨已停，预警解除", typed="解除叫应")
    assert refused.status_code == 403 and callout_state(evening) == CallOutState.RUNNING


def test_the_question_states_the_consequence_in_numbers(client_as: ClientAs, evening: Evening) -> None:
    page = client_as("county_lead").get(reverse("desk:callout", args=[evening.callout.pk])).content.decode()
    assert "还有 1 个没有着落" in page and "关键岗位 1 人" in page


def test_when_everybody_is_accounted_for_the_duty_officer_closes(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    add(cast, evening, "王守厚", cast.village_a1, **answered(cast))
    assert close(client_as, evening, "county_duty").status_code == 302
    assert callout_state(evening) == CallOutState.CLOSED


def test_the_history_tells_every_call_and_how_it_went(client_as: ClientAs, evening: Evening) -> None:
    case = evening.cases["吴长贵"]
    now = evening.callout.started_at
    later = now + timedelta(hours=6)
    row = (f"c{case.pk}-r0-s1-t2", "voice", "case", case.pk, 1, 2, "吴长贵", "", None, now, later, False)
    enqueue_many([(*row, case.division_path, 0)], now=now)
    Message.objects.unscoped("a test moves time").update(state="sent", result="no_answer", sent_at=now)
    page = client_as("town_duty").get(url("case", evening)).content.decode()
    assert "叫本人：智能外呼，第 2 次" in page
    assert "无人接听" in page
