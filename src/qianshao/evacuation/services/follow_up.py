"""What follows when people's states change: conflicts open or dissolve, doors come due again, alarms end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.sql import cursor, db_time, fetch_all
from qianshao.core.states import move
from qianshao.evacuation.models import Alarm, Conflict, Evacuee, Order
from qianshao.evacuation.rules.areas import common_area
from qianshao.evacuation.rules.visits import next_visit
from qianshao.evacuation.states import (
    ARRIVED,
    CONFLICT_MOVES,
    LIVE,
    AlarmKind,
    ConflictState,
    DoorState,
    Whereabouts,
)
from qianshao.journal.services import record

_INNER = "rows of an order the caller holds"
#: Of people in these states it was a door somebody stood at.
_VISITED = frozenset(
    {Whereabouts.NOTIFIED, Whereabouts.NOBODY, Whereabouts.PICKUP, Whereabouts.REFUSED, Whereabouts.MOVING}
)


def follow_conflicts(
    order: Order, rows: Sequence[Evacuee], was_disputed: set[int], actor: Actor, now: datetime
) -> list[str]:
    """Keep the inbox as the folds say; returns the uids newly in it."""
    concerned = [row for row in rows if row.disputed or row.pk in was_disputed]
    if not concerned:
        return []
    standing = Conflict.objects.unscoped(_INNER).filter(evacuee__in=concerned, state=ConflictState.OPEN)
    found = {conflict.evacuee_id: conflict for conflict in standing}
    new = []
    for row in concerned:
        conflict = found.get(row.pk)
        if row.disputed and conflict is None:
            new.append(row)
        elif row.disputed and conflict is not None:
            conflict.sides, conflict.counted_as = row.heads, row.state
            conflict.save(update_fields=["sides", "counted_as"])
        elif conflict is not None:
            move(conflict, CONFLICT_MOVES["dissolve"], settled_at=now)
    _open(order, new, actor, now)
    return [row.uid for row in new]


def _open(order: Order, rows: Sequence[Evacuee], actor: Actor, now: datetime) -> None:
    if not rows:
        return
    Conflict.objects.bulk_create(
        Conflict(
            order=order,
            evacuee=row,
            division_path=row.division_path,
            sides=row.heads,
            counted_as=row.state,
            opened_at=now,
        )
        for row in rows
    )
    note = order.note() | {"division_path": common_area(row.division_path for row in rows)}
    data = {"count": len(rows), "uids": [row.uid for row in rows]}
    record(kind="evacuation.conflict", actor=actor, now=now, data=data, **note)


_DOORS = (
    "SELECT d.id, d.household_id, d.level, d.visits, d.state, e.state FROM evacuation_door AS d "
    "JOIN evacuation_evacuee AS e ON e.order_id = d.order_id AND e.household_id = d.household_id "
    "WHERE d.order_id = %s AND d.household_id IN ({marks})"
)
_DOOR_SET = (
    "UPDATE evacuation_door SET state = %s, due_at = %s, level = %s, visits = %s, last_outcome = %s, "
    "last_visit_at = COALESCE(%s, last_visit_at), version = version + 1 WHERE id = %s"
)


def follow_doors(order: Order, rows: Sequence[Evacuee], now: datetime) -> list[int]:
    """Doors of the rows' households: done when nobody is left at them, else due again; returns the households."""
    visited: dict[int, str] = {row.household_id: row.state for row in rows if row.household_id}
    if not visited:
        return []
    states: dict[tuple[int, int, int, int, str], set[str]] = defaultdict(set)
    for key, household, level, visits, ended, state in fetch_all(
        _DOORS.format(marks=", ".join(["%s"] * len(visited))), [order.pk, *visited]
    ):
        states[key, household, level, visits, ended].add(state)
    changes = [_door(order, door, visited[door[1]], found, now) for door, found in states.items()]
    with cursor() as found:
        found.executemany(_DOOR_SET, changes)
    return sorted(visited)


def _door(
    order: Order, door: tuple[int, int, int, int, str], outcome: str, states: set[str], now: datetime
) -> tuple[object, ...]:
    key, _household, level, visits, ended = door
    due = next_visit(states, order.frozen_limits, now) if order.state in LIVE else None
    here = outcome in _VISITED
    return (
        str(DoorState.OPEN if due else DoorState.DONE),
        db_time(due) if due else None,
        0 if due and ended == DoorState.DONE else level,
        visits + here,
        str(outcome),
        db_time(now) if here else None,
        key,
    )


def follow_alarms(order: Order, early: Sequence[tuple[Evacuee, str]], now: datetime) -> None:
    """Who left early rings until somebody who knows of it reports them safe; what an officer handled stays handled.

    A function of the reports alone: the order in which they arrive changes nothing. ``early``: rows and the keys of
    the reports by which they left.
    """
    if not early:
        return
    theirs = Alarm.objects.unscoped(_INNER).filter(order=order, evacuee__in=[row for row, _key in early])
    known = {alarm.key: alarm for alarm in theirs}
    for row, report in early:
        rings = report in row.heads or row.state not in (*ARRIVED, Whereabouts.RETURNED)
        alarm = known.get(f"left:{row.pk}:{report}")
        if alarm is None:
            _ring(order, row, report, rings, now)
        elif not alarm.handled_by and rings != (alarm.handled_at is None):
            own = Alarm.objects.unscoped(_INNER).filter(pk=alarm.pk)
            own.update(handled_at=None if rings else now, reason="" if rings else _("已重新登记去向"))


def _ring(order: Order, row: Evacuee, report: str, rings: bool, now: datetime) -> None:
    Alarm.objects.create(
        order=order,
        kind=AlarmKind.LEFT_EARLY,
        evacuee=row,
        division_path=row.division_path,
        key=f"left:{row.pk}:{report}",
        raised_at=now,
        handled_at=None if rings else now,
        reason="" if rings else _("已重新登记去向"),
    )
