"""An alert in force proposes; a person orders. Its end withdraws what nobody ordered and asks for the all-clear."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.alerts.ticks import expire_alerts
from qianshao.command.services import dismiss_suggestion, publish_sheet
from qianshao.core import clock
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.evacuation.services import drop_order, give_all_clear, issue_order
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.cast_people import People
from tests.command.conftest import orders, release, rounds, suggestions

pytestmark = pytest.mark.django_db
Zones = dict[str, int]


def test_a_red_alert_drafts_the_evacuation_of_matching_zones_inside_its_area(cast: Cast, zones: Zones) -> None:
    alert = release(cast)
    rounds()
    (order,) = orders()
    assert (order.state, order.cause_kind, order.cause_id, order.colour) == ("draft", "alert", alert.pk, "red")
    # Neither the forest edge (wrong kind for rain) nor the other town's slope (outside).
    assert [zone.zone_id for zone in order.zones.all()] == [zones["torrent"]]
    assert order.deadline == clock.now() + timedelta(minutes=60) and not order.is_drill
    (asked,) = suggestions(kind="order")
    assert (asked.order_id, asked.state) == (order.pk, "open") and "青石沟" in asked.words
    assert order.ordered_at is None  # the platform never orders


def test_many_rounds_propose_once(cast: Cast, zones: Zones) -> None:
    release(cast)
    rounds(5)
    assert len(orders()) == len(suggestions(kind="order")) == 1


@pytest.mark.parametrize(("colour", "kind", "words"), [("yellow", "note", "先转移"), ("blue", "note", "进村入户")])
def test_lighter_colours_only_remind(cast: Cast, zones: Zones, colour: str, kind: str, words: str) -> None:
    release(cast, colour=colour)
    rounds()
    (asked,) = suggestions()
    assert asked.kind == kind and words in asked.words and orders() == []


def test_a_hazard_nobody_has_a_row_for_proposes_nothing(cast: Cast, zones: Zones) -> None:
    release(cast, hazard="heat")
    rounds()
    assert suggestions() == [] and orders() == []


def test_no_zone_of_the_kind_is_said_and_not_silently_nothing(cast: Cast, people: People) -> None:
    release(cast)
    rounds()
    (asked,) = suggestions()
    assert asked.kind == "note" and "没有登记" in asked.words and orders() == []


def test_a_drill_proposes_a_drill(cast: Cast, zones: Zones) -> None:
    release(cast, is_drill=True, description="演练：未来三小时雨势很大。")
    rounds()
    assert [(order.is_drill, order.state) for order in orders()] == [(True, "draft")]
    assert all(one.is_drill for one in suggestions())
    entries = Entry.objects.unscoped("test").filter(kind__in=("command.suggested", "evacuation.proposed"))
    assert entries.count() == 2 and all(entry.is_drill for entry in entries)


def test_zones_that_are_being_emptied_already_are_not_proposed_again(cast: Cast, zones: Zones) -> None:
    release(cast)
    rounds()
    issue_order(order_id=orders()[0].pk, actor=cast.actor("county_lead"), now=clock.now())
    release(cast, hazard="flash_flood")
    rounds()
    assert len(orders()) == 1
    assert [one.state for one in suggestions(kind="order")] == ["taken"]


def test_a_real_alert_proposes_although_a_drill_runs_in_the_same_zone(cast: Cast, zones: Zones) -> None:
    """The control of the test above: a drill's order empties no real zone."""
    release(cast, is_drill=True, description="演练：未来三小时雨势很大。")
    rounds()
    issue_order(order_id=orders()[0].pk, actor=cast.actor("county_lead"), now=clock.now())
    release(cast)
    rounds()
    assert [order.is_drill for order in orders()] == [True, False]


def test_ordering_or_dropping_closes_the_suggestion(cast: Cast, zones: Zones) -> None:
    release(cast)
    rounds()
    drop_order(order_id=orders()[0].pk, reason="雨势已减弱", actor=cast.actor("county_lead"), now=clock.now())
    rounds()
    assert [(one.state, one.done_by) for one in suggestions()] == [("dismissed", "李江（带班领导）")]


