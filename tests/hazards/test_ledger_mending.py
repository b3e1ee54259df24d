"""How a hazard is mended, shown, accepted and closed, and by whom not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qianshao.core.errors import Stale
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import hazard_of
from qianshao.hazards.services.tie import tie
from tests.cast import Cast
from tests.hazards.ledger import (
    ACCEPTER,
    PLAN,
    REPORT,
    UNIT,
    accepted,
    arrive,
    asked,
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


def test_work_is_shown_with_a_photo_and_accepted_when_the_photo_can_be_seen(cast: Cast) -> None:
    made, cadre, lead = assigned(cast), cast.actor("village_cadre"), cast.actor("town_lead")
    refused("hazard.no_photo", services.ask_acceptance, hazard_id=made.pk, actor=cadre, now=cast.now)
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cadre, now=cast.now)
    accept = {"hazard_id": made.pk, "unit_name": ACCEPTER, "actor": lead, "now": cast.now}
    refused("hazard.no_photo", services.accept_hazard, **accept)
    arrive(made)
    services.accept_hazard(**accept)
    assert fresh(made).state == "accepted"


def test_photos_of_work_that_was_sent_back_do_not_count_again(cast: Cast) -> None:
    made = asked(cast)
    services.reject_hazard(hazard_id=made.pk, words="还在裂", actor=cast.actor("town_lead"), now=cast.now)
    row = fresh(made)
    assert (row.state, row.due_at) == ("rejected", cast.now + timedelta(days=7))
    cadre = cast.actor("village_cadre")
    refused("hazard.no_photo", services.ask_acceptance, hazard_id=made.pk, actor=cadre, now=cast.now)
    services.report_progress(hazard_id=made.pk, words="重做", evidence=[uuid7()], actor=cadre, now=cast.now)
    services.ask_acceptance(hazard_id=made.pk, actor=cadre, now=cast.now)


def test_who_showed_the_work_does_not_accept_it_though_another_asked(cast: Cast) -> None:
    """Who only noted a call did not do the work."""
    town, cadre = cast.actor("town_duty"), cast.actor("village_cadre")
    for words, photos in (("做好了", [uuid7()]), ("打电话催过", [])):
        made = assigned(cast)
        services.report_progress(hazard_id=made.pk, words=words, evidence=photos, actor=town, now=cast.now)
        services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cadre, now=cast.now)
        arrive(made)
        accept = {"hazard_id": made.pk, "unit_name": ACCEPTER, "actor": town, "now": cast.now}
        if photos:
            refused("hazard.own_work", services.accept_hazard, **accept)
    assert services.accept_hazard(**accept).state == "accepted"


def test_neither_the_person_nor_the_unit_that_mended_it_accepts_it(cast: Cast) -> None:
    made = assigned(cast)
    town = cast.actor("town_duty")
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=town, now=cast.now)
    arrive(made)
    accept = {"hazard_id": made.pk, "now": cast.now}
    refused("hazard.own_work", services.accept_hazard, unit_name=ACCEPTER, actor=town, **accept)
    refused("hazard.own_work", services.accept_hazard, unit_name=UNIT, actor=cast.actor("town_lead"), **accept)
    refused("hazard.no_unit", services.accept_hazard, unit_name="", actor=cast.actor("town_lead"), **accept)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.unscoped("a test").filter(pk=made.pk).update(accepter_id=town.user_id)


def test_mended_on_the_spot_it_is_accepted_by_another_or_goes_back_to_be_handed_over(cast: Cast) -> None:
    made, worker = find(cast), cast.actor("grid_worker")
    refused("hazard.no_photo", services.fix_on_site, hazard_id=made.pk, actor=worker, now=cast.now)
    services.fix_on_site(hazard_id=made.pk, words="已清走", evidence=[uuid7()], actor=worker, now=cast.now)
    services.reject_hazard(hazard_id=made.pk, words="没清完", actor=cast.actor("town_lead"), now=cast.now)
    assert (fresh(made).state, fresh(made).grade) == ("verified", 1)
    services.fix_on_site(hazard_id=made.pk, evidence=[uuid7()], actor=worker, now=cast.now)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    services.close_hazard(hazard_id=made.pk, actor=cast.actor("town_duty"), now=cast.now)
    assert fresh(made).state == "closed"


def mended_on_site(cast: Cast, **given: Any) -> Hazard:
    """Never verified, mended on the spot, accepted by the township's leader."""
    made = find(cast, **given)
    services.fix_on_site(hazard_id=made.pk, evidence=[uuid7()], actor=cast.actor("grid_worker"), now=cast.now)
    arrive(made)
    return services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)


