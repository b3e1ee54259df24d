"""An officer is shown the link of the unit, to print or to hand it over: who was shown it is remembered."""

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.ids import UNIT
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard, LinkSight
from qianshao.hazards.selectors.ledger import hazard_of
from qianshao.hazards.selectors.links import number_of, unit_address
from qianshao.journal.services import record


def show_unit_link(*, hazard_id: int, actor: Actor, now: datetime) -> str:
    """The page on which the unit that has the word answers; empty: there is none, or this is nobody who may write
    down the unit's work. Who saw it does not accept what comes by it (``link_holders``); the journal says it once.

    Raises:
        NotFound: not in the actor's areas.
    """
    hazard = hazard_of(actor.scope, hazard_id)
    address = unit_address(hazard) if actor.scope.may("hazards.fix", hazard.division_path) else ""
    if address and actor.user_id is not None:
        _remember(hazard, actor.user_id, actor, now)
    return address


def _remember(hazard: Hazard, user_id: int, actor: Actor, now: datetime) -> None:
    one = {"kind": UNIT, "number": number_of(hazard), "user_id": user_id}
    if LinkSight.objects.filter(**one).exists():
        return
    with unit():
        _row, is_new = LinkSight.objects.get_or_create(**one, defaults={"at": now})
        if is_new:
            record(
                kind="hazards.link_shown",
                actor=actor,
                now=now,
                subject=("hazard", hazard.pk),
                division_path=hazard.division_path,
                data={"no": hazard.no, "unit": hazard.unit_name},
                is_drill=hazard.is_drill,
            )
