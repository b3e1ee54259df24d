"""Hazards of the ledger as tests need them, made by the verbs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from qianshao.core.errors import Refusal
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.files.models import Evidence
from qianshao.hazards import services
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import acts_of, photos_of
from tests.cast import Cast

UNIT, ACCEPTER = "红旗村委会", "青石镇应急办"
REPORT = {"present": "墙体开裂", "harm": "可能倒塌", "plan": "加固"}
PLAN = {
    "goals": "消除",
    "measures": "加固",
    "money": "三万元",
    "people": "村委会",
    "limit": "月底",
    "safety": "先搬人",
}


def find(cast: Cast, who: str = "grid_worker", **given: Any) -> Hazard:
    """A finding, by the grid worker of 红旗村."""
    options = {"kind": "house", "words": "外墙开裂", "place_name": "老粮站", **given}
    return services.find_hazard(actor=cast.actor(who), now=cast.now, **options)


def verified(cast: Cast, grade: int = 1, **given: Any) -> Hazard:
    """Verified by the township."""
    made = find(cast, **given)
    return services.verify_hazard(hazard_id=made.pk, grade=grade, actor=cast.actor("town_duty"), now=cast.now)


def assigned(cast: Cast, grade: int = 1, *, due_at: datetime | None = None, **given: Any) -> Hazard:
    """Handed to the village."""
    made = verified(cast, grade, **given)
    return services.assign_hazard(
        hazard_id=made.pk, unit_name=UNIT, due_at=due_at, actor=cast.actor("town_duty"), now=cast.now
    )


def asked(cast: Cast, grade: int = 1, **given: Any) -> Hazard:
    """Mended and shown by the village's cadre, with a photo that has arrived."""
    made = assigned(cast, grade, **given)
    if grade == 2:
        services.put_report(hazard_id=made.pk, parts=REPORT, actor=cast.actor("village_cadre"), now=cast.now)
        services.put_plan(hazard_id=made.pk, parts=PLAN, actor=cast.actor("village_cadre"), now=cast.now)
    services.ask_acceptance(
        hazard_id=made.pk, words="已加固", evidence=[uuid7()], actor=cast.actor("village_cadre"), now=cast.now
    )
    arrive(made)
    return fresh(made)


def accepted(cast: Cast, grade: int = 1, **given: Any) -> Hazard:
    """Accepted by the township's leader."""
    made = asked(cast, grade, **given)
    return services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)


def closed(cast: Cast, grade: int = 1, **given: Any) -> Hazard:
    """Taken off the list by the county."""
    made = accepted(cast, grade, **given)
    return services.close_hazard(hazard_id=made.pk, actor=cast.actor("county_duty"), now=cast.now)


def arrive(hazard: Hazard) -> list[UUID]:
    """The bytes of every photo of a hazard have come."""
    photos = photos_of(Scope.everything("a test"), acts_of(hazard))
    uids = [photo.uid for found in photos.values() for photo in found]
    Evidence.objects.unscoped("a test").filter(uid__in=uids).update(state="kept")
    return uids


def fresh(hazard: Hazard) -> Hazard:
    """The row as it is now."""
    found: Hazard = Hazard.objects.unscoped("a test looks").get(pk=hazard.pk)
    return found


def refused(code: str, verb: Callable[..., Any], **given: Any) -> None:
    """The verb says no with the code ``code``, in words."""
    with pytest.raises(Refusal) as found:
        verb(**given)
    assert found.value.code == code
    assert str(found.value)
