"""The slider over a night: each layer that can say it shows what was known at that moment, the others say so."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from qianshao.alerts.models import Alert
from qianshao.calling.services.answer_call import answer_on_behalf
from qianshao.core.clock import FakeClock
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.evacuation.services import mark_people
from qianshao.geo.gather import layers_for
from qianshao.hazards.services import handle_sighting, report_danger
from tests.calling import casts
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs
from tests.evacuation.conftest import begin
from tests.onemap.county import furnish

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")


def minute(n: int) -> datetime:
    return NOW + timedelta(minutes=n)


def shown(name: str, at: datetime | None, scope: Scope = ALL) -> list[tuple[str, str, str]]:
    """Title, words and tone of the marks of a layer, at a moment or now (an hour after the start)."""
    (layer,) = [one for one in layers_for(scope, now=minute(60), on=frozenset({name}), at=at) if one.is_on]
    return [(one.title, one.words, one.tone) for one in layer.features]


def test_a_danger_is_there_from_its_report_to_its_end(cast: Cast) -> None:
    place = Position(114.84, 31.67, 5)
    row = report_danger(
        kind="slide", made_at=NOW, position=place, actor=cast.actor("village_cadre", "phone"), now=minute(5)
    )
    for act, at in (("verify", 10), ("handle", 20), ("reopen", 30), ("dismiss", 40)):
        handle_sighting(sighting_id=row.pk, act=act, words="看过了", actor=cast.actor("county_duty"), now=minute(at))
    seen = {n: bool(shown("dangers", minute(n))) for n in (4, 5, 15, 20, 25, 30, 35, 40, 50)}
    assert seen == {4: False, 5: True, 15: True, 20: False, 25: False, 30: True, 35: True, 40: False, 50: False}
    assert shown("dangers", minute(5))[0][2] != shown("dangers", minute(15))[0][2]  # new, then verified
    assert shown("dangers", None) == []
    assert shown("dangers", minute(15), cast.scope("town_lead_b")) == []


def test_an_evacuation_stands_as_the_reports_received_by_then_say() -> None:
    evening = begin()
    for name, at in (("张有福", 10), ("陈立新", 20)):
        mark_people(order_id=evening.order.pk, uids=[evening.uid(name)], to="elsewhere", actor=SYSTEM, now=minute(at))
    night = {n: {title: words for title, words, _tone in shown("evacuation", minute(n))} for n in (0, 10, 20, 60)}
    assert night[0] == {"红旗村": "0/6", "下湾村": "0/1"}
    assert night[10] == {"红旗村": "1/6", "下湾村": "0/1"}
    assert night[20] == {"红旗村": "1/6", "下湾村": "1/1"}
    assert sorted(shown("evacuation", minute(60))) == sorted(shown("evacuation", None))
    assert shown("evacuation", NOW - timedelta(minutes=1)) == []


def test_answers_are_counted_by_village_as_they_came(cast: Cast) -> None:
    casts.publish()
    path = cast.village_a1.path
    casts.start([casts.person(1, division_path=path), casts.person(2, division_path=path)], now=NOW)
    actor = casts.officer(path=cast.county.path)
    answer_on_behalf(casts.case(1).pk, actor=actor, now=minute(7), how="手机")
    assert shown("answers", NOW - timedelta(minutes=1)) == []
    assert shown("answers", minute(6)) == [("红旗村", "0/2", "wait")]
    assert shown("answers", minute(7)) == [("红旗村", "1/2", "wait")]
    assert shown("answers", minute(7), cast.scope("town_lead_b")) == []


@pytest.fixture
def late(fake_clock: FakeClock) -> None:
    """An hour after the alert."""
    fake_clock.advance(3600)


def alert(cast: Cast, **more: Any) -> Alert:
    given = {
        "identifier": "a", "sender": "b", "sent": NOW, "source": "cap", "status": "Actual", "msg_type": "Alert",
        "headline": "暴雨红色预警", "division_path": cast.county.path, "received_at": NOW, "received_by": "x",
        "submitted_at": NOW, "submitted_by": "x", "submitted_by_id": 1, "released_at": NOW, "released_by": "y",
        "released_by_id": 2, "state": "released",
    }  # fmt: skip
    return Alert.objects.create(**given | more)


@pytest.mark.usefixtures("late")
def test_the_page_goes_to_a_moment_and_says_what_it_cannot_know(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    row = alert(cast)
    report_danger(
        kind="slide", made_at=NOW, position=Position(114.84, 31.67, 5), actor=cast.actor("village_cadre", "phone"),
        now=minute(5),
    )  # fmt: skip
    client = client_as("county_duty")
    assert [one.key for one in client.get("/map/").context["when"].events] == [row.pk]
    page = client.get(f"/map/?layers=dangers,zones&event={row.pk}&min=4")
    html = page.content.decode()
    assert page.context["when"].at == minute(4)
    assert html.count("这一层只有现在的样子") == 1  # the zones; dangers know
    assert f"event={row.pk}&amp;min=4" in html  # a switch stays in the night
    for n, marks in (("4", 0), ("5", 1), ("999", 1), ("", 1), ("-3", 1), ("x", 1)):
        data = client.get(f"/map/data.json?layers=dangers&event={row.pk}&min={n}").json()
        assert len(data["points"]["features"]) == marks, n


@pytest.mark.usefixtures("late")
def test_a_night_ends_with_its_alert_and_is_only_for_who_may_see_it(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    row = alert(cast, ended_at=minute(30))
    (event,) = client_as("county_duty").get("/map/").context["when"].events
    assert (event.start, event.end, event.at(10_000)) == (NOW, minute(30), minute(30))
    page = client_as("neighbour_lead").get(f"/map/?event={row.pk}")
    assert page.context["when"].event is None and page.context["when"].events == ()
