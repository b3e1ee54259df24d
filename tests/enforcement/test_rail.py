"""The rail's number of enforcement: hazards handed in and late cases, where the reader handles them."""

from datetime import timedelta

import pytest

from qianshao.core.counting import count_together
from qianshao.enforcement.models import CaseClock
from qianshao.enforcement.selectors import handed_waiting, waits_for
from qianshao.hazards import services
from tests.cast import Cast
from tests.enforcement.cases import opened
from tests.hazards.ledger import verified

pytestmark = pytest.mark.django_db


def number(cast: Cast, who: str) -> int:
    scope = cast.scope(who)
    both = waits_for(scope, cast.now).union(*handed_waiting(scope), all=True)
    return count_together({"enforcement": both})["enforcement"]


def test_a_hazard_handed_in_waits_for_whoever_handles_cases_there(cast: Cast) -> None:
    made = verified(cast)
    services.transfer_hazard(hazard_id=made.pk, words="拒不整改", actor=cast.actor("town_duty"), now=cast.now)
    assert [number(cast, who) for who in ("town_duty", "county_duty", "town_lead_b", "county_auditor")] == [
        1,
        1,
        0,
        0,
    ]


def test_a_late_case_waits_and_one_in_time_does_not(cast: Cast) -> None:
    case = opened(cast)
    clock = CaseClock.objects.create(
        case=case, code="hold", name="先行登记保存后处理", since=cast.now, until=cast.now + timedelta(days=1),
        number=7, unit="working", sure="CL",
    )  # fmt: skip
    before = number(cast, "county_duty")
    CaseClock.objects.filter(pk=clock.pk).update(until=cast.now - timedelta(hours=1))
    assert (before, number(cast, "county_duty"), number(cast, "neighbour_lead")) == (0, 1, 0)