@pytest.mark.parametrize("unit_name", ["", "老王饭店"])
def test_mended_on_the_spot_it_is_sent_back_and_opened_again_to_be_handed_over(cast: Cast, unit_name: str) -> None:
    """Nobody was ever handed it, or nobody graded it: there is no date and perhaps no unit to go back to."""
    made, desk = mended_on_site(cast, unit_name=unit_name), cast.actor("county_duty")
    give = {"hazard_id": made.pk, "words": "又堆上了", "actor": desk, "now": cast.now}
    refused("hazard.no_words", services.send_back, **{**give, "words": " "})
    row = services.send_back(**give)
    assert (row.state, row.grade, row.verified_at, row.due_at) == ("verified", 1, cast.now, None)
    assert (row.accepter_id, row.step_due_at) == (None, cast.now + timedelta(hours=24))
    services.assign_hazard(hazard_id=made.pk, unit_name=UNIT, actor=desk, now=cast.now)
    cadre = {"hazard_id": made.pk, "actor": cast.actor("village_cadre"), "now": cast.now}
    refused("hazard.no_photo", services.ask_acceptance, **cadre)

    other = mended_on_site(cast, unit_name=unit_name)
    services.close_hazard(hazard_id=other.pk, actor=desk, now=cast.now)
    row = services.reopen_hazard(**{**give, "hazard_id": other.pk})
    assert (row.state, row.grade, row.closed_at, row.reopened_count) == ("verified", 1, None, 1)
    assert selectors.acts_of(row)[-1].act == "reopen_on_site"


def test_sent_back_to_the_unit_that_is_named(cast: Cast) -> None:
    made, desk = verified(cast, unit_name=""), cast.actor("county_duty")
    services.fix_on_site(hazard_id=made.pk, evidence=[uuid7()], actor=cast.actor("grid_worker"), now=cast.now)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    row = services.send_back(hazard_id=made.pk, words="没清完", unit_name=UNIT, actor=desk, now=cast.now)
    assert (row.state, row.unit_name, row.due_at) == ("rejected", UNIT, cast.now + timedelta(days=7))
    assert selectors.acts_of(row)[-1].data["unit"] == UNIT


def test_a_major_hazard_needs_papers_and_a_second_level(cast: Cast) -> None:
    month = cast.now + timedelta(days=30)
    made = assigned(cast, grade=2, due_at=month)
    cadre = cast.actor("village_cadre")
    ask = {"hazard_id": made.pk, "evidence": [uuid7()], "actor": cadre, "now": cast.now}
    refused("hazard.major_unready", services.ask_acceptance, **ask)
    put = {"hazard_id": made.pk, "actor": cadre, "now": cast.now}
    refused("hazard.parts", services.put_plan, parts={**PLAN, "money": " "}, **put)
    services.put_report(parts=REPORT, **put)
    refused("hazard.major_unready", services.ask_acceptance, **ask)
    services.put_plan(parts=PLAN, **put)
    services.ask_acceptance(**ask)
    arrive(made)
    county = cast.actor("county_duty")
    services.accept_hazard(hazard_id=made.pk, unit_name="县应急局", actor=county, now=cast.now)
    close = {"hazard_id": made.pk, "now": cast.now}
    refused("hazard.second_level", services.close_hazard, actor=cast.actor("town_duty"), **close)
    refused("hazard.second_level", services.close_hazard, actor=county, **close)
    services.close_hazard(actor=cast.actor("county_lead"), **close)
    assert fresh(made).state == "closed"


def test_a_hazard_of_little_weight_has_no_papers_and_is_not_mended_on_the_spot_when_heavy(cast: Cast) -> None:
    put = {"parts": REPORT, "actor": cast.actor("village_cadre"), "now": cast.now}
    refused("hazard.not_major", services.put_report, hazard_id=assigned(cast).pk, **put)
    heavy = verified(cast, grade=2)
    give = {"hazard_id": heavy.pk, "evidence": [uuid7()], "actor": cast.actor("grid_worker"), "now": cast.now}
    refused("hazard.major_on_site", services.fix_on_site, **give)


def test_whoever_closes_may_send_it_back_with_words(cast: Cast) -> None:
    made = accepted(cast)
    services.send_back(hazard_id=made.pk, words="照片不是这一处", actor=cast.actor("county_duty"), now=cast.now)
    row = fresh(made)
    assert (row.state, row.accepter_unit, row.accepter_id) == ("rejected", "", None)


@pytest.mark.parametrize("end", ["closed", "false", "merged"])
def test_work_is_not_put_where_it_does_not_go_on(cast: Cast, end: str) -> None:
    one, main, other, desk = find(cast), verified(cast), find(cast), cast.actor("county_duty")
    old = hazard_of(ALL, main.pk)  # as it was read before somebody else was faster
    if end == "merged":
        services.merge_hazards(hazard_id=main.pk, into_id=other.pk, actor=desk, now=cast.now)
    elif end == "false":
        services.mark_false(hazard_id=main.pk, words="看错", actor=desk, now=cast.now)
    else:
        main = old = closed(cast)
    with pytest.raises(Stale) as found, transaction.atomic():
        tie(fresh(one), old, actor=desk, now=cast.now)
    assert found.value.code == "hazard.merge_over"
    assert fresh(one).same_as_id is None
    if end != "merged":
        merge = {"hazard_id": one.pk, "into_id": main.pk, "actor": desk, "now": cast.now}
        refused("hazard.merge_over", services.merge_hazards, **merge)
