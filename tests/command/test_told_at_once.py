"""Whoever must act hears of it at once: departments, units, the desk, guards; drills reach nobody real."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from qianshao.channels.models import Message
from qianshao.command import reactions as room
from qianshao.command.ticks import sweep_reactions
from qianshao.core import clock
from qianshao.core.ids import DEPARTMENT, fill_links, link_address, uuid7
from qianshao.hazards import services
from qianshao.hazards.models import Guard, Hazard, Whistle
from qianshao.hazards.rules.correct import Where
from qianshao.hazards.selectors import standard_rows, steps_waiting, unit_address
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.cast_people import People
from tests.channels.outbox import gateway, simulated
from tests.channels.test_send import send
from tests.command.conftest import release, rounds
from tests.conftest import ClientAs
from tests.hazards.ledger import arrive, find, verified

pytestmark = pytest.mark.django_db
FIRE = "0376-7755119"


def messages(**wanted: Any) -> list[Message]:
    rows = Message.objects.unscoped("a test looks").select_related("text")
    return list(rows.filter(**wanted).order_by("pk"))


def body(message: Message) -> str:
    return message.text.body if message.text else ""


def said(kind: str) -> list[Mapping[str, Any]]:
    return [entry.data for entry in Entry.objects.unscoped("a test looks").filter(kind=kind).order_by("pk")]


def publish(cast: Cast, name: str, changed: Mapping[str, Mapping[str, Any]]) -> None:
    """The county's next version of a table: rows changed by their codes."""
    rows = [{**row, **changed.get(str(row["code"]), {})} for row in standard_rows(name, cast.now)]
    services.publish_standard(name=name, rows=rows, version=0, actor=cast.actor("county_admin"), now=cast.now)


def blow(cast: Cast, departments: tuple[str, ...] = ("fire", "market"), **given: Any) -> Whistle:
    return services.blow_whistle(
        case="urgent",
        matter="煤气味很重",
        departments=departments,
        place="老粮站",
        actor=cast.actor("town_duty"),
        now=cast.now,
        **given,
    )


def handed(cast: Cast, phone: str = "13911112222", **given: Any) -> Hazard:
    made = verified(cast, **given)
    return services.assign_hazard(
        hazard_id=made.pk,
        unit_name="老粮站食品厂",
        unit_phone=phone,
        interim="停用西侧仓库",
        actor=cast.actor("town_duty"),
        now=cast.now,
    )


def test_a_whistle_rings_the_departments_number_and_tells_the_county_at_once(cast: Cast) -> None:
    publish(cast, "departments", {"fire": {"phone": FIRE}})
    whistle = blow(cast)
    rounds()
    rung, desk = messages()
    assert (rung.to_label, rung.address_enc, rung.subject_kind) == ("消防救援", "03767755119", "whistle_call")
    for part in ("青石镇", "煤气味很重", whistle.no, "老粮站", "应答期限", "办理请点 {link:w:"):
        assert part in body(rung)
    assert desk.to_label == "孙明" and "消防救援、市场监管" in body(desk) and whistle.no in body(desk)
    assert [data["who"] for data in said("command.departments_told")] == ["消防救援"]
    assert [data["who"] for data in said("command.departments_no_phone")] == ["市场监管"]
    assert [data["who"] for data in said("command.told")] == [["孙明"]]


def test_a_department_that_says_it_is_not_theirs_is_told_to_the_township_at_once(cast: Cast) -> None:
    whistle = blow(cast, ("fire",))
    rounds()
    before, call = len(messages()), whistle.calls.unscoped("a test").get()
    services.decline_call(call_id=call.pk, words="归住建", actor=cast.actor("county_duty"), now=clock.now())
    rounds()
    fresh = messages()[before:]
    assert fresh and all("归住建" in body(row) and "{link" not in body(row) for row in fresh)
    services.release_call(call_id=call.pk, words="换住建", actor=cast.actor("town_duty"), now=clock.now())
    entry = Entry.objects.unscoped("a test looks").get(kind="hazards.whistle_decline")
    assert room.rules()["tell_declined"][0].run(entry, clock.now()) == "over"


def test_the_link_goes_out_filled_in_and_a_finders_braces_fill_nothing(cast: Cast) -> None:
    publish(cast, "departments", {"fire": {"phone": FIRE}})
    simulated()
    whistle = services.blow_whistle(
        case="urgent", matter="{link:w:1}{name}", departments=("fire",), is_drill=True,
        actor=cast.actor("town_duty"), now=cast.now,
    )  # fmt: skip
    rounds()
    rung = messages(subject_kind="whistle_call")[0]
    call = whistle.calls.unscoped("a test").get()
    sent = fill_links(body(rung))
    assert sent.endswith(f"办理请点 {link_address(DEPARTMENT, call.pk)}") and sent.count("/w/") == 1


