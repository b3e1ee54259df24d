"""Write entries; always inside the transaction of the change they record."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.sql import cursor, db_time
from qianshao.journal.kinds import all_kinds

_COLUMNS = (
    "at, received_at, kind, actor_kind, actor_label, actor_user, source, correlation, "
    "subject_kind, subject_id, division_path, data, is_drill"
)
_INSERT = f"INSERT INTO journal_entry ({_COLUMNS}) VALUES ({', '.join(['%s'] * 13)})"


@dataclass(frozen=True)
class Note:
    """One entry to be written: kind code, subject (kind, id), area and data."""

    kind: str
    subject: tuple[str, int | None]
    division_path: str
    data: dict[str, Any] = field(default_factory=dict)
    correlation: str = ""
    is_drill: bool = False
    at: datetime | None = None


def record(
    *,
    kind: str,
    actor: Actor,
    now: datetime,
    subject: tuple[str, int | None],
    division_path: str,
    data: dict[str, Any] | None = None,
    correlation: str = "",
    is_drill: bool = False,
    at: datetime | None = None,
) -> None:
    """Write one entry. ``at``: when it happened, where that is earlier than ``now`` (phones, gateways)."""
    note = Note(kind, subject, division_path, data or {}, correlation, is_drill, at)
    record_many([note], actor=actor, now=now)


def record_many(notes: Iterable[Note], *, actor: Actor, now: datetime) -> None:
    """Write many entries in one statement.

    Raises:
        ValueError: a kind no room declared, or data that lacks a declared field.
    """
    rows = [_row(note, actor, now) for note in notes]
    if rows:
        with cursor() as found:
            found.executemany(_INSERT, rows)


def _row(note: Note, actor: Actor, now: datetime) -> Sequence[Any]:
    kind = all_kinds().get(note.kind)
    if kind is None:
        raise ValueError(f"journal kind {note.kind} is not declared in any events.py")
    missing = [name for name in kind.fields if name not in note.data]
    if missing:
        raise ValueError(f"journal kind {note.kind} lacks {', '.join(missing)}")
    return (
        db_time(note.at or now),
        db_time(now),
        note.kind,
        actor.kind,
        actor.label[:80],
        actor.user_id,
        actor.source,
        note.correlation,
        note.subject[0],
        note.subject[1],
        note.division_path,
        json.dumps(note.data, ensure_ascii=False, default=str),
        note.is_drill,
    )
