"""What the verbs ask about a shelter. Nobody is ever turned away: what does not fit is said and written down."""

from dataclasses import dataclass
from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sql import fetch_all, truth
from qianshao.evacuation.models import Alarm, Order
from qianshao.evacuation.states import AlarmKind
from qianshao.journal.services import record
from qianshao.places.selectors import shelters_by_id
from qianshao.places.states import ShelterState


@dataclass(frozen=True)
class Facts:
    """A shelter as signing in needs it."""

    id: int
    name: str
    capacity: int
    state: str
    division_path: str


def facts_of(shelter_id: int) -> Facts | None:
    """The shelter, or None for a number the site does not know (a phone may be older than a change)."""
    found = shelters_by_id(Scope.everything("whoever arrives is written down"), [shelter_id]).get(shelter_id)
    if found is None:
        return None
    return Facts(found.pk, found.name, found.capacity, found.state, found.division_path)


def people_in(shelter_id: int, *, is_drill: bool) -> int:
    """How many people of running orders are in it, whichever order brought them; drills are counted apart."""
    rows = fetch_all(
        "SELECT COUNT(*) FROM evacuation_evacuee AS e JOIN evacuation_order AS o ON o.id = e.order_id "
        "WHERE e.shelter_id = %s AND e.state = 'settled' AND o.state IN ('ordered', 'all_clear') "
        f"AND o.is_drill = {truth(is_drill)}",
        [shelter_id],
    )
    return int(rows[0][0])


def note_shelter(order: Order, found: Facts | None, count: int, actor: Actor, now: datetime) -> list[str]:
    """After ``count`` people were signed in: raise or renew alarms; returns the codes of the warnings."""
    if found is None:
        return []
    warnings = []
    if found.state != ShelterState.OPEN:
        warnings.append("full_shelter" if found.state == ShelterState.FULL else AlarmKind.CLOSED_SHELTER)
    if found.state == ShelterState.CLOSED:
        _raise(order, AlarmKind.CLOSED_SHELTER, found, count, actor, now, {"count": count})
    over = people_in(found.id, is_drill=order.is_drill) - found.capacity
    if over > 0:
        warnings.append(AlarmKind.OVER_CAPACITY)
        _raise(order, AlarmKind.OVER_CAPACITY, found, over, actor, now, {"over": over})
    return [str(code) for code in warnings]


def _raise(
    order: Order, kind: AlarmKind, found: Facts, number: int, actor: Actor, now: datetime, data: dict[str, int]
) -> None:
    """One alarm for each shelter and kind; a handled one rings again only when the number grows."""
    rows = Alarm.objects.unscoped("alarms of an order the caller holds")
    standing = rows.filter(order=order, key=f"{kind}:{found.id}").first()
    if standing is not None and standing.number >= number:
        return
    if standing is None:
        Alarm.objects.create(
            order=order,
            kind=kind,
            shelter_id=found.id,
            division_path=found.division_path,
            key=f"{kind}:{found.id}",
            number=number,
            raised_at=now,
        )
    else:
        rows.filter(pk=standing.pk).update(number=number, raised_at=now, handled_at=None, handled_by="", reason="")
    note = order.note() | {"division_path": found.division_path}
    record(kind=f"evacuation.{kind}", actor=actor, now=now, data={"shelter": found.id, **data}, **note)