def test_a_dismissed_suggestion_drops_its_draft_with_the_reason(cast: Cast, zones: Zones) -> None:
    release(cast)
    rounds()
    (asked,) = suggestions()
    for who, refusal in (("county_auditor", NotAllowed), ("neighbour_lead", NotFound)):
        with pytest.raises(refusal):
            dismiss_suggestion(asked.pk, reason="雨势已减弱", actor=cast.actor(who), now=clock.now())
    with pytest.raises(Invalid):
        dismiss_suggestion(asked.pk, reason=" ", actor=cast.actor("county_lead"), now=clock.now())
    dismiss_suggestion(asked.pk, reason="雨势已减弱", actor=cast.actor("county_lead"), now=clock.now())
    assert [order.state for order in orders()] == ["dropped"]
    with pytest.raises(Stale):
        dismiss_suggestion(asked.pk, reason="雨势已减弱", actor=cast.actor("county_lead"), now=clock.now())


def cancel(cast: Cast, alert: Any) -> Any:
    return release(cast, msg_type="Cancel", refers_to=alert.pk)


def test_a_cancelled_alert_drops_the_draft_nobody_ordered(cast: Cast, zones: Zones) -> None:
    alert = release(cast)
    rounds()
    cancel(cast, alert)
    rounds()
    assert [order.state for order in orders()] == ["dropped"]
    assert [one.state for one in suggestions()] == ["over"]


def test_a_cancelled_alert_asks_for_the_all_clear_and_never_gives_it(cast: Cast, zones: Zones) -> None:
    alert = release(cast)
    rounds()
    order = orders()[0]
    issue_order(order_id=order.pk, actor=cast.actor("county_lead"), now=clock.now())
    rounds()
    cancel(cast, alert)
    rounds(4)
    order.refresh_from_db()
    assert order.state == "ordered" and order.all_clear_at is None
    (asked,) = suggestions(kind="all_clear")
    assert asked.order_id == order.pk and asked.state == "open" and "已解除" in asked.words
    give_all_clear(order_id=order.pk, basis="地质队排查", actor=cast.actor("county_lead"), now=clock.now())
    rounds()
    assert [one.state for one in suggestions(kind="all_clear")] == ["taken"]


def test_an_alert_that_runs_out_asks_too(cast: Cast, zones: Zones, fake_clock: Any) -> None:
    release(cast)
    rounds()
    issue_order(order_id=orders()[0].pk, actor=cast.actor("county_lead"), now=clock.now())
    fake_clock.advance(7 * 3600)
    expire_alerts(clock.now(), 10)
    rounds()
    (asked,) = suggestions(kind="all_clear")
    assert "已到期" in asked.words and orders()[0].state == "ordered"


def test_the_county_writes_its_own_table(cast: Cast, zones: Zones) -> None:
    rows = {"red": {"stage": "order", "kinds": ["fire"], "minutes": 30}, "yellow": {"stage": "none"}}
    given: dict[str, Any] = {"hazard": "rainstorm", "rows": rows, "source": "县防汛预案", "confirmed": True}
    with pytest.raises(NotAllowed):
        publish_sheet(**given, reason="汛前修订预案", based_on=0, actor=cast.actor("county_duty"), now=clock.now())
    lead = cast.actor("county_lead")
    with pytest.raises(Invalid):
        publish_sheet(**given | {"rows": {"red": {"stage": "order"}}}, reason="汛前修订预案", based_on=0, actor=lead,
                      now=clock.now())  # fmt: skip
    publish_sheet(**given, reason="汛前修订预案", based_on=0, actor=lead, now=clock.now())
    with pytest.raises(Stale):
        publish_sheet(**given, reason="汛前修订预案", based_on=0, actor=lead, now=clock.now())
    release(cast)
    rounds()
    (order,) = orders()
    assert [zone.zone_id for zone in order.zones.all()] == [zones["fire"]]
    assert order.deadline == clock.now() + timedelta(minutes=30)
