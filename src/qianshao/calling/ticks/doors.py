"""Walks nobody reported in time are passed up: superior, township duty, county desk. None ends by itself."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from qianshao.calling import rules
from qianshao.calling.states import TOP_LEVEL
from qianshao.calling.ticks.door_tasks import Walk, open_walks
from qianshao.calling.ticks.frozen import ENGINE, callouts, phone_book
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table, skip_locked
from qianshao.journal.services import Note, record_many

_CLAIM = (
    "SELECT id, case_id, callout_id, division_path, level, assignee_ref, wait_s FROM calling_doortask "
    f"WHERE state = 'open' AND level < {TOP_LEVEL} AND due_at <= %s ORDER BY due_at LIMIT %s"
)


def sweep_doors(now: datetime, limit: int) -> int:
    """Pass up at most ``limit`` overdue walks; returns how many."""
    with transaction.atomic(durable=True):
        late = fetch_all(_CLAIM + skip_locked(), [db_time(now), limit])
        if late:
            _pass_up(late, now)
    return len(late)


def _pass_up(late: list[tuple[int, int, int, str, int, int | None, int]], now: datetime) -> None:
    running = callouts((row[2] for row in late), now)
    refs: dict[int, set[int]] = defaultdict(set)
    for row in late:
        if row[5]:
            refs[row[2]].add(row[5])
    below = phone_book(refs)
    superiors = {key: entry.superior_ref for key, entry in below.items()}
    book = phone_book({c: {s for r in wanted if (s := superiors.get((c, r)))} for c, wanted in refs.items()})
    execute(
        "UPDATE calling_doortask SET state = 'passed_up', version = version + 1 "
        f"WHERE id IN (SELECT id FROM {ids_table()}) AND state = 'open'",
        [ids_param(row[0] for row in late)],
    )
    open_walks([_next(row, superiors.get((row[2], row[5] or 0))) for row in late], running, book, now)
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in late:
        groups[row[2], row[3][:16]].append(row[1])
    notes = [
        Note(
            "calling.door_passed_up",
            ("callout", callout_id),
            path,
            {"count": len(cases), "cases": cases},
            is_drill=running[callout_id].is_drill,
        )
        for (callout_id, path), cases in groups.items()
    ]
    record_many(notes, actor=ENGINE, now=now)


def _next(row: tuple[int, int, int, str, int, int | None, int], superior: int | None) -> Walk:
    level = rules.next_level(row[4], superior is not None)
    return Walk(row[1], row[2], row[3], superior if level == 1 else None, None, row[6], level)
