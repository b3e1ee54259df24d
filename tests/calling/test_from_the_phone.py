"""What people say about calls from their bound phones: in their own name, once, with both times."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from qianshao.accounts.models import User
from qianshao.calling.models import Answer, Case, DoorTask
from qianshao.calling.states import HOUSEHOLD, CaseState, DoorState, Who
from qianshao.files.models import Evidence
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, contact, send_to_door, start
from tests.field.phones import HEADERS, Phone, bind, command
from tests.files.pictures import UID, photo, send

pytestmark = pytest.mark.django_db
#: A photo is kept in a commit of its own.
REAL = pytest.mark.django_db(transaction=True)
ZHENG = 9001


@pytest.fixture
def evening(cast: Cast) -> Evening:
    found = start(cast, cast.county)
    add(cast, found, "郑河", cast.town_a, recipient_id=ZHENG, ladder_index=1, post_label="镇长", standin_ref=9002)
    add(
        cast,
        found,
        "张家",
        cast.village_a1,
        recipient_kind=HOUSEHOLD,
        ladder_index=2,
        post_label="",
        guardian_ref=9003,
    )
    add(cast, found, "河口张家", cast.village_b1, recipient_kind=HOUSEHOLD, ladder_index=2, post_label="")
    contact(found, 9002, "周副任")
    contact(found, 9003, "刘桂英")
    return found


def phone_of(cast: Cast, key: str, person: int | None) -> Phone:
    User.objects.unscoped("a test").filter(pk=cast.users[key].pk).update(person_id=person)
    return bind(cast, key)


def answer(case: Case, **words: Any) -> dict[str, Any]:
    return command("calling.answer", case=case.pk, words=words)


def test_the_persons_own_answer_ends_their_case_with_the_first_reply(cast: Cast, evening: Evening) -> None:
    phone = phone_of(cast, "town_lead", ZHENG)
    said = answer(evening.cases["郑河"], in_command="郑河", persons_moved="120", nonsense="x")
    (told,) = phone.push(said)
    assert (told["outcome"], told["data"]["first"]) == ("done", True)
    kept = Answer.objects.get()
    assert (kept.who, kept.channel, kept.by_id) == (Who.SELF, "phone", cast.users["town_lead"].pk)
    assert kept.words == {"in_command": "郑河", "persons_moved": "120"}
    assert (kept.at.isoformat(), kept.received_at) == ("2026-07-18T12:00:00+00:00", cast.now)
    assert Case.objects.unscoped("a test").get(pk=evening.cases["郑河"].pk).state == CaseState.ANSWERED


def test_an_answer_that_arrives_twice_is_one_answer(cast: Cast, evening: Evening) -> None:
    phone = phone_of(cast, "town_lead", ZHENG)
    said = answer(evening.cases["郑河"])
    first, again = phone.push(said)[0], phone.push(said)[0]
    assert (first["outcome"], again["outcome"]) == ("done", "duplicate")
    assert first["data"] == again["data"]
    assert Answer.objects.count() == 1


def test_a_stand_in_answers_in_their_own_name_and_the_case_goes_on(cast: Cast, evening: Evening) -> None:
    phone = phone_of(cast, "town_duty", 9002)
    assert phone.push(answer(evening.cases["郑河"]))[0]["outcome"] == "done"
    assert Answer.objects.get().who == Who.STANDIN
    assert Case.objects.unscoped("a test").get(pk=evening.cases["郑河"].pk).state == CaseState.OPEN


def test_somebody_elses_case_is_not_found_and_the_desk_notes_it_as_the_desk(cast: Cast, evening: Evening) -> None:
    grid = phone_of(cast, "grid_worker", 77)
    assert grid.push(answer(evening.cases["郑河"]))[0]["code"] == "case.unknown"
    assert grid.push(answer(evening.cases["河口张家"]))[0]["code"] == "case.unknown"
    duty = phone_of(cast, "county_duty", None)
    assert duty.push(answer(evening.cases["郑河"], note="对讲机"))[0]["outcome"] == "done"
    assert (Answer.objects.get().channel, Answer.objects.get().words) == ("desk", {"note": "手机端代记；对讲机"})


def test_a_door_report_ends_a_households_call_and_one_outside_the_area_is_refused(
    cast: Cast, evening: Evening
) -> None:
    send_to_door(cast, evening.cases["张家"])
    phone = phone_of(cast, "grid_worker", 9003)
    near = command("calling.door", case=evening.cases["张家"].pk, outcome="confirmed", proof="当面告知")
    far = command("calling.door", case=evening.cases["河口张家"].pk, outcome="confirmed", proof="当面告知")
    told = phone.push(near, far)
    assert [one["outcome"] for one in told] == ["done", "refused"]
    assert told[0]["data"]["state"] == CaseState.CONFIRMED
    assert "没有找到" in told[1]["message"]
    assert DoorTask.objects.unscoped("a test").get().state == DoorState.DONE


def door_with_photo(evening: Evening, uid: UUID, **more: Any) -> dict[str, Any]:
    return command("calling.door", case=evening.cases["张家"].pk, **more) | {"attachments": [str(uid)]}


@REAL
def test_the_photo_of_a_visit_lies_in_the_area_of_its_case(cast: Cast, evening: Evening, client_as: ClientAs) -> None:
    """The county's officer was at the door: the township of the household sees the photo, another one does not."""
    phone = bind(cast, "county_duty")
    assert send(phone.client, photo(), **HEADERS).json()["state"] in ("kept", "arrived")
    assert client_as("town_lead").get(f"/files/{UID}/").status_code == 404
    assert phone.push(door_with_photo(evening, UID, outcome="confirmed"))[0]["outcome"] == "done"
    assert client_as("town_lead").get(f"/files/{UID}/").status_code == 200
    assert client_as("town_lead_b").get(f"/files/{UID}/").status_code == 404
    kept = Evidence.objects.unscoped("a test looks").get()
    assert (kept.subject_kind, kept.subject_id) == ("case", evening.cases["张家"].pk)