def test_as_shipped_no_department_has_a_number_and_the_page_says_so(cast: Cast, client_as: ClientAs) -> None:
    whistle = blow(cast, ("fire",))
    rounds()
    assert [row.to_label for row in messages()] == ["孙明"]
    page = client_as("town_duty").get(f"/whistles/{whistle.pk}/").content.decode()
    assert "没有填，请另行通知" in page and "tel:" not in page


def test_the_page_shows_the_number_and_what_became_of_the_message(cast: Cast, client_as: ClientAs) -> None:
    publish(cast, "departments", {"fire": {"phone": FIRE}})
    whistle = blow(cast, ("fire",))
    rounds()
    page = client_as("county_duty").get(f"/whistles/{whistle.pk}/").content.decode()
    assert f'href="tel:{FIRE}"' in page and "短信在排队" in page


def test_run_again_or_called_later_nobody_is_rung_twice(cast: Cast) -> None:
    publish(cast, "departments", {"fire": {"phone": FIRE}, "market": {"phone": "12315"}})
    whistle = blow(cast, ("fire",))
    rounds(3)
    entry = Entry.objects.unscoped("a test looks").get(kind="hazards.whistle_blow")
    room.rules()["tell_whistle"][0].run(entry, clock.now())
    assert [row.to_label for row in messages()] == ["消防救援", "孙明"]
    services.call_department(
        whistle_id=whistle.pk, department="market", actor=cast.actor("town_duty"), now=clock.now()
    )
    rounds()
    assert [row.to_label for row in messages()][2:] == ["市场监管", "孙明"]


def test_whom_a_whistle_is_told_to_is_the_countys(cast: Cast) -> None:
    publish(cast, "notices", {"now_whistle": {"roles": "county_lead", "way": "voice"}})
    blow(cast)
    rounds()
    assert {(row.to_label, row.kind) for row in messages()} == {("李江", "voice"), ("陈岩", "voice")}


def test_a_drill_never_reaches_a_real_gateway(cast: Cast) -> None:
    publish(cast, "departments", {"fire": {"phone": FIRE}})
    gateway("real", 9)
    simulated()
    blow(cast, ("fire",), is_drill=True)
    handed(cast, is_drill=True)
    rounds()
    send(at=clock.now())
    found = messages()
    assert len(found) == 3 and all(body(row).startswith("【演练】") for row in found)
    assert {(row.state, row.channel.code if row.channel else "") for row in found} == {("sent", "simulated")}


def test_what_is_real_is_not_taken_for_a_drill(cast: Cast) -> None:
    """The control of the test above: real numbers are not rung by the simulated channel."""
    publish(cast, "departments", {"fire": {"phone": FIRE}})
    simulated()
    blow(cast, ("fire",))
    handed(cast)
    rounds()
    send(at=clock.now())
    assert {(row.is_drill, row.state) for row in messages()} == {(False, "failed")}


def test_a_number_with_letters_is_not_taken_into_the_table(cast: Cast) -> None:
    with pytest.raises(Exception, match="电话只写数字"):
        publish(cast, "departments", {"fire": {"phone": "call me"}})


def test_the_unit_is_told_what_where_and_until_when_once_for_each_handing_over(cast: Cast) -> None:
    made = handed(cast, words="{link}外墙开裂")
    rounds(3)
    [message] = messages()
    assert (message.to_label, message.address_enc) == ("老粮站食品厂", "13911112222")
    for part in (made.no, "青石镇红旗村", "外墙开裂", "前整改完", "停用西侧仓库"):
        assert part in body(message)
    assert body(message).count("{") == 1 and "办理请点 {link:u:" in body(message)
    assert [data["unit"] for data in said("command.unit_told")] == ["老粮站食品厂"]
    services.assign_hazard(
        hazard_id=made.pk,
        unit_name="村委会",
        unit_phone="13911113333",
        actor=cast.actor("town_duty"),
        now=clock.now() + timedelta(minutes=1),
    )
    rounds()
    assert [row.to_label for row in messages()] == ["老粮站食品厂", "村委会"]


