"""A phone that was taken back: what it sends waits for an officer, nothing is served to it, it is told to wipe."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qianshao.accounts.models import Device
from qianshao.accounts.selectors import phones as phone_selectors
from qianshao.accounts.services.phones import revoke_phone
from qianshao.calling.models import Answer, Case, DoorTask
from qianshao.calling.states import CaseState
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.field.models import PhoneCommand
from qianshao.field.services import discard_held, run_held
from qianshao.field.states import Outcome
from qianshao.journal.models import Entry
from tests.cast import SYSTEM, Cast
from tests.cast_people import add_people
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, start
from tests.field.phones import SYNC, Phone, bind, command

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(cast: Cast) -> Evening:
    add_people(cast)
    found = start(cast, cast.county)
    add(
        cast,
        found,
        "张家",
        cast.village_a1,
        recipient_kind="household",
        ladder_index=2,
        post_label="",
        guardian_ref=5,
    )
    return found


@pytest.fixture
def phone(cast: Cast, evening: Evening) -> Phone:
    return bind(cast, "grid_worker")


def take_back(cast: Cast, phone: Phone) -> None:
    revoke_phone(actor=SYSTEM, now=cast.now, device_id=phone.device.pk, reason="手机丢失")


def knocked(evening: Evening, **more: Any) -> dict[str, Any]:
    return command("calling.door", case=evening.cases["张家"].pk, outcome="confirmed", proof="当面告知", **more)


def held() -> list[PhoneCommand]:
    return list(PhoneCommand.objects.unscoped("a test").filter(state=Outcome.QUARANTINED).order_by("id"))


def effects() -> int:
    return DoorTask.objects.unscoped("a test").count() + Answer.objects.count()


def lose_a_phone(cast: Cast, evening: Evening, phone: Phone) -> None:
    """The whole story of a stolen phone; raises when anything slips through."""
    take_back(cast, phone)
    batch = [knocked(evening), command("test.new"), {**command(), "made_at": 1}, command("calling.door")]
    told = phone.post({"commands": batch}).json()
    assert told["wipe"] is True
    assert [one["outcome"] for one in told["answers"]] == ["quarantined"] * 4
    assert [str(row.uuid) for row in held()] == [one["id"] for one in batch]
    assert effects() == 0
    answer = phone.client.get(SYNC, {"names": "phones,households,tasks,alerts,evacuation,shelters,kinds"})
    assert answer.json()["wipe"] is True
    assert answer.json()["pulls"] == {}
    assert not [name for name in ("张有福", "李秀梅", "13900000001", "王镇长") if name in answer.content.decode()]


def test_100_percent_of_later_commands_wait_and_no_byte_of_the_roster_is_served(
    cast: Cast, evening: Evening, phone: Phone
) -> None:
    assert len(phone.pull("households")["pulls"]["households"]) == 3
    lose_a_phone(cast, evening, phone)
    assert Device.objects.unscoped("a test").get().wiped_at == cast.now
    (line,) = Entry.objects.unscoped("a test").filter(kind="field.quarantined")
    assert line.data["count"] == 4


def test_control_a_check_at_the_login_only_lets_the_stolen_phone_in(
    cast: Cast, evening: Evening, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Device, "is_cut_off", False)
    with pytest.raises(AssertionError):
        lose_a_phone(cast, evening, phone)


def test_a_phone_taken_back_while_its_batch_is_on_the_way_is_seen(
    cast: Cast, evening: Evening, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The middleware let it pass; the transaction looks again."""
    from qianshao.accounts import middleware

    real: Callable[..., Any] = phone_selectors.device_by_secret

    def then_taken_back(secret: str) -> Any:
        found = real(secret)
        monkeypatch.setattr(middleware, "device_by_secret", real)
        take_back(cast, phone)
        return found

    monkeypatch.setattr(middleware, "device_by_secret", then_taken_back)
    told = phone.post({"commands": [knocked(evening)]}).json()
    assert (told["wipe"], told["answers"][0]["outcome"]) == (True, "quarantined")
    assert effects() == 0


def test_what_ran_before_stays_a_duplicate_and_what_waited_stays_quarantined(
    cast: Cast, evening: Evening, phone: Phone
) -> None:
    before = knocked(evening)
    phone.push(before)
    take_back(cast, phone)
    after = command("calling.door")
    assert [one["outcome"] for one in phone.push(before, after)] == ["duplicate", "quarantined"]
    assert [one["outcome"] for one in phone.push(before, after)] == ["duplicate", "quarantined"]
    assert len(held()) == 1