@REAL
def test_the_photo_of_somebody_else_proves_nothing_and_stays_where_it_is(cast: Cast, evening: Evening) -> None:
    send(bind(cast, "county_duty").client, photo(), **HEADERS)
    (told,) = bind(cast, "grid_worker").push(door_with_photo(evening, UID, outcome="confirmed"))
    assert (told["outcome"], told["code"]) == ("refused", "door.proof")
    assert Evidence.objects.unscoped("a test looks").get().division_path == cast.county.path


@pytest.mark.parametrize(
    "payload",
    [{}, {"case": "1"}, {"case": True}, {"case": -1}, {"case": 2**70}, {"case": 1, "words": [1]}, {"case": 1.5}],
)
@pytest.mark.parametrize("kind", ["calling.answer", "calling.door"])
def test_nonsense_is_refused_in_words(cast: Cast, evening: Evening, kind: str, payload: Any) -> None:
    phone = phone_of(cast, "town_lead", ZHENG)
    (told,) = phone.push(command(kind, **payload))
    assert told["outcome"] == "refused"
    assert told["message"]


def test_a_phone_keeps_its_holders_own_warnings_and_the_doors_of_the_village(cast: Cast, evening: Evening) -> None:
    for name in ("张家", "河口张家"):
        send_to_door(cast, evening.cases[name])
    kept = phone_of(cast, "grid_worker", ZHENG).pull("alerts,tasks")["pulls"]
    (warning,) = kept["alerts"]
    assert (warning["case"], warning["title"], warning["colour"]) == (evening.cases["郑河"].pk, "暴雨红色预警", "red")
    assert warning["guide"]
    assert not warning["answered"]
    assert [row["name"] for row in kept["tasks"]] == ["张家"]


def test_a_call_that_is_over_leaves_the_phone(cast: Cast, evening: Evening, fake_clock: Any) -> None:
    phone = phone_of(cast, "town_lead", ZHENG)
    before = phone.pull("alerts,tasks")
    evening.callout.state = "closed"
    evening.callout.save()
    fake_clock.advance(timedelta(minutes=5).total_seconds())
    after = phone.pull("alerts,tasks", have=before["etag"])
    assert (len(before["pulls"]["alerts"]), after["pulls"]["alerts"]) == (1, [])
