"""A shelter opens, takes nobody more, stands by again, or cannot be used."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.places.models import Shelter
from qianshao.places.services.edit_shelter import note, refuse_with_people_inside, shelter_for
from qianshao.places.states import MOVES, STATE_WORDS, ShelterState

_KINDS = {
    ShelterState.OPEN: "places.shelter_opened",
    ShelterState.FULL: "places.shelter_full",
    ShelterState.STANDBY: "places.shelter_rested",
    ShelterState.CLOSED: "places.shelter_closed",
}


def set_state(*, shelter_id: int, to: str, why: str = "", actor: Actor, now: datetime) -> Shelter:
    """Move a shelter to another state; the state it is in already is no move and no error (two people, one wish).

    Raises:
        Invalid: no such state; closing or opening an unfit one without a reason; standing by with people inside.
        Stale: a closed shelter is opened directly, or somebody moved it at the same moment.
    """
    found = shelter_for(actor, shelter_id, "places.state")
    if to not in MOVES:
        raise Invalid("shelter.state", _("没有这个状态"))
    if found.state == to:
        return found
    reason = why.strip()[:120]
    _check(found, to, reason, actor)
    with unit():
        move(found, MOVES[to], state_at=now, state_by=actor.label[:80], state_why=reason)
        note(_KINDS[ShelterState(to)], found, actor, now, {"why": reason or str(STATE_WORDS[to])})
    return found


def _check(found: Shelter, to: str, reason: str, actor: Actor) -> None:
    if not MOVES[to].allows(found.state):
        words = _("“{name}”现在是{state}，先转为平时待用")
        raise Stale("shelter.moved", words, name=found.name, state=STATE_WORDS[found.state])
    if to == ShelterState.CLOSED and not reason:
        raise Invalid("shelter.why", _("请写明为什么不能用"))
    if to == ShelterState.OPEN and found.must_fix and not reason:
        words = _("上次检查有 {n} 个必备项不合格。仍要启用，请写明理由。")
        raise Invalid("shelter.unfit", words, n=found.must_fix)
    if to == ShelterState.STANDBY:
        refuse_with_people_inside(found, actor)
