"""The county writes its own thresholds, guides and reach; what was released keeps what it was released with."""

from typing import Any

import pytest

from qianshao.alerts.cap.message import Info
from qianshao.alerts.hazards import recognise
from qianshao.alerts.models import Alert, RuleSheet
from qianshao.alerts.selectors import hazards_at, reach_rows, targets_of
from qianshao.alerts.selectors.tables import guide_for
from qianshao.alerts.services import publish_hazard, publish_reach
from qianshao.alerts.ticks import resume_calls
from qianshao.calling.models import Case
from qianshao.core import clock
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.journal.models import Entry
from tests.alerts.conftest import submitted
from tests.alerts.test_release_alert import RED_RAIN, called, compose, release
from tests.cast import Cast
from tests.cast_people import People
from tests.conftest import ClientAs

STEP = "听到铜锣声马上往学校后山走。"


def rain(cast: Cast, who: str = "county_lead", **changed: Any) -> RuleSheet:
    given: dict[str, Any] = {
        "code": "rainstorm",
        "name": "暴雨",
        "event_codes": ("11B03",),
        "words": ("暴雨",),
        "category": "Met",
        "thresholds": {"red": "1 小时雨量达 70 毫米"},
        "guide": (("red", STEP),),
        "source": "演示县暴雨预警标准（2026）第三条",
        "confirmed": True,
        "reason": "本县汛前修订",
        "based_on": 0,
    } | changed
    return publish_hazard(**given, actor=cast.actor(who), now=clock.now())


def red(cast: Cast, audiences: tuple[str, ...] = ("village", "household"), **changed: Any) -> RuleSheet:
    given: dict[str, Any] = {
        "colour": "red",
        "source": "演示县叫应办法",
        "confirmed": True,
        "reason": "本县汛前修订",
        "based_on": 0,
    } | changed
    return publish_reach(audiences=audiences, **given, actor=cast.actor("county_lead"), now=clock.now())


def test_shipped_values_hold_until_the_county_writes_its_own_and_say_where_they_come_from(cast: Cast) -> None:
    before = hazards_at(clock.now())["rainstorm"]
    assert before.version == 0 and not before.confirmed and "2007" in before.source
    assert "出厂" in hazards_at(clock.now())["flood"].source
    rain(cast)
    after = hazards_at(clock.now())["rainstorm"]
    assert (after.version, after.thresholds["red"], after.steps("red")) == (1, "1 小时雨量达 70 毫米", (STEP,))


def test_every_version_is_kept_with_its_reason_and_stands_in_the_journal(cast: Cast) -> None:
    rain(cast)
    rain(cast, based_on=1, thresholds={"red": "1 小时雨量达 80 毫米"}, reason="会商后再改")
    assert list(RuleSheet.objects.order_by("version").values_list("version", "reason")) == [
        (1, "本县汛前修订"),
        (2, "会商后再改"),
    ]
    assert Entry.objects.unscoped("test").filter(kind="alerts.table_published").count() == 2


