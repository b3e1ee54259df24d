"""What 叫应 hands to the channels, and takes back: texts, messages of cases, withdrawals."""

from collections.abc import Sequence
from datetime import datetime

from qianshao.calling import rules
from qianshao.channels.services import Row, add_text, enqueue_many
from qianshao.core.sql import execute, ids_param, ids_table

#: Whom a message is about, in the outbox: the line of a case (``rules.line_of``).
SUBJECT = "case"


def write_text(*, kind: str, title: str, body: str, now: datetime) -> int:
    """Store wording that many messages share; returns its number."""
    return add_text(kind=kind, title=title, body=body, now=now)


def send(rows: Sequence[Row], *, now: datetime) -> int:
    """Put messages into the outbox; one that is there already (same key) stays as it is."""
    return enqueue_many(rows, now=now) if rows else 0


def withdraw(case_ids: Sequence[int]) -> None:
    """Drop what is still queued about these cases. No journal entry of its own: the end of the case is in there."""
    lines = [line for case_id in case_ids for line in rules.lines_of(case_id)]
    execute(
        "UPDATE channels_message SET state = 'dropped', error = 'case is over' WHERE subject_kind = %s "
        f"AND subject_id IN (SELECT id FROM {ids_table()}) AND state = 'queued' AND key NOT LIKE %s",
        [SUBJECT, ids_param(lines), "%-clear"],
    )
