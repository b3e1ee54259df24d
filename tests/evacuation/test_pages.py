"""The desk's pages of an evacuation: what they show, to whom, and that each act does what it says."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from qianshao.core import clock
from qianshao.evacuation import services
from qianshao.evacuation.models import Conflict, Order
from qianshao.evacuation.pages.acts import picked_people
from qianshao.evacuation.rules.steps import next_step
from qianshao.evacuation.selectors import balance
from qianshao.evacuation.selectors.desk import to_settle
from qianshao.evacuation.states import REPORTABLE, OrderState
from qianshao.evacuation.streams import STREAMS
from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.places.services import create_shelter, set_state
from tests.cast import NOW, SYSTEM, Cast
from tests.cast_people import add_people
from tests.conftest import ClientAs
from tests.evacuation.conftest import Evening, ensure_limits, give_order, zone_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_night(fake_clock: clock.FakeClock) -> None:
    """The pages ask the clock; it stands still."""


@pytest.fixture
def night(cast: Cast) -> Evening:
    """Four households under the brook must leave."""
    ensure_limits()
    people = add_people(cast)
    homes = [people.homes[name] for name in ("张有福", "李秀梅", "赵国民", "陈立新")]
    zone = zone_with(cast, homes)
    return Evening(cast, people, zone, give_order(cast, zone))


@pytest.fixture
def lead(client_as: ClientAs) -> Client:
    return client_as("county_lead")


def page(client: Client, night: Evening, query: str = "") -> str:
    """The order's page as text."""
    answer = client.get(f"/evacuation/{night.order.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def mark(night: Evening, to: str, *names: str, **more: object) -> None:
    """Somebody reported it."""
    uids = [night.uid(name) for name in names]
    services.mark_people(order_id=night.order.pk, uids=uids, to=to, actor=SYSTEM, now=NOW, **more)  # type: ignore[arg-type]


def shelter(cast: Cast, name: str = "青石镇中学", capacity: int = 40) -> int:
    """An open shelter of the township."""
    path = cast.town_a.path
    made = create_shelter(name=name, capacity=capacity, division_path=path, actor=SYSTEM, now=NOW)
    set_state(shelter_id=made.pk, to="open", actor=SYSTEM, now=NOW)
    return made.pk


def test_the_page_counts_everybody_and_says_the_sum(night: Evening, lead: Client) -> None:
    mark(night, "moving", "陈立新")
    html = page(lead, night)
    total = balance(night.cast.scope("county_lead"), night.order.pk).total
    assert total.balances and total.moving == 1
    assert f"应转移 <b>{total.should_leave}</b> = 已安置 0 + 投亲靠友 0 + 途中 1 + 拒绝 0" in html


def test_the_list_begins_with_who_needs_something_and_special_needs_first(night: Evening, lead: Client) -> None:
    mark(night, "elsewhere", "陈立新")
    names = re.findall(r'<b class="b">([^<]+)</b></a>', page(lead, night))
    assert names[0] in ("张有福", "李小满") and "陈立新" not in names
    assert "陈立新" in page(lead, night, "?state=arrived")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("unnotified", "记已通知"),
        ("nobody", "再次敲门"),
        ("pickup", "派车"),
        ("refused", "劝返记录"),
        ("moving", "确认到达"),
    ],
)
def test_each_row_offers_its_one_next_step(night: Evening, lead: Client, to: str, words: str) -> None:
    if to != "unnotified":
        mark(night, to, "陈立新", words="不去")
    row = re.search(rf'<tr id="p-{night.uid("陈立新")}".*?</tr>', page(lead, night), re.S)
    assert row is not None and words in row.group() and row.group().count("btn ghost sm") == 1


def test_who_is_settled_has_no_next_step_until_the_all_clear() -> None:
    assert next_step("settled") is None
    step = next_step("settled", cleared=True)
    assert step is not None and step.to == "returned"


def test_a_search_finds_by_name_of_the_person_or_of_the_head(night: Evening, lead: Client) -> None:
    html = page(lead, night, "?state=all&q=李秀梅")
    assert "李小满" in html and "陈立新" not in html
    assert "没有符合条件的人" in page(lead, night, "?q=没有这个人")


def test_one_person_is_marked_from_the_panel_and_the_page_s_knowledge_is_named(night: Evening, lead: Client) -> None:
    url = f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/"
    assert "通知到" not in lead.get(url).content.decode()
    answer = lead.post(url, {"to": "notified", "words": "电话里说马上走", "based_on": ""})
    assert answer.status_code == 302 and night.row("陈立新").state == "notified"
    html = lead.get(url).content.decode()
    assert "电话里说马上走" in html and "李江" in html


