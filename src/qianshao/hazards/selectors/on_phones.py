"""What a phone keeps of the ledger: what its holder found, must mend and must guard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.hazards.models import Guard, Hazard, HazardAct
from qianshao.hazards.states.ledger import WITH_UNIT, GuardState, HazardState

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
    """What the holder found; a double stays as long as the one it was put with."""
    if actor.user_id is None:
        return []
    rows = Hazard.objects.within(scope).filter(finder_id=actor.user_id).select_related("same_as").order_by("-id")
    return [row for row in rows[:MOST] if not main_of(row).is_over or main_of(row).state_at > now - KEEP]


def main_of(row: Hazard) -> Hazard:
    """Whose state a row of the phone shows: of a double, that of the one it was put with."""
    return row.same_as or row


def reasons(rows: Iterable[Hazard]) -> dict[int, str]:
    """Why those that were found not to be so were dismissed, in the officer's words, by the
    hazard's number; one question at most.
    """
    false = [main_of(row).pk for row in rows if main_of(row).state == HazardState.FALSE]
    acts = HazardAct.objects.filter(hazard_id__in=false, act="dismiss").order_by("id")
    return dict(acts.values_list("hazard_id", "words")) if false else {}


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
