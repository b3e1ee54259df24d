"""What comes back, doubles, and what each finds in the ledger."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import Filters
from tests.cast import Cast
from tests.hazards.ledger import (
    assigned,
    closed,
    find,
    fresh,
    refused,
    verified,
)

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
HERE = Position(114.841, 31.671, 8.0)


def test_what_comes_back_is_opened_again_with_the_new_finding_beside_it(cast: Cast) -> None:
    made = closed(cast, position=HERE)
    later = cast.now + timedelta(days=20)
    again = services.find_hazard(kind="house", position=HERE, actor=cast.actor("grid_worker"), now=later)
    assert again.recurs_of_id == made.pk
    desk = cast.actor("county_duty")
    refused("hazard.no_words", services.reopen_hazard, hazard_id=made.pk, words="", actor=desk, now=later)
    services.reopen_hazard(hazard_id=made.pk, words="又裂了", again_id=again.pk, actor=desk, now=later)
    row = fresh(made)
    assert (row.state, row.reopened_count, row.due_at) == ("assigned", 1, later + timedelta(days=7))
    assert fresh(again).same_as_id == made.pk
    verify = {"hazard_id": again.pk, "grade": 1, "actor": cast.actor("town_duty"), "now": later}
    refused("hazard.merged", services.verify_hazard, **verify)
    assert [one.pk for one in selectors.hazards(ALL)] == [made.pk]


def test_long_after_it_is_a_new_hazard(cast: Cast) -> None:
    made, late = closed(cast), cast.now + timedelta(days=91)
    give = {"hazard_id": made.pk, "words": "又裂了", "actor": cast.actor("county_duty"), "now": late}
    refused("hazard.reopen_late", services.reopen_hazard, **give)


def test_two_findings_of_one_hazard_are_both_kept_and_counted_once(cast: Cast) -> None:
    one, other = find(cast), find(cast)
    desk = cast.actor("town_duty")
    services.merge_hazards(hazard_id=other.pk, into_id=one.pk, actor=desk, now=cast.now)
    refused("hazard.merge", services.merge_hazards, hazard_id=one.pk, into_id=one.pk, actor=desk, now=cast.now)
    assert [row.pk for row in selectors.hazards(ALL)] == [one.pk]
    assert selectors.ledger_counts(ALL, by="kind", now=cast.now)[0]["total"] == 1
    assert fresh(other).remind_at is None
    services.split_hazard(hazard_id=other.pk, actor=desk, now=cast.now)
    assert fresh(other).step_due_at == cast.now + timedelta(hours=24)
    refused("state.moved", services.split_hazard, hazard_id=other.pk, actor=desk, now=cast.now)


def test_a_drills_hazard_is_nobodys_double_and_comes_back_as_nothing_real(cast: Cast) -> None:
    drill = find(cast, position=HERE, is_drill=True)
    assert selectors.duplicates_near(ALL, "house", HERE.lon, HERE.lat, cast.now) == []
    Hazard.objects.unscoped("a test").filter(pk=drill.pk).update(
        state="closed", accepter_unit="x", closed_at=cast.now
    )
    assert find(cast, position=HERE).recurs_of is None
    assert find(cast, position=HERE, is_drill=True).recurs_of == drill


def test_the_list_has_the_latest_first_and_narrows_by_each_filter(cast: Cast) -> None:
    late, calm = assigned(cast), verified(cast, kind="gas")
    other = find(cast, "county_duty", division_path=cast.village_b1.path, kind="road")
    over = closed(cast, kind="dyke")
    now = cast.now + timedelta(days=16)
    services.verify_hazard(hazard_id=other.pk, grade=2, actor=cast.actor("county_duty"), now=now)
    found = [row.pk for row in selectors.hazards(ALL, Filters(), now)]
    assert found == [calm.pk, late.pk, other.pk, over.pk]

    def only(**given: Any) -> list[int]:
        return [row.pk for row in selectors.hazards(ALL, Filters(**given), now)]

    assert only(tab="closed") == [over.pk]
    assert only(under=cast.town_b.path) == [other.pk]
    assert only(kind="gas") == [calm.pk]
    assert only(grade="2") == [other.pk]
    assert only(late=True) == [calm.pk, late.pk]
    assert only(age="week") == []
    assert only(search=late.no) == [late.pk]
    for scope in (ALL, cast.actor("county_duty").scope, cast.actor("town_duty").scope):
        for tab in ("open", "closed", ""):
            same = selectors.hazards(scope, Filters(tab=tab), now), selectors.listed(scope, Filters(tab=tab), now)
            assert [row.pk for row in same[0]] == [row.pk for row in same[1]]
    assert not selectors.listed(cast.actor("neighbour_lead").scope, Filters(), now).exists()
    counts = selectors.tab_counts(ALL, Filters(), now)
    assert (counts["all"], counts["open"], counts["closed"], counts["late"]) == (4, 3, 1, 2)
    sums = {row["key"]: row["total"] for row in selectors.ledger_counts(ALL, by="area", now=now)}
    assert sums == {cast.town_a.path: 2, cast.town_b.path: 1}


def test_each_sees_only_their_area_and_what_waits_for_them(cast: Cast) -> None:
    made = find(cast)
    with pytest.raises(NotFound):
        selectors.hazard_of(cast.actor("neighbour_lead").scope, made.pk)
    assert selectors.steps_waiting(cast.actor("town_duty").scope).count() == 1
    assert selectors.steps_waiting(cast.actor("county_lead").scope).count() == 0
    assert selectors.steps_waiting(cast.actor("town_lead_b").scope).count() == 0
    with pytest.raises(NotAllowed):
        services.verify_hazard(hazard_id=made.pk, grade=1, actor=cast.actor("grid_worker"), now=cast.now)


def test_doubles_nearby_are_of_the_kind_and_near(cast: Cast) -> None:
    one = find(cast, position=HERE)
    find(cast, position=Position(114.851, 31.671, 8.0))
    find(cast, position=HERE, kind="gas")
    near = selectors.duplicates_near(ALL, "house", 114.8413, 31.671, cast.now)
    assert [row.pk for row, _metres in near] == [one.pk]
    assert 20 < (near[0][1] or 0) < 40


def test_a_risk_point_is_one_of_the_register(cast: Cast) -> None:
    give = {"hazard_id": find(cast).pk, "actor": cast.actor("town_duty"), "now": cast.now}
    refused("hazard.risk", services.link_risk, risk_uid=uuid7(), **give)