def test_two_officers_on_one_row_make_a_conflict_not_a_loss(night: Evening, client_as: ClientAs) -> None:
    url = f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/"
    client_as("county_lead").post(url, {"to": "elsewhere", "based_on": ""})
    client_as("town_duty").post(url, {"to": "refused", "words": "说不走", "based_on": ""})
    row = night.row("陈立新")
    assert row.disputed and row.state == "refused"


def test_nothing_is_chosen_for_the_officer(night: Evening, lead: Client) -> None:
    url = f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/"
    assert "checked" not in lead.get(url).content.decode()
    assert 'value="notified" required id="id_to_0" checked' in lead.get(url + "?do=notify").content.decode()


def test_a_refusal_needs_the_words_that_were_said(night: Evening, lead: Client) -> None:
    url = f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/"
    answer = lead.post(url, {"to": "refused", "words": " ", "based_on": ""})
    assert answer.status_code == 422 and "他怎么说" in answer.content.decode()
    assert night.row("陈立新").state == "unnotified"


def test_arrival_is_a_sign_in_at_a_shelter_and_shows_how_full_it_is(night: Evening, lead: Client) -> None:
    there = shelter(night.cast)
    url = f"/evacuation/{night.order.pk}/people/{night.uid('赵国民')}/"
    assert lead.post(url, {"to": "settled", "based_on": ""}).status_code == 422
    answer = lead.post(url, {"to": "settled", "shelter": there, "whole_household": "on", "based_on": ""})
    assert answer.status_code == 302 and night.row("赵国民").shelter_id == there
    assert night.row("家人2").state == "settled"
    assert "青石镇中学" in page(lead, night) and "余 36 位" in page(lead, night)


def test_a_shelter_takes_nobody_more_at_one_press(night: Evening, lead: Client) -> None:
    there = shelter(night.cast)
    lead.post(f"/evacuation/{night.order.pk}/shelters/{there}/state/", {"state": "full"})
    assert "停止接收" in page(lead, night) and "恢复接收" in page(lead, night)


def test_leaving_a_shelter_early_stands_on_top_until_somebody_handled_it(night: Evening, lead: Client) -> None:
    there = shelter(night.cast)
    url = f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/"
    lead.post(url, {"to": "settled", "shelter": there, "based_on": ""})
    heads = ",".join(night.row("陈立新").heads)
    lead.post(url, {"to": "moving", "words": "回家拿药", "based_on": heads})
    html = page(lead, night)
    assert "提前离开安置点" in html and html.index("提前离开安置点") < html.index("应转移")
    alarm = re.search(r"alarms/(\d+)/", html)
    assert alarm is not None
    lead.post(f"/evacuation/{night.order.pk}/alarms/{alarm.group(1)}/", {"reason": "已送回安置点"})
    assert "提前离开安置点" not in page(lead, night)


def test_many_are_marked_at_once(night: Evening, lead: Client) -> None:
    picks = re.findall(r'name="uid" value="([^"]+)"', page(lead, night))
    lead.post(f"/evacuation/{night.order.pk}/mark/", {"uid": picks, "to": "notified"})
    total = balance(night.cast.scope("county_lead"), night.order.pk).total
    assert total.states["notified"] == total.should_leave == len(picks)


