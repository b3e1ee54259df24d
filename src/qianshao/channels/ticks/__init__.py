"""Sweeps of the room: send what is due, let simulated people react, forget old nonces."""

import os
import secrets
import socket
from datetime import datetime

from django.db import transaction

from qianshao.channels.models import Nonce
from qianshao.channels.rules import CALLBACK_WINDOW
from qianshao.channels.services.receipts import Fact, store
from qianshao.channels.ticks.forget import CURSOR, forget_recipients
from qianshao.channels.ticks.sender import Report, Sender
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table, read_time, skip_locked
from qianshao.core.sweeps import Sweep

#: Real time one sending turn may take, so that answers get their turn in between (answers p99 ≤ 250 ms).
TURN_S = 0.1
#: Of this, how long it may merely wait for requests under way: answers must not wait for a gateway.
PATIENCE_S = 0.02

_senders: dict[tuple[int, str], Sender] = {}


def own_name() -> str:
    """This process's name as a lease owner."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}"


def send_due(
    now: datetime, *, limit: int, owner: str = "", seconds: float = TURN_S, patience: float = 60.0
) -> Report:
    """Send due messages: at most ``limit`` of them and about ``seconds`` of real time.

    Never inside a transaction. Requests still under way when the turn ends are recorded by a later turn of the same
    process; if the process dies, their leases end and another sends them again under the same keys.
    """
    name = owner or own_name()
    # A forked child must not use its parent's threads and jobs, hence the process id.
    sender = _senders.get((os.getpid(), name))
    if sender is None:
        sender = _senders[(os.getpid(), name)] = Sender(f"{name}:{secrets.token_hex(4)}"[:40])
    return sender.turn(now, limit=limit, seconds=seconds, patience=patience)


def report_simulated(now: datetime, limit: int) -> int:
    """Due events of the simulated network become receipts, in the order they happened."""
    with transaction.atomic():
        rows = fetch_all(
            "SELECT id, channel_id, message_key, seq, kind, pressed, heard_seconds, due_at "
            f"FROM channels_simulatedevent WHERE due_at <= %s ORDER BY due_at, id LIMIT %s{skip_locked()}",
            (db_time(now), limit),
        )
        if not rows:
            return 0
        store([_fact(row, now) for row in rows], now=now)
        wanted = ids_table("wanted")
        execute(
            f"DELETE FROM channels_simulatedevent WHERE id IN (SELECT id FROM {wanted})",
            (ids_param(row[0] for row in rows),),
        )
    return len(rows)


def _fact(row: tuple[object, ...], now: datetime) -> Fact:
    _id, channel_id, key, seq, kind, pressed, heard, due_at = row
    return Fact(channel_id, key, seq, key, kind, read_time(due_at) or now, pressed, heard)  # type: ignore[arg-type]  # raw row


def forget_nonces(now: datetime, limit: int) -> int:
    """Nonces older than their window protect nothing any more."""
    old = Nonce.objects.filter(at__lt=now - 2 * CALLBACK_WINDOW).order_by("at")[:limit]
    return Nonce.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


def sweep_outbox(now: datetime, limit: int) -> int:
    """One turn; what is still under way counts as work, so that the engine comes back for it without a pause."""
    report = send_due(now, limit=limit, patience=PATIENCE_S)
    return report.rows + report.in_flight


SWEEPS = (
    Sweep("channels.send", sweep_outbox),
    Sweep("channels.simulate", lambda now, limit: report_simulated(now, max(limit, 2000))),
    Sweep("channels.nonces", forget_nonces, every=60.0),
    Sweep(CURSOR, lambda now, limit: forget_recipients(now, max(limit, 5000)), every=600.0),
)
__all__ = ["SWEEPS", "TURN_S", "forget_nonces", "forget_recipients", "report_simulated", "send_due"]
