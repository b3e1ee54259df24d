"""Plans make visits, once a turn; what nobody visited is missed and may be caught up."""

from datetime import date, timedelta
from typing import Any

import pytest

from qianshao.core.errors import NotAllowed, TooLate
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.hazards.models import StandardSet
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import publish_standard
from qianshao.inspections import selectors, services
from qianshao.inspections.models import Plan
from qianshao.inspections.selectors import routes_of
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.test_ledger_pages import text_of
from tests.inspections.places import (
    MACHINE,
    SIGNED,
    due,
    fresh,
    make,
    plan,
    refused,
    replies,
    shop,
    started,
    table,
    visits,
)

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
PHOTO = (uuid7(),)


def test_one_plan_that_cannot_be_reckoned_stops_no_other(cast: Cast) -> None:
    """A county's table from before its numbers had a most."""
    shop(cast)
    shop(cast, "诊所", nine_kind="小医院")
    bad, good = plan(cast, name="诊所巡查", place_class="JX2"), plan(cast, every_days=30)
    rows = [dict(row) | ({"patrol_days": 99_999_999} if row["code"] == "JX2" else {}) for row in
            standard_rows("visits", cast.now)]  # fmt: skip
    StandardSet.objects.create(name="visits", version=1, valid_from=cast.now, rows=rows)
    assert make(cast) == 1
    assert [row.plan_id for row in visits()] == [good.pk]
    assert Plan.objects.unscoped("a test looks").get(pk=bad.pk).next_at == cast.now + timedelta(hours=1)


def test_a_plan_makes_one_visit_of_each_place_a_turn_however_often_it_is_looked_at(cast: Cast) -> None:
    shop(cast)
    shop(cast, "另一家")
    shop(cast, "诊所", nine_kind="小医院")
    shop(cast, "邻镇的店", division_path=cast.village_b1.path)
    plan(cast)
    assert [make(cast), make(cast), make(cast, 1)] == [2, 0, 0]
    assert [row.place_name for row in visits()] == ["另一家", "河边小卖部"]
    row = visits()[0]
    assert (row.assignee_label, row.turn, row.due_at.isoformat()) == (
        "冯燕",
        date(2026, 7, 1),
        "2026-07-30T15:59:00+00:00",
    )
    shop(cast, "新开的店")
    assert make(cast, 2) == 1
    assert make(cast, 13) == 3
    assert {row.turn for row in visits()} == {date(2026, 7, 1), date(2026, 7, 31)}
    assert (
        str(Entry.objects.unscoped("a test looks").filter(kind="inspections.made").last()) == "小商店巡查：生成 3 项"
    )


def test_the_countys_frequency_is_data_and_a_change_makes_nothing_twice(cast: Cast) -> None:
    shop(cast)
    plan(cast)
    make(cast)
    rows = [dict(row) | ({"patrol_days": 7} if row["code"] == "JX3" else {}) for row in table("visits", cast)]
    publish_standard(name="visits", rows=rows, version=0, actor=cast.actor("county_admin"), now=cast.now)
    assert make(cast, 1) == 0
    assert selectors.days_for("patrol", "JX3", cast.now) == 7


def test_a_route_names_the_places_and_their_order_and_one_person_may_have_it(cast: Cast) -> None:
    first, second = shop(cast, "乙"), shop(cast, "甲")
    shop(cast, "不在路线上")
    user = cast.users["village_cadre"]
    plan(cast, route=[str(second.uid), str(first.uid)], assignee_id=user.pk, role="")
    make(cast)
    found = selectors.visits(cast.scope("town_duty"))
    assert [(row.place_name, row.assignee_label) for row in found] == [("甲", "王守厚"), ("乙", "王守厚")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "inspection.plan"),
        ({"place_class": "XX"}, "inspection.plan"),
        ({"kind": "random"}, "inspection.plan"),
        ({"role": ""}, "inspection.plan_who"),
        ({"role": "boss"}, "inspection.plan_who"),
        ({"place_class": "DWYL", "kind": "inspection"}, "inspection.plan_days"),
    ],
)
def test_a_plan_says_what_it_lacks(cast: Cast, changes: dict[str, Any], code: str) -> None:
    refused(code, plan, cast=cast, **changes)


def test_a_plans_name_is_taken_once_and_an_old_page_changes_nothing(cast: Cast) -> None:
    made = plan(cast)
    refused("inspection.plan_name", plan, cast=cast)
    plan(cast, plan_id=made.pk, version=0, every_days=3)
    refused("state.raced", plan, cast=cast, plan_id=made.pk, version=0)
    duty = cast.actor("town_duty")
    refused("inspection.reason", services.stop_plan, plan_id=made.pk, reason=" ", actor=duty, now=cast.now)
    services.stop_plan(plan_id=made.pk, reason="合并了", actor=duty, now=cast.now)
    refused("state.moved", services.stop_plan, plan_id=made.pk, reason="再来", actor=duty, now=cast.now)
    shop(cast)
    assert make(cast) == 0
    with pytest.raises(NotAllowed):
        services.stop_plan(plan_id=made.pk, reason="x", actor=cast.actor("county_auditor"), now=cast.now)
    assert not Plan.objects.unscoped("a test looks").filter(is_active=True).exists()


