"""What a phone keeps of the ledger: what its holder found, must mend and must guard."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.hazards.models import Guard, Hazard
from qianshao.hazards.states.ledger import WITH_UNIT, GuardState

#: Rows of each sort; a village has a handful, an office above has the desk.
MOST = 60
#: How long what one found stays on the phone after it is over.
KEEP = timedelta(days=30)
FIX = "hazards.fix"
_VILLAGE = 20


@dataclass(frozen=True)
class OnPhone:
    """``found`` by the holder, ``mend`` in the holder's areas, ``guards``: the holder's own, then the area's."""

    found: list[Hazard]
    mend: list[Hazard]
    guards: list[Guard]


def on_phone(scope: Scope, actor: Actor, now: datetime) -> OnPhone:
    """The holder's part of the ledger. Whoever works above a village is shown the guards named to them only."""
    near = Scope({path: acts for path, acts in scope.grants.items() if FIX in acts}, scope.reason, scope.whole)
    live = Hazard.objects.within(near).filter(same_as__isnull=True, state__in=WITH_UNIT)
    return OnPhone(_found(scope, actor, now), list(live.order_by("turn_at", "id")[:MOST]), _guards(near, actor))


def _found(scope: Scope, actor: Actor, now: datetime) -> list[Hazard]:
    if actor.user_id is None:
        return []
    rows = Hazard.objects.within(scope).filter(finder_id=actor.user_id).order_by("-id")[:MOST]
    return [row for row in rows if not row.is_over or row.state_at > now - KEEP]


def _guards(near: Scope, actor: Actor) -> list[Guard]:
    """Open ones. A drill's end where it ends; nothing asks for a look after that."""
    villages = Scope({path: acts for path, acts in near.grants.items() if len(path) >= _VILLAGE})
    rows = Guard.objects.within(near).filter(state=GuardState.OPEN).select_related("hazard")
    mine = (
        list(rows.filter(person_id=actor.person_id).order_by("next_look_at", "id")[:MOST]) if actor.person_id else []
    )
    held = {row.pk for row in mine}
    area = rows.filter(villages.filter()).order_by("next_look_at", "id")[:MOST]
    return [*mine, *(row for row in area if row.pk not in held)][:MOST]
