"""The list of people, the inbox of conflicts, doors and alarms."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.fields import keyed_hash
from qianshao.core.scope import Scope, subtree
from qianshao.core.text import normal_phone
from qianshao.evacuation.models import Alarm, Conflict, Door, Evacuee, Movement
from qianshao.evacuation.states import DOOR_LEVEL_LABELS, TOP_LEVEL, ConflictState, DoorState, Whereabouts
from qianshao.people.rules import household_code, household_of_code

PAGE = 50


@dataclass(frozen=True)
class LedgerPage:
    """One page of the list."""

    rows: tuple[Evacuee, ...]
    total: int
    page: int
    pages: int


def people(
    scope: Scope,
    order_id: int,
    *,
    states: Collection[str] = (),
    village: str = "",
    query: str = "",
    moves_first: bool = False,
) -> "QuerySet[Any]":
    """People of an order in the scope's areas, special needs first, then by place and household.

    ``query``: part of a name or address, initials, a phone number, a household's code.
    """
    found = Evacuee.objects.within(scope).filter(subtree(village), order_id=order_id)
    if states:
        found = found.filter(state__in=states)
    if moves_first:
        found = found.filter(moves_first=True)
    if query.strip():
        found = found.filter(_matching(query.strip()))
    return found.order_by("-moves_first", "division_path", "household_id", "id")


def _matching(text: str) -> Q:
    wanted = Q(name__contains=text) | Q(head_name__contains=text) | Q(address__contains=text)
    if household := household_of_code(text):
        wanted |= Q(household_id=household)
    if len(digits := normal_phone(text)) >= 7:
        wanted |= Q(phone_hash=keyed_hash("phone", digits))
    if text.isascii() and text.isalpha():
        wanted |= Q(initials__contains=text.lower())
    return wanted


def ledger(
    scope: Scope,
    order_id: int,
    state: str | Collection[str] | None = None,
    village: str | None = None,
    query: str = "",
    page: int = 1,
) -> LedgerPage:
    """One page of ``people``."""
    states = () if not state else (state,) if isinstance(state, str) else tuple(state)
    found = people(scope, order_id, states=states, village=village or "", query=query)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = found.select_related("zone")[(page - 1) * PAGE : page * PAGE]
    return LedgerPage(tuple(rows), total, page, pages)


def evacuee_of(scope: Scope, order_id: int, uid: str) -> Evacuee:
    """One person.

    Raises:
        NotFound: nobody such in the scope.
    """
    found: Evacuee | None = Evacuee.objects.within(scope).filter(order_id=order_id, uid=uid).first()
    if found is None:
        raise NotFound("evacuee.unknown", _("没有找到这个人，或不在您的辖区"))
    return found


@dataclass(frozen=True)
class Disagreement:
    """A conflict with its sides: every report that nobody built upon."""

    conflict: Conflict
    evacuee: Evacuee
    sides: tuple[Movement, ...]


def conflicts(scope: Scope, order_id: int | None = None) -> list[Disagreement]:
    """What waits for an officer, the oldest first, each with both sides."""
    rows = Conflict.objects.within(scope).filter(state=ConflictState.OPEN).select_related("evacuee", "order")
    if order_id is not None:
        rows = rows.filter(order_id=order_id)
    found = list(rows.order_by("opened_at", "id"))
    sides = _sides(found)
    return [
        Disagreement(one, one.evacuee, tuple(m for m in sides[one.evacuee.uid] if m.key in one.sides))
        for one in found
    ]


def _sides(found: Sequence[Conflict]) -> dict[str, list[Movement]]:
    by_uid: dict[str, list[Movement]] = defaultdict(list)
    wanted = Movement.objects.filter(
        order_id__in={one.order_id for one in found}, uid__in=sorted({one.evacuee.uid for one in found})
    )
    for movement in wanted.order_by("id"):
        by_uid[movement.uid].append(movement)
    return by_uid


@dataclass(frozen=True)
class DoorRow:
    """A household to be visited. ``overdue``: it should have been by now; ``level_label``: who sees to it."""

    door: Door
    code: str
    head_name: str
    address: str
    people: tuple[Evacuee, ...]
    overdue: bool
    level_label: str


def doors(
    scope: Scope,
    order_id: int,
    *,
    now: datetime,
    guardian_id: int | None = None,
    overdue: bool = False,
    with_done: bool = False,
) -> list[DoorRow]:
    """Doors still to be walked to, in the scope's areas: special needs first, then by due time.

    ``guardian_id``: only this person's; ``overdue``: only those late, whose level says how far up they went.
    """
    rows = Door.objects.within(scope).filter(order_id=order_id)
    if not with_done:
        rows = rows.filter(state=DoorState.OPEN)
    if guardian_id is not None:
        rows = rows.filter(guardian_id=guardian_id)
    if overdue:
        rows = rows.filter(Q(due_at__lte=now) | Q(level__gt=0))
    found = list(rows.order_by("-moves_first", "due_at", "division_path", "id"))
    members = _members(order_id, (door.household_id for door in found))
    return [_door_row(door, members[door.household_id], now) for door in found]


def _members(order_id: int, households: Iterable[int]) -> dict[int, list[Evacuee]]:
    by_home: dict[int, list[Evacuee]] = defaultdict(list)
    rows = Evacuee.objects.unscoped("their doors are in scope").filter(
        order_id=order_id, household_id__in=list(households)
    )
    for row in rows.exclude(state=Whereabouts.STRUCK).order_by("id"):
        by_home[row.household_id].append(row)
    return by_home


def _door_row(door: Door, members: Sequence[Evacuee], now: datetime) -> DoorRow:
    first = members[0] if members else None
    return DoorRow(
        door,
        household_code(door.household_id),
        first.head_name if first else "",
        first.address if first else "",
        tuple(members),
        door.state == DoorState.OPEN and door.due_at is not None and door.due_at <= now,
        str(DOOR_LEVEL_LABELS[min(door.level, TOP_LEVEL)]),
    )


def alarms(scope: Scope, order_id: int | None = None) -> "QuerySet[Any]":
    """What must be looked at now, the newest first."""
    rows = Alarm.objects.within(scope).filter(handled_at__isnull=True).select_related("evacuee", "order")
    if order_id is not None:
        rows = rows.filter(order_id=order_id)
    return rows.order_by("-raised_at", "-id")