def test_a_disabled_users_phone_is_cut_off_too(cast: Cast, evening: Evening, phone: Phone) -> None:
    user = cast.users["grid_worker"]
    type(user).objects.unscoped("a test").filter(pk=user.pk).update(is_active=False)
    told = phone.post({"commands": [knocked(evening)]}).json()
    assert (told["wipe"], told["answers"][0]["outcome"]) == (True, "quarantined")


# ---- the inbox


def test_an_officer_lets_one_run_in_their_own_name(cast: Cast, evening: Evening, phone: Phone) -> None:
    take_back(cast, phone)
    phone.push(knocked(evening))
    (row,) = held()
    later = cast.now + timedelta(minutes=9)
    run_held(command_id=row.pk, reason="已电话核对属实", actor=cast.actor("town_duty"), now=later)
    case = Case.objects.unscoped("a test").get(pk=evening.cases["张家"].pk)
    assert (case.state, case.ended_at) == (CaseState.CONFIRMED, later)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (Outcome.RUN, cast.users["town_duty"].label)
    (line,) = Entry.objects.unscoped("a test").filter(kind="field.quarantine_run")
    assert (line.data["reason"], line.actor_user) == ("已电话核对属实", cast.users["town_duty"].pk)
    with pytest.raises(Stale):
        run_held(command_id=row.pk, reason="再来一次", actor=cast.actor("town_duty"), now=later)
    assert DoorTask.objects.unscoped("a test").count() == 1


def test_one_put_aside_is_kept_and_never_runs(cast: Cast, evening: Evening, phone: Phone) -> None:
    take_back(cast, phone)
    said = knocked(evening)
    phone.push(said)
    (row,) = held()
    discard_held(command_id=row.pk, reason="不是本人发的", actor=cast.actor("town_duty"), now=cast.now)
    row.refresh_from_db()
    assert (row.state, row.said["outcome"], row.decide_reason) == (Outcome.DISCARDED, "confirmed", "不是本人发的")
    assert phone.push(said)[0]["outcome"] == "quarantined"
    assert effects() == 0
    assert Entry.objects.unscoped("a test").filter(kind="field.quarantine_discarded").count() == 1


def test_one_that_is_refused_stays_in_the_inbox(cast: Cast, evening: Evening, phone: Phone) -> None:
    take_back(cast, phone)
    phone.push(command("calling.door", case=10**9, outcome="confirmed", proof="x"))
    (row,) = held()
    with pytest.raises(Invalid, match="没有找到"):
        run_held(command_id=row.pk, reason="核对属实", actor=cast.actor("town_duty"), now=cast.now)
    row.refresh_from_db()
    assert (row.state, row.decided_at) == (Outcome.QUARANTINED, None)


def test_only_officers_of_the_area_decide_and_only_with_a_reason(cast: Cast, evening: Evening, phone: Phone) -> None:
    take_back(cast, phone)
    phone.push(knocked(evening))
    (row,) = held()
    for key in ("town_lead_b", "neighbour_lead"):
        with pytest.raises(NotFound):
            run_held(command_id=row.pk, reason="核对属实", actor=cast.actor(key), now=cast.now)
    with pytest.raises((NotFound, NotAllowed)):
        run_held(command_id=row.pk, reason="核对属实", actor=cast.actor("village_cadre"), now=cast.now)
    with pytest.raises(Invalid):
        discard_held(command_id=row.pk, reason=" ", actor=cast.actor("town_duty"), now=cast.now)


def test_the_inbox_page_shows_both_times_masks_numbers_and_decides(
    cast: Cast, evening: Evening, phone: Phone, client_as: ClientAs
) -> None:
    take_back(cast, phone)
    phone.push(knocked(evening, phone="13900000009"))
    desk = client_as("town_duty")
    page = desk.get("/quarantine/").content.decode()
    assert "上门回报" in page
    assert "手机丢失" in page
    assert "13900000009" not in page
    assert "139****0009" in page
    (row,) = held()
    desk.post(f"/quarantine/{row.pk}/run/", {"reason": ""})
    assert held()
    desk.post(f"/quarantine/{row.pk}/run/", {"reason": "已电话核对属实"})
    assert not held()
    assert "已电话核对属实" in desk.get("/quarantine/").content.decode()
    assert "没有待处理的内容" in desk.get("/quarantine/").content.decode()


def test_an_answer_of_the_sync_is_json_without_names_of_the_server(
    cast: Cast, evening: Evening, phone: Phone
) -> None:
    take_back(cast, phone)
    assert set(json.loads(phone.client.get(SYNC).content)) == {"as_of", "etag", "wipe", "pulls"}