def test_what_was_handed_on_before_it_was_told_goes_to_the_new_unit_only(cast: Cast) -> None:
    made = handed(cast)
    services.assign_hazard(
        hazard_id=made.pk,
        unit_name="村委会",
        unit_phone="13911113333",
        actor=cast.actor("town_duty"),
        now=cast.now + timedelta(seconds=1),
    )
    sweep_reactions(cast.now + timedelta(seconds=2), 200)
    assert [row.address_enc for row in messages()] == ["13911113333"]


@pytest.mark.parametrize("phone", ["", "13911113333"])
def test_the_next_units_order_and_link_never_go_to_the_number_of_the_one_before(cast: Cast, phone: str) -> None:
    made = handed(cast)
    later = cast.now + timedelta(seconds=1)
    give = {"hazard_id": made.pk, "actor": cast.actor("town_duty"), "unit_name": "村委会"}
    services.assign_hazard(unit_phone=phone, now=later, **give)
    sweep_reactions(later, 200)
    assert [row.address_enc for row in messages()] == ([phone] if phone else [])
    again = services.assign_hazard(now=later + timedelta(seconds=1), **give)
    assert again.unit_phone == phone  # its own number stays with it


def shown(cast: Cast, hazard: Hazard) -> None:
    services.ask_acceptance(hazard_id=hazard.pk, evidence=[uuid7()], actor=cast.actor("village_cadre"), now=cast.now)


def test_work_that_is_rejected_is_told_to_the_unit_with_the_reason(cast: Cast) -> None:
    made = handed(cast)
    rounds()
    shown(cast, made)
    services.reject_hazard(
        hazard_id=made.pk, words="还在漏，问13911114444", actor=cast.actor("town_lead"), now=cast.now
    )
    rounds(3)
    first, back = messages()
    assert (first.to_label, back.address_enc) == ("老粮站食品厂", "13911112222")
    for part in (made.no, "没改好，退回", "说明：还在漏", "前整改完", "办理请点 {link:u:"):
        assert part in body(back)
    assert "13911114444" not in body(back) and "退回" not in body(first)


def test_the_answer_to_its_request_and_being_put_on_a_list_are_told_to_the_unit(cast: Cast) -> None:
    made = handed(cast)
    rounds()
    give = {"hazard_id": made.pk, "now": cast.now}
    until = cast.now + timedelta(days=60)
    services.ask_extension(until=until, reason="缺料", actor=cast.actor("village_cadre"), **give)
    services.decide_extension(granted=False, words="材料有", actor=cast.actor("town_duty"), **give)
    services.escalate(level="county", words="人多", actor=cast.actor("county_lead"), **give)
    rounds(3)
    _first, answer, listed = [body(row) for row in messages(subject_kind="hazard_unit")]
    assert "不同意延期" in answer and "说明：材料有" in answer
    assert "已挂牌督办" in listed and "说明：人多" in listed


def test_a_township_hears_at_once_that_the_county_has_hung_its_hazard(cast: Cast) -> None:
    made, give = verified(cast), {"level": "county", "words": "久拖", "supervision_no": "3号", "now": cast.now}
    services.escalate(hazard_id=made.pk, actor=cast.actor("county_lead"), **give)
    rounds()
    told = messages()
    assert len(told) == 2 and all("县级挂牌督办" in body(row) and made.no in body(row) for row in told)
    entry = Entry.objects.unscoped("a test looks").get(kind="hazards.ledger_escalate")
    services.delist_hazard(hazard_id=made.pk, words="挂错了", actor=cast.actor("county_lead"), now=cast.now)
    assert room.rules()["tell_hung"][0].run(entry, clock.now()) == "over"