def test_more_than_twenty_ask_for_the_number_by_hand(
    night: Evening, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qianshao.evacuation.views.people.MANY", 2)
    picks, url = re.findall(r'name="uid" value="([^"]+)"', page(lead, night)), f"/evacuation/{night.order.pk}/mark/"
    given = {"uid": picks, "to": "notified", "next": "https://elsewhere.example/"}
    assert "一起记" in lead.post(url, given).content.decode()
    assert lead.post(url, {**given, "typed": "1"}).status_code == 422
    assert balance(night.cast.scope("county_lead"), night.order.pk).total.states["notified"] == 0
    answer = lead.post(url, {**given, "typed": str(len(picks))})
    assert answer["Location"] == f"/evacuation/{night.order.pk}/"
    assert balance(night.cast.scope("county_lead"), night.order.pk).total.states["notified"] == len(picks)


def test_the_pick_names_the_reports_the_page_knew() -> None:
    assert picked_people(["u1:a,b", "u2:", ":"]) == (["u1", "u2"], {"u1": ["a", "b"], "u2": []})


@pytest.fixture
def disputed(night: Evening) -> Conflict:
    """Two phones that knew nothing of each other."""
    mark(night, "elsewhere", "陈立新", based_on={night.uid("陈立新"): []}, words="儿子接走了")
    mark(night, "nobody", "陈立新", based_on={night.uid("陈立新"): []})
    found: Conflict = Conflict.objects.unscoped("a test looks").get()
    return found


def test_the_inbox_shows_both_sides_and_settles_with_a_reason(
    night: Evening, lead: Client, disputed: Conflict
) -> None:
    assert "两边说法不一" in page(lead, night)
    url = f"/evacuation/{night.order.pk}/conflicts/"
    html = lead.get(url).content.decode()
    assert "投亲靠友" in html and "家中无人" in html and "儿子接走了" in html
    assert "checked" not in html
    lead.post(f"{url}{disputed.pk}/settle/", {"to": "elsewhere:", "reason": "打通了他儿子的电话"})
    assert night.row("陈立新").state == "elsewhere" and not night.row("陈立新").disputed
    assert "没有说法不一的人" in lead.get(url).content.decode()


def test_somebody_on_no_list_is_added(night: Evening, lead: Client) -> None:
    url = f"/evacuation/{night.order.pk}/add/"
    given = {"name": "戴红帽的工人", "division_path": night.cast.village_a1.path, "where": "shelter"}
    assert lead.post(url, given).status_code == 422
    assert lead.post(url, {**given, "where": "door"}).status_code == 302
    assert "名单外" in page(lead, night, "?state=all&q=戴红帽")


def draft(night: Evening) -> Order:
    """A proposal over the same zone."""
    return services.propose_order(
        zones=[night.zone], title="柳河方案", basis="会商", deadline=night.order.deadline, actor=SYSTEM, now=NOW
    )


def test_a_new_order_is_a_draft_until_the_number_is_typed(night: Evening, lead: Client) -> None:
    form = lead.get("/evacuation/new/").content.decode()
    assert "checked" not in form and "青石沟" in form
    given = {"title": "夜里转移", "basis": "山洪红色预警", "deadline": "2026-07-18T23:30"}
    assert lead.post("/evacuation/new/", given).status_code == 422
    answer = lead.post("/evacuation/new/", {**given, "zones": [night.zone]})
    made = Order.objects.unscoped("a test looks").latest("pk")
    assert answer["Location"] == f"/evacuation/{made.pk}/issue/" and made.state == OrderState.DRAFT
    people = re.search(r"下令转移 (\d+) 人", lead.get(answer["Location"]).content.decode())
    assert people is not None
    assert lead.post(answer["Location"], {"typed": "0"}).status_code == 422
    assert lead.post(answer["Location"], {"typed": people.group(1)}).status_code == 302
    made.refresh_from_db()
    assert made.state == OrderState.ORDERED and made.ordered_by.startswith("李江")


def test_a_draft_waits_on_top_of_the_list_and_may_be_dropped(night: Evening, lead: Client) -> None:
    one = draft(night)
    html = lead.get("/evacuation/").content.decode()
    assert html.index("柳河方案") < html.index("青石沟转移")
    lead.post(f"/evacuation/{one.pk}/drop/", {"reason": "雨停了"})
    assert "柳河方案" not in lead.get("/evacuation/").content.decode()


def test_who_may_not_order_sees_the_draft_but_no_button(night: Evening, client_as: ClientAs) -> None:
    one = draft(night)
    client = client_as("county_duty")
    assert f"/evacuation/{one.pk}/issue/" not in client.get("/evacuation/").content.decode()
    assert client.get(f"/evacuation/{one.pk}/issue/").status_code == 403


def test_the_all_clear_needs_a_basis_and_the_verb_and_only_then_people_return(night: Evening, lead: Client) -> None:
    mark(night, "elsewhere", "陈立新")
    url, person = (
        f"/evacuation/{night.order.pk}/all-clear/",
        f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/",
    )
    assert "记返回" not in page(lead, night, "?state=arrived")
    assert lead.post(url, {"typed": "解除转移"}).status_code == 422
    assert lead.post(url, {"reason": "气象台解除通知，村里排查过", "typed": "解除"}).status_code == 422
    assert lead.post(url, {"reason": "气象台解除通知，村里排查过", "typed": "解除转移"}).status_code == 302
    assert "记返回" in page(lead, night, "?state=arrived")
    lead.post(person, {"to": "returned", "based_on": ",".join(night.row("陈立新").heads)})
    assert night.row("陈立新").state == "returned"


def test_closing_says_who_is_unaccounted_for(night: Evening, lead: Client) -> None:
    services.give_all_clear(order_id=night.order.pk, basis="解除通知", actor=SYSTEM, now=NOW)
    url = f"/evacuation/{night.order.pk}/close/"
    left = balance(night.cast.scope("county_lead"), night.order.pk).total.unaccounted
    assert f"还有 {left} 人没有落实" in lead.get(url).content.decode()
    assert lead.post(url, {"reason": "都在外地，电话核实过", "typed": "办结转移"}).status_code == 302
    assert "已办结" in page(lead, night)


def test_households_are_given_a_shelter_by_hand_and_found_by_it(night: Evening, lead: Client) -> None:
    there, home = shelter(night.cast), night.people.homes["陈立新"]
    url = f"/evacuation/{night.order.pk}/shelters/"
    assert "还没有安排去向" in lead.get(url).content.decode()
    lead.post(url + "assign/", {"household": [home], "shelter": there})
    html = lead.get(f"{url}?shelter={there}").content.decode()
    assert "陈立新" in html and "手工" in html and "赵国民" not in html


def test_the_plan_is_computed_at_one_press_and_explained(night: Evening, lead: Client) -> None:
    shelter(night.cast)
    url = f"/evacuation/{night.order.pk}/shelters/"
    html = lead.post(url + "compute/", follow=True).content.decode()
    assert "没有着落" in html and "青石镇中学" in html


def test_a_township_sees_its_own_people_of_a_county_s_order_only(night: Evening, client_as: ClientAs) -> None:
    assert page(client_as("town_duty"), night).count("<tr id=") > 0
    answer = client_as("town_lead_b").get(f"/evacuation/{night.order.pk}/")
    assert answer.status_code == 404 or "陈立新" not in answer.content.decode()
    assert client_as("neighbour_lead").get(f"/evacuation/{night.order.pk}/").status_code == 404


def test_the_wall_s_account_reads_numbers_and_no_name(night: Evening, client_as: ClientAs) -> None:
    html = page(client_as("wall"), night, "?state=all")
    assert "应转移" in html and "陈立新" not in html and "张有福" not in html
    assert client_as("wall").get(f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/").status_code == 403


def test_a_number_is_shown_once_the_reason_is_in_the_journal(night: Evening, lead: Client) -> None:
    url = f"/evacuation/{night.order.pk}/people/{night.uid('陈立新')}/"
    assert "13900000004" not in lead.get(url).content.decode()
    assert lead.post(url + "reveal/", {"reason": ""}).status_code == 422
    assert "13900000004" in lead.post(url + "reveal/", {"reason": "打电话劝他走"}).content.decode()


def test_the_live_picture_is_the_page_s_own_part(night: Evening) -> None:
    picture = {one.name: one for one in STREAMS}["evacuation"].open(
        night.cast.scope("county_lead"), night.order.pk, {}
    )
    drawn = picture.render()
    assert drawn is not None and "陈立新" in drawn and "<html" not in drawn


def test_a_drill_wears_its_band(night: Evening, lead: Client) -> None:
    Order.objects.unscoped("a test").filter(pk=night.order.pk).update(is_drill=True)
    assert "drill-band" in page(lead, night) and "【演练】" in page(lead, night)
    here = f"/evacuation/{night.order.pk}/"
    for path in (f"people/{night.row('陈立新').uid}/", "add/", "all-clear/", "conflicts/", "shelters/"):
        assert "drill-band" in lead.get(here + path).content.decode(), path


def test_every_state_that_may_be_reported_has_a_way_on() -> None:
    assert {state for state in REPORTABLE if next_step(state) is None} == {
        "settled",
        "elsewhere",
        "returned",
        "struck",
    }


def test_the_photo_of_a_report_lies_in_the_area_of_its_people(
    cast: Cast, night: Evening, client_as: ClientAs
) -> None:
    """The county's officer sent it: the township of the people sees it, another one does not even learn of it."""
    key, actor = uuid4(), cast.actor("county_duty", "phone")
    said = {"order_id": night.order.pk, "uids": [night.uid("陈立新")], "to": "notified", "command_id": uuid4()}
    services.mark_people(**said, evidence=[key], actor=actor, now=NOW)  # type: ignore[arg-type]
    services.mark_people(**said, evidence=[key], actor=actor, now=NOW)  # type: ignore[arg-type]
    filed = Evidence.objects.unscoped("a test looks").get(uid=key)
    assert (filed.subject_kind, filed.subject_id, filed.division_path) == (
        "evacuation", night.order.pk, cast.village_a2.path,
    )  # fmt: skip
    sealed = store.put(b"picture", filed.raw_key)
    Evidence.objects.unscoped("a test").filter(uid=key).update(state="kept", kept_name=sealed, thumb_name=sealed)
    assert client_as("town_lead").get(f"/files/{key}/").status_code == 200
    assert client_as("town_lead_b").get(f"/files/{key}/").status_code == 404


def test_the_rail_counts_conflicts_and_alarms_of_the_area_in_one_query(
    cast: Cast, night: Evening, django_assert_num_queries: Any
) -> None:
    mark(night, "moving", "张有福", based_on={})
    mark(night, "refused", "张有福", based_on={})
    assert to_settle(cast.scope("county_duty")).count() == 1
    mark(night, "settled", "陈立新")
    services.leave_shelter(order_id=night.order.pk, uids=[night.uid("陈立新")], to="moving", actor=SYSTEM, now=NOW)
    county = cast.scope("county_duty")
    with django_assert_num_queries(1):
        assert to_settle(county).count() == 2
    assert to_settle(cast.scope("town_lead_b")).count() == 0
