"""Doors nobody came back to in time go up: village, township, county. None ends by itself."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import override

from qianshao.core.actor import Actor
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table, read_time, skip_locked
from qianshao.core.sweeps import Sweep
from qianshao.evacuation.models import Order
from qianshao.evacuation.rules.areas import village_of
from qianshao.evacuation.rules.visits import limits_from
from qianshao.evacuation.services.dispose_sweeps import remind_disposals, scrub_disposed
from qianshao.evacuation.states import DOOR_LEVEL_LABELS, TOP_LEVEL
from qianshao.journal.services import Note, record_many

ENGINE = Actor.system("evacuation")
_CLAIM = (
    "SELECT d.id, d.order_id, d.division_path, d.level, d.due_at FROM evacuation_door AS d "
    f"WHERE d.state = 'open' AND d.level < {TOP_LEVEL} AND d.due_at <= %s ORDER BY d.due_at LIMIT %s"
)
Late = tuple[int, int, str, int, datetime]


def sweep_doors(now: datetime, limit: int) -> int:
    """Pass up at most ``limit`` overdue doors; returns how many."""
    with transaction.atomic(durable=True):
        found = fetch_all(_CLAIM + skip_locked(), [db_time(now), limit])
        late = [(key, order, path, level, read_time(due) or now) for key, order, path, level, due in found]
        if late:
            _pass_up(late, now)
    return len(found)


def _pass_up(late: list[Late], now: datetime) -> None:
    rows = Order.objects.unscoped("orders of overdue doors").filter(pk__in={row[1] for row in late})
    orders = {order.pk: order for order in rows}
    groups: dict[tuple[int, int], list[Late]] = defaultdict(list)
    for row in late:
        groups[row[1], row[3]].append(row)
    notes: list[Note] = []
    for (order_id, level), doors in groups.items():
        order = orders[order_id]
        due = now + timedelta(minutes=limits_from(order.limits).pass_up)
        execute(
            f"UPDATE evacuation_door SET level = %s, due_at = %s, version = version + 1 WHERE id IN "
            f"(SELECT id FROM {ids_table()}) AND state = 'open' AND level = %s",
            [level + 1, db_time(due), ids_param(door[0] for door in doors), level],
        )
        notes += _notes(order, level + 1, doors)
    record_many(notes, actor=ENGINE, now=now)


def _notes(order: Order, level: int, doors: list[Late]) -> list[Note]:
    by_village: dict[str, list[int]] = defaultdict(list)
    for key, _order, path, _level, _due in doors:
        by_village[village_of(path)].append(key)
    with override("zh-hans"):
        label = str(DOOR_LEVEL_LABELS[level])
    return [
        Note(
            "evacuation.door_passed_up",
            order.subject,
            path,
            {"count": len(keys), "level": level, "level_label": label, "doors": keys},
            is_drill=order.is_drill,
        )
        for path, keys in by_village.items()
    ]


SWEEPS = (
    Sweep("evacuation.doors", sweep_doors),
    Sweep("evacuation.disposal_due", remind_disposals, every=3600.0),
    Sweep("evacuation.scrub", scrub_disposed, every=60.0),
)
