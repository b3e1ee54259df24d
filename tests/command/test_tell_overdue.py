"""A date that comes near or has passed is told to the people of the roles: once, and never out of a drill."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from qianshao.accounts.models import Grant, User
from qianshao.channels.models import Message
from qianshao.command.services import tell_overdue as room
from qianshao.command.services.tell_overdue import tell_overdue
from qianshao.hazards import services, ticks
from qianshao.hazards.models import Hazard, Reminder
from qianshao.hazards.selectors import reminders_to_tell
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.cast_people import People, add_people
from tests.channels.outbox import gateway, simulated
from tests.channels.test_send import send
from tests.hazards.ledger import assigned, closed

pytestmark = pytest.mark.django_db


def messages(**wanted: Any) -> list[Message]:
    rows = Message.objects.unscoped("a test looks").select_related("text")
    return list(rows.filter(**wanted).order_by("pk"))


def to(**wanted: Any) -> list[str]:
    return sorted(row.to_label for row in messages(**wanted))


def entries(kind: str) -> list[Entry]:
    return list(Entry.objects.unscoped("a test looks").filter(kind=kind))


def due(hazard: Hazard) -> datetime:
    assert hazard.due_at is not None
    return hazard.due_at


def late(cast: Cast, hours: float = 1, **given: Any) -> tuple[Hazard, datetime]:
    """A hazard whose date has passed, its reminders taken; and when it is now."""
    made = assigned(cast, **given)
    now = due(made) + timedelta(hours=hours)
    ticks.remind(now, 50)
    return made, now


def test_a_reminder_is_told_to_the_townships_desk_in_words_and_once(cast: Cast) -> None:
    made = assigned(cast)
    now = due(made) - timedelta(hours=24)
    ticks.remind(now, 50)
    assert tell_overdue(now, 50) == 2  # three days before and one: the machine had stood still
    [message] = messages()
    assert (message.to_label, message.kind, message.is_drill, message.address_enc) == (
        "吴敏",
        "sms",
        False,
        "13800002046",
    )
    body = message.text.body if message.text else ""
    assert "快到期" in body and made.no in body and "青石镇红旗村" in body and "老粮站" in body
    assert tell_overdue(now, 50) == 0 and len(messages()) == 1
    assert reminders_to_tell() == []
    assert [entry.data["who"] for entry in entries("command.reminded")] == [["吴敏"], ["吴敏"]]


def test_it_climbs_with_the_days_up_to_the_county(cast: Cast) -> None:
    made = assigned(cast)
    heard = []
    for hours in (0, 24, 72):
        now = due(made) + timedelta(hours=hours)
        ticks.remind(now, 50)
        before = {row.pk for row in messages()}
        tell_overdue(now, 50)
        fresh = [row for row in messages() if row.pk not in before]
        heard.append((sorted(row.to_label for row in fresh), {row.kind for row in fresh}))
    assert heard[0] == (["吴敏"], {"sms"})
    assert heard[1] == (sorted(["吴敏", "郑河", "李江", "陈岩"]), {"sms"})
    assert heard[2] == (sorted(["郑河", "孙明", "李江", "陈岩"]), {"voice"})
    last = messages()[-1]
    assert last.text is not None and "第 3 次督办" in last.text.body


def test_another_township_and_another_county_hear_nothing(cast: Cast) -> None:
    _made, now = late(cast, 100)
    tell_overdue(now, 50)
    assert not {"褚秀", "卫国"} & set(to())


def test_killed_before_the_commit_it_is_told_later_and_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _made, now = late(cast)

    def dies(**_given: Any) -> int:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(room, "mark_told", dies)
        with pytest.raises(RuntimeError):
            tell_overdue(now, 50)
    assert messages() == [] and entries("command.reminded") == []
    assert tell_overdue(now, 50) > 0 and tell_overdue(now, 50) == 0
    assert to() == ["吴敏"]


def test_a_second_telling_of_the_same_reminder_adds_no_message(cast: Cast) -> None:
    """The control of "once": even were the mark lost, the outbox takes a key once."""
    _made, now = late(cast)
    tell_overdue(now, 50)
    Reminder.objects.unscoped("a test").update(told_at=None)
    tell_overdue(now, 50)
    assert to() == ["吴敏"]


def test_whoever_has_many_gets_one_message(cast: Cast) -> None:
    for n in range(5):
        assigned(cast, place_name=f"{n}号楼")
    now = due(assigned(cast)) + timedelta(hours=1)
    ticks.remind(now, 50)
    tell_overdue(now, 50)
    [message] = messages(to_label="吴敏")
    assert message.text is not None and "等 6 条" in message.text.body and len(message.text.body) < 250


def test_a_role_that_nobody_holds_is_heard_by_the_next_one_up(cast: Cast) -> None:
    Grant.objects.filter(role="town_duty").update(revoked_at=cast.now)
    _made, now = late_without_town(cast)
    tell_overdue(now, 50)
    assert to() == ["郑河"]


def late_without_town(cast: Cast) -> tuple[Hazard, datetime]:
    """Handled by the county's desk, since the township has none."""
    duty = cast.actor("county_duty")
    made = services.find_hazard(kind="gas", division_path=cast.village_a1.path, actor=duty, now=cast.now)
    services.verify_hazard(hazard_id=made.pk, grade=1, actor=duty, now=cast.now)
    made = services.assign_hazard(hazard_id=made.pk, unit_name="村委会", actor=duty, now=cast.now)
    now = due(made) + timedelta(hours=1)
    ticks.remind(now, 50)
    return made, now


