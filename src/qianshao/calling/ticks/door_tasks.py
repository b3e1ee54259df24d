"""Walks to doors are opened here, for the ladder's last rung and for those passed up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from qianshao.calling import rules
from qianshao.calling.services import outbox
from qianshao.calling.services.wording import DOOR_KEY
from qianshao.calling.states import Who
from qianshao.calling.ticks.frozen import Book, Running
from qianshao.channels.services import Row
from qianshao.core.sql import cursor, db_time

#: A person gets at most one door notice per call-out in this time, however many doors are theirs.
NOTICE_SECONDS = 600
_INSERT = (
    "INSERT INTO calling_doortask (case_id, callout_id, division_path, level, assignee_ref, assignee_name, wait_s, "
    "opened_at, due_at, state, version, visits, outcome, proof, photo_ref, reported_by) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'open', 0, 0, '', '', '', '') ON CONFLICT DO NOTHING"
)


class Walk(NamedTuple):
    """A walk to be opened: for which case, by whom (a number of the phone book), at which level of the chain."""

    case_id: int
    callout_id: int
    path: str
    assignee: int | None
    superior: int | None
    wait_s: int
    level: int = 0


def open_walks(walks: Sequence[Walk], running: dict[int, Running], book: Book, now: datetime) -> None:
    """Open the walks and tell those who walk. A case has at most one open walk."""
    if not walks:
        return
    settled = [_settle(walk) for walk in walks]
    rows = [_row(walk, book, now) for walk in settled]
    with cursor() as found:
        found.executemany(_INSERT, rows)
    outbox.send(_notices(settled, running, book, now), now=now)


def _settle(walk: Walk) -> Walk:
    """Nobody to walk: the next level up takes it, in the end the county's desk, which keeps it."""
    while walk.assignee is None and walk.level < 2:
        level = rules.next_level(walk.level, walk.superior is not None)
        walk = walk._replace(level=level, assignee=walk.superior if level == 1 else None)
    return walk


def _row(walk: Walk, book: Book, now: datetime) -> tuple[object, ...]:
    due = db_time(now + timedelta(seconds=walk.wait_s))
    name = _name(walk, book)
    return (
        walk.case_id, walk.callout_id, walk.path, walk.level, walk.assignee, name, walk.wait_s, db_time(now), due,
    )  # fmt: skip


def _name(walk: Walk, book: Book) -> str:
    entry = book.get((walk.callout_id, walk.assignee)) if walk.assignee else None
    if entry:
        return entry.name
    return _("乡镇值班") if walk.level == 2 else _("县值班台")


def _notices(walks: Sequence[Walk], running: dict[int, Running], book: Book, now: datetime) -> list[Row]:
    rows: dict[str, Row] = {}
    for walk in walks:
        entry = book.get((walk.callout_id, walk.assignee)) if walk.assignee else None
        if entry and entry.address:
            callout = running[walk.callout_id]
            key = f"d{callout.id}-{walk.assignee}-{int(now.timestamp()) // NOTICE_SECONDS}"
            line = rules.line_of(walk.case_id, Who.SUPERIOR if walk.level else Who.GUARDIAN)
            rows.setdefault(
                key,
                (
                    key, "sms", outbox.SUBJECT, line, 0, 1, entry.name, entry.address, callout.texts.get(DOOR_KEY),
                    now, callout.not_after, callout.is_drill, walk.path, 0,
                ),
            )  # fmt: skip
    return list(rows.values())