@pytest.mark.parametrize("is_closed", [False, True])
def test_sent_back_or_opened_again_to_another_unit_that_one_hears_and_has_a_link(cast: Cast, is_closed: bool) -> None:
    made, lead = handed(cast), cast.actor("town_lead")
    rounds()
    shown(cast, made)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name="青石镇应急办", actor=lead, now=cast.now)
    give = {"hazard_id": made.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    if is_closed:
        services.close_hazard(**give)
    verb = services.reopen_hazard if is_closed else services.send_back
    row = verb(words="又裂了", unit_name="县住建局", unit_phone="13911115555", **give)
    rounds(3)
    assert [one.address_enc for one in messages()] == ["13911112222", "13911115555"]
    told = body(messages()[1])
    assert "办理请点 {link:u:" in told and unit_address(row) and ("又出现" in told) == is_closed
    assert (row.unit_phone, row.person_name) == ("13911115555", "")


def test_without_a_number_the_page_says_calmly_to_go_there(cast: Cast, client_as: ClientAs) -> None:
    made = handed(cast, phone="")
    rounds()
    assert messages() == [] and [data["no"] for data in said("command.unit_no_phone")] == [made.no]
    assert "没有电话，请当面交办" in client_as("town_duty").get(f"/hazards/{made.pk}/").content.decode()


def test_a_message_that_failed_is_said_on_the_page(cast: Cast, client_as: ClientAs) -> None:
    made = handed(cast)
    rounds()
    page = client_as("town_duty")
    assert "短信在排队" in page.get(f"/hazards/{made.pk}/").content.decode()
    send(at=clock.now())  # no channel is set up
    assert "短信没有发出，请打电话" in page.get(f"/hazards/{made.pk}/").content.decode()


def test_whoever_stands_by_gets_one_message_for_all_their_hazards(cast: Cast, people: People) -> None:
    for place in ("老粮站", "桥头", "村小"):
        find(cast, place_name=place)
    release(cast)
    rounds(3)
    [message] = messages(subject_kind="guard_person")
    assert message.to_label.startswith("吴长贵") and "等 3 处隐患" in body(message) and "每 1 小时" in body(message)
    assert [(data["count"], data["missing"]) for data in said("command.guards_told")] == [(1, 0)]


def guard_on(cast: Cast, hazard: Hazard) -> Guard:
    return services.set_guard(
        hazard_id=hazard.pk, cause=("desk", "1"), cause_label="下雨", actor=cast.actor("town_duty"), now=cast.now
    )


def test_worse_is_told_to_desk_and_leader_at_once_and_stands_in_the_rail(cast: Cast) -> None:
    made = handed(cast, phone="")
    guard = guard_on(cast, made)
    rounds()
    assert messages() == [] and steps_waiting(cast.scope("town_duty")).count() == 0
    services.look_at_guarded(
        guard_id=guard.pk, is_worse=True, words="裂缝变宽", actor=cast.actor("grid_worker"), now=cast.now
    )
    rounds()
    assert sorted(row.to_label for row in messages()) == sorted(["吴敏", "郑河", "孙明"])
    assert all("裂缝变宽" in body(row) and made.no in body(row) for row in messages())
    assert [steps_waiting(cast.scope(who)).count() for who in ("town_duty", "county_duty", "town_lead_b")] == [
        1,
        1,
        0,
    ]
    later = cast.now + timedelta(hours=1)
    services.look_at_guarded(guard_id=guard.pk, actor=cast.actor("grid_worker"), now=later)
    assert steps_waiting(cast.scope("town_duty")).count() == 0


def test_a_look_that_is_not_worse_bothers_nobody(cast: Cast) -> None:
    """The control of the test above."""
    guard = guard_on(cast, find(cast))
    services.look_at_guarded(guard_id=guard.pk, words="没变化", actor=cast.actor("grid_worker"), now=cast.now)
    rounds()
    assert messages() == []


def test_a_hazard_put_right_into_another_area_is_told_there_and_to_its_unit_and_guarded_anew(
    cast: Cast, people: People
) -> None:
    made = handed(cast)
    release(cast, colour="red")
    rounds()
    before, (guard,) = len(messages()), Guard.objects.unscoped("a test")
    assert guard.person_id == people.ids["吴长贵"]
    where = Where(cast.village_a2.path, "新粮站")
    services.correct_hazard(
        hazard_id=made.pk, where=where, words="村报错了", actor=cast.actor("county_duty"), now=clock.now()
    )
    rounds()
    guard = Guard.objects.unscoped("a test").get()
    assert (guard.state, guard.person_id, guard.division_path) == ("open", people.ids["孙玉兰"], cast.village_a2.path)
    told = {message.to_label: body(message) for message in messages()[before:]}
    assert "更正到本地：青石镇下湾村新粮站" in told["吴敏"] and "原记在青石镇红旗村" in told["吴敏"]
    assert "隐患的地点更正了" in told["老粮站食品厂"] and "村报错了" in told["老粮站食品厂"]
    assert any("新粮站" in words for name, words in told.items() if name not in ("吴敏", "老粮站食品厂"))
    services.correct_hazard(
        hazard_id=made.pk, where=Where(cast.village_a2.path, "粮站仓库"), words="改名", actor=cast.actor("town_duty"),
        now=clock.now(),
    )  # fmt: skip
    before = len(messages())
    rounds()
    assert [message.to_label for message in messages()[before:]] == ["老粮站食品厂"]