def test_a_number_only_the_register_knows_is_used_and_nobody_at_all_is_said_aloud(cast: Cast) -> None:
    people: People = add_people(cast)
    User.objects.unscoped("a test").update(phone="")
    _made, now = late(cast)
    tell_overdue(now, 50)
    assert messages() == [] and [entry.data["roles"] for entry in entries("command.nobody_to_remind")][-1] == [
        "town_duty"
    ]
    User.objects.unscoped("a test").filter(username="town_lead").update(person_id=people.ids["王镇长"])
    ticks.remind(now + timedelta(hours=24), 50)
    tell_overdue(now + timedelta(hours=24), 50)
    assert [(row.to_label, row.address_enc) for row in messages()] == [("郑河", "13800000003")]


def test_what_is_closed_meanwhile_bothers_nobody(cast: Cast) -> None:
    made = closed(cast)
    Reminder.objects.create(
        hazard=made, division_path=made.division_path, step="u1", due_at=cast.now, at=cast.now, roles=["town_duty"]
    )
    assert tell_overdue(cast.now, 50) == 1 and messages() == []
    assert reminders_to_tell() == []


def test_a_drills_reminder_never_reaches_a_real_gateway(cast: Cast) -> None:
    gateway("real", 9)
    simulated()
    _made, now = late(cast, is_drill=True)
    tell_overdue(now, 50)
    [message] = messages()
    assert message.is_drill and message.text is not None and message.text.body.startswith("【演练】")
    send(at=now)
    [message] = messages()
    sent_by = message.channel.code if message.channel else ""
    assert (message.state, sent_by) == ("sent", "simulated")
    assert {entry.is_drill for entry in entries("command.reminded")} == {True}


def test_a_real_one_is_not_taken_for_a_drill(cast: Cast) -> None:
    """The control of the test above: the simulated channel is not what real people are told by."""
    simulated()
    _made, now = late(cast)
    tell_overdue(now, 50)
    send(at=now)
    assert [(row.is_drill, row.state) for row in messages()] == [(False, "failed")]


def test_what_a_finder_wrote_is_no_template(cast: Cast) -> None:
    _made, now = late(cast, words="{link}{name}裂缝")
    tell_overdue(now, 50)
    [message] = messages()
    assert message.text is not None and "{" not in message.text.body and "裂缝" in message.text.body


def test_a_department_that_does_not_answer_a_whistle_is_told_of_too_and_once(cast: Cast) -> None:
    whistle = services.blow_whistle(
        case="urgent", matter="煤气味很重", departments=["fire"], actor=cast.actor("town_duty"), now=cast.now
    )
    now = cast.now + timedelta(minutes=11)
    ticks.whistles(now, 50)
    assert tell_overdue(now, 50) == 1 and tell_overdue(now, 50) == 0
    [message] = messages()
    body = message.text.body if message.text else ""
    assert message.to_label == "孙明" and "还没有应答" in body and whistle.no in body
    [entry] = entries("command.reminded")
    assert str(entry) == f"吹哨 {whistle.no} 的到期提醒已发给 1 人"