def test_two_officers_on_the_same_version_do_not_overwrite_each_other(cast: Cast) -> None:
    rain(cast)
    with pytest.raises(Stale):
        rain(cast, reason="我也要改一下")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "改"}, "table.reason"),
        ({"source": " "}, "table.source"),
        ({"guide": ()}, "hazard.unsound"),
        ({"thresholds": {}}, "hazard.unsound"),
        ({"thresholds": {"purple": "很大"}}, "hazard.unsound"),
        ({"code": "暴雨"}, "hazard.code"),
    ],
)
def test_what_is_unsound_is_not_published(cast: Cast, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        rain(cast, **changed)
    assert refused.value.code == code and not RuleSheet.objects.exists()


def test_who_has_no_right_publishes_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        rain(cast, who="county_duty")


def test_red_always_reaches_households(cast: Cast) -> None:
    with pytest.raises(Invalid):
        red(cast, ("leader", "town"))


def test_a_released_alert_keeps_the_table_it_was_released_with(cast: Cast, people: People) -> None:
    rain(cast)
    red(cast)
    alert = release(cast, submitted(cast))
    assert alert.rules["hazard"]["threshold"] == "1 小时雨量达 70 毫米"
    assert called(alert) >= {"张有福", "吴长贵"} and "陈国栋" not in called(alert)
    rain(cast, based_on=1, guide=(("red", "别的说法。"),))
    red(cast, ("leader", "household"), based_on=1)
    alert = Alert.objects.unscoped("test").get(pk=alert.pk)
    assert guide_for("alert", alert.pk, "rainstorm", "red", clock.now()) == (STEP,)
    assert targets_of(alert, clock.now()).audiences == ("village", "household")
    # The control: a new alert goes by the new version.
    fresh = compose(cast, RED_RAIN)
    assert "别的说法。" in fresh.instruction and "leader" in targets_of(fresh, clock.now()).audiences


def test_a_release_cut_off_goes_on_with_the_reach_that_was_confirmed(
    cast: Cast, people: People, fake_clock: Any
) -> None:
    red(cast)
    alert = release(cast, submitted(cast))
    Case.objects.unscoped("test").filter(name="张有福").delete()
    Alert.objects.unscoped("test").update(called_at=None, callout_id=None)
    alert.refresh_from_db()
    red(cast, ("leader", "town", "household"), based_on=1)
    fake_clock.advance(60)
    resume_calls(clock.now(), 10)
    alert.refresh_from_db()
    assert "陈国栋" not in called(alert)


def test_a_type_of_the_countys_own_is_recognised_in_messages(cast: Cast) -> None:
    info = Info(event="尾矿库红色预警", headline="尾矿库红色预警")
    assert recognise(info, hazards_at(clock.now())).hazard is None
    rain(cast, code="mine_pond", name="尾矿库险情", words=("尾矿库",), event_codes=("12B04",))
    assert recognise(info, hazards_at(clock.now())).hazard == "mine_pond"


def test_the_pages_show_sources_and_publish(client_as: ClientAs, cast: Cast) -> None:
    assert "出厂默认" in client_as("town_duty").get("/hazards-table/").content.decode()
    lead = client_as("county_lead")
    page = lead.get("/hazards-table/hazards/rainstorm/").content.decode()
    assert "3 小时雨量达 100 毫米" in page
    posted = {
        "based_on": "0", "name": "暴雨", "words": "暴雨，强降雨", "event_codes": "11B03", "category": "Met",
        "threshold_red": "1 小时雨量达 70 毫米", "source": "县标准第三条", "confirmed": "on",
        "reason": "本县汛前修订",
        "g-TOTAL_FORMS": "2", "g-INITIAL_FORMS": "0", "g-0-since": "red", "g-0-text": STEP, "g-1-since": "blue",
        "g-1-text": "",
    }  # fmt: skip
    assert lead.post("/hazards-table/hazards/rainstorm/", posted).status_code == 302
    assert hazards_at(clock.now())["rainstorm"].steps("red") == (STEP,)
    again = lead.post("/hazards-table/hazards/rainstorm/", posted)
    assert again.status_code == 422 and "别人刚刚发布" in again.content.decode()
    reach = {"based_on": "0", "audiences": ["town"], "source": "县办法", "reason": "只叫到乡镇"}
    assert lead.post("/hazards-table/reach/red/", reach).status_code == 422
    assert lead.post("/hazards-table/reach/blue/", reach).status_code == 302
    assert reach_rows(clock.now())["blue"].content == {"audiences": ["town"]}
    new = posted | {"code": "mine_pond", "name": "尾矿库险情"}
    assert lead.post("/hazards-table/new/", new).status_code == 302
    assert "尾矿库险情" in lead.get("/hazards-table/").content.decode()
    assert client_as("county_duty").get("/hazards-table/reach/red/").status_code == 403
