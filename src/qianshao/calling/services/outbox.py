"""What 叫应 hands to the channels, and takes back: texts, messages of cases, withdrawals."""

from collections.abc import Sequence
from datetime import datetime

from qianshao.calling import rules
from qianshao.channels import services
from qianshao.channels.services import Row, add_text, enqueue_many

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
    services.withdraw(SUBJECT, lines, keep="-clear")
