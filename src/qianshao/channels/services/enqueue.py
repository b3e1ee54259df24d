"""Put messages into the outbox, and take them out again when their reason has gone.

Called inside the caller's transaction: the case that moves and the message it causes are written together or not at
all.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from qianshao.channels.models import Text
from qianshao.channels.sql import insert_many
from qianshao.core.actor import Actor
from qianshao.core.ids import without_links
from qianshao.core.sql import Select, db_time, execute, ids_param, ids_table
from qianshao.journal.services import record

#: The columns of one row for ``enqueue_many`` and of the SELECT for ``enqueue_select``, in order.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("key", "text"),
    ("kind", "text"),
    ("subject_kind", "text"),
    ("subject_id", "bigint"),
    ("step", "int"),
    ("try_no", "int"),
    ("to_label", "text"),
    ("address_enc", "text"),
    ("text_id", "bigint"),
    ("due_at", "timestamp"),
    ("not_after", "timestamp"),
    ("is_drill", "bool"),
    ("division_path", "text"),
    ("lane", "int"),
)
_NAMES = ", ".join(name for name, _kind in COLUMNS)
_DUE, _NOT_AFTER = 9, 10

#: (key, kind, subject_kind, subject_id, step, try_no, to_label, address_enc, text_id, due_at, not_after, is_drill,
#: division_path, lane)
Row = tuple[str, str, str, int, int, int, str, str, int | None, datetime, datetime, bool, str, int]


def add_text(*, kind: str, body: str, now: datetime, title: str = "", tail: str = "") -> int:
    """Store wording that many messages will share; ``{name}`` and ``{link}`` are filled when each is sent.

    ``tail``: what stands after the words. It alone may name the link of a row (``core.ids.named_link``): nobody who
    writes words gets an address that is not theirs.
    """
    return Text.objects.create(kind=kind, title=title, body=without_links(body) + tail, created_at=now).pk


def enqueue_many(rows: Sequence[Row], *, now: datetime) -> int:
    """Put ``rows`` into the outbox in one statement; a key that is there already is left as it is.

    Args:
        rows: tuples in the order of ``COLUMNS``; ``address_enc`` sealed, as the person's row has it; times aware.

    Returns:
        How many were new.
    """
    times: dict[datetime, Any] = {}

    def when(moment: Any) -> Any:
        found = times.get(moment)
        if found is None:
            found = times[moment] = db_time(moment)
        return found

    created = db_time(now)
    ready = [(*row[:_DUE], when(row[_DUE]), when(row[_NOT_AFTER]), *row[_NOT_AFTER + 1 :], created) for row in rows]
    return insert_many("channels_message", (*COLUMNS, ("created_at", "timestamp")), ready)


def enqueue_select(select: Select, *, now: datetime) -> int:
    """The same from a SELECT whose columns follow ``COLUMNS``: nothing travels through Python (350,000 rows/s)."""
    # "WHERE true" keeps SQLite from reading ON CONFLICT as a join condition.
    return execute(
        f"INSERT INTO channels_message ({_NAMES}, created_at) "
        f"SELECT chosen.*, %s FROM ({select.sql}) AS chosen WHERE true ON CONFLICT DO NOTHING",
        (db_time(now), *select.params),
    )


def withdraw(subject_kind: str, ids: Iterable[int], *, keep: str = "") -> int:
    """Take back what is not sent yet about these subjects: their case is over. Part of the caller's transaction.

    Leaves no journal entry of its own: the caller's says why the case is over. What is being sent right now cannot
    be called back, but it is not tried again: its time ends here.

    Args:
        keep: messages whose key ends so stay (an all-clear).
    """
    about = f"subject_kind = %s AND subject_id IN (SELECT id FROM {ids_table()}) AND key NOT LIKE %s"
    params = (subject_kind, ids_param(ids), f"%{keep}" if keep else "")
    execute(f"UPDATE channels_message SET not_after = due_at WHERE state = 'sending' AND {about}", params)
    return execute(
        f"UPDATE channels_message SET state = 'dropped', error = 'cancelled' WHERE state = 'queued' AND {about}",
        params,
    )


def cancel_for_subjects(
    subject_kind: str, ids: Iterable[int], *, actor: Actor, now: datetime, reason: str, is_drill: bool = False
) -> int:
    """``withdraw`` with one line in the journal (a call-out was lifted or closed)."""
    with transaction.atomic():
        count = withdraw(subject_kind, ids)
        if count:
            record(
                kind="channels.cancelled", actor=actor, now=now, subject=(subject_kind, None), division_path="",
                data={"count": count, "reason": reason}, is_drill=is_drill,
            )  # fmt: skip
    return count