def test_what_nobody_visited_is_missed_once_asks_for_a_reason_and_may_be_caught_up_late(cast: Cast) -> None:
    row = due(cast)
    later = row.due_at + timedelta(minutes=1)
    assert [services.miss_due(limit=10, actor=MACHINE, now=later) for _n in range(2)] == [1, 0]
    assert (fresh(row).state, fresh(row).missed_at) == ("missed", later)
    assert selectors.missed_waiting(cast.scope("town_duty")).count() == 1
    assert selectors.missed_waiting(cast.scope("grid_worker")).count() == 0
    duty = cast.actor("town_duty")
    refused("inspection.reason", services.give_reason, visit_id=row.pk, words="", actor=duty, now=later)
    services.give_reason(visit_id=row.pk, words="防汛都上堤了", actor=duty, now=later)
    assert selectors.missed_waiting(cast.scope("town_duty")).count() == 0
    grid = cast.actor("grid_worker")
    made = services.start_visit(visit_id=row.pk, code=row.code, actor=grid, now=later + timedelta(days=2))
    assert (made.is_late, made.state, fresh(made).reason) == (True, "started", "防汛都上堤了")
    refused("state.moved", services.give_reason, visit_id=row.pk, words="x", actor=duty, now=later)


def test_what_was_started_and_never_finished_is_missed_when_it_can_no_longer_be_caught_up(cast: Cast) -> None:
    row = started(cast)
    last = row.due_at + timedelta(days=30)
    assert services.miss_due(limit=10, actor=MACHINE, now=last) == 0
    later = last + timedelta(minutes=1)
    assert [services.miss_due(limit=10, actor=MACHINE, now=later) for _n in range(2)] == [1, 0]
    assert (fresh(row).state, fresh(row).missed_at) == ("missed", later)
    scope = cast.scope("town_duty")
    assert [one.pk for one in selectors.visits(scope, selectors.Filters(tab="missed"))] == [row.pk]
    assert selectors.missed_waiting(scope).count() == 1
    counted = selectors.coverage(scope, row.due_at - timedelta(days=1), row.due_at + timedelta(days=1))
    assert [(one["due"], one["done"], one["missed"]) for one in counted] == [(1, 0, 1)]
    services.give_reason(visit_id=row.pk, words="中途被叫走", actor=cast.actor("town_duty"), now=later)


def test_what_was_done_in_time_without_a_network_is_not_late_and_what_is_too_old_cannot_be_caught_up(
    cast: Cast,
) -> None:
    row = due(cast)
    later = row.due_at + timedelta(days=40)
    services.miss_due(limit=10, actor=MACHINE, now=later)
    grid = cast.actor("grid_worker", "phone")
    with pytest.raises(TooLate):
        services.start_visit(visit_id=row.pk, code=row.code, actor=grid, now=later)
    in_time = row.due_at - timedelta(hours=1)
    made = services.start_visit(visit_id=row.pk, code=row.code, made_at=in_time, actor=grid, now=later)
    assert (made.is_late, made.started_at) == (False, in_time)


def test_coverage_counts_each_town(cast: Cast) -> None:
    row = started(cast)
    bad = replies(row, JXC_10=("锁着", PHOTO))
    grid = cast.actor("grid_worker")
    services.finish_visit(visit_id=row.pk, replies=bad, signing=SIGNED, actor=grid, now=cast.now)
    shop(cast, "漏掉的店")
    make(cast, 1)
    services.miss_due(limit=10, actor=MACHINE, now=row.due_at + timedelta(days=1))
    since, before = cast.now - timedelta(days=30), cast.now + timedelta(days=30)
    (town,) = selectors.coverage(cast.scope("county_lead"), since, before)
    assert town == {
        "town": cast.town_a.path,
        "due": 2,
        "done": 1,
        "late": 0,
        "missed": 1,
        "found": 1,
        "proved": 1,
    }


def test_a_route_says_how_far_its_stops_lie_apart_in_a_straight_line(
    client_as: ClientAs, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    first, far = shop(cast, "甲店"), shop(cast, "乙店", lon=114.85, lat=31.68)
    bare = shop(cast, "丙店", lon=None, lat=None)
    gone = "0197f000-0000-7000-8000-000000000009"
    made = plan(cast, name="带路线的", route=[str(far.uid), str(first.uid), str(bare.uid), gone])
    with django_assert_max_num_queries(4):
        route = routes_of(cast.scope("town_duty"), [made])[made.pk]
    assert [stop.name for stop in route.stops] == ["乙店", "甲店", "丙店"]
    assert route.stops[1].metres == pytest.approx(1459, abs=5)
    assert route.stops[0].metres is route.stops[2].metres is None
    assert (route.total, route.unknown, route.gone) == ("直线 1.5 公里", 1, 1)
    page = text_of(client_as("town_duty").get("/inspections/plans/"))
    for word in ("直线 1.5 公里", "没有位置，算不出多远", "实际走的路更长", "有 1 处登记里找不到"):
        assert word in page, word
