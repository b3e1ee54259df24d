"""The outbox's moves, each one statement: claim, record, give back, drop. Nothing else changes a message's state.

A claim is at most one request's worth of messages: it is the intent, so after a kill only these few are in doubt
(measurements Q5), and they are sent again under the same key when the lease is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qianshao.channels.adapters.base import Outcome
from qianshao.channels.models import Channel
from qianshao.channels.rules import LEASE_S, Allowance, after_failure, allowance
from qianshao.channels.services.receipts import Fact, store
from qianshao.channels.states import ALERT_LANE, BULK_LANE, Kind
from qianshao.core import clock
from qianshao.core.sql import (
    cursor,
    db_time,
    execute,
    fetch_all,
    read_time,
    rows_param,
    rows_table,
    skip_locked,
    truth,
)

#: The house itself as the source of a receipt ("we could not send it").
NO_CHANNEL = 0


@dataclass(frozen=True)
class Lot:
    """Messages of one kind, lane and world that are due."""

    kind: str
    lane: int
    is_drill: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claimed row, its address still sealed."""

    id: int
    key: str
    kind: str
    subject_id: int
    step: int
    try_no: int
    to_label: str
    address_enc: str
    text_id: int | None
    is_drill: bool
    not_after: datetime
    tries: int
    hop: int


_ALL_LOTS = tuple(
    Lot(kind, lane, drill)
    for lane in (ALERT_LANE, BULK_LANE)
    for kind in (Kind.SMS, Kind.VOICE, Kind.IM, Kind.BROADCAST)
    for drill in (False, True)
)


def due_lots(now: datetime) -> list[Lot]:
    """Which lots have something due: sixteen probes of the partial index in one statement."""
    probes = " UNION ALL ".join(
        f"SELECT {n} WHERE EXISTS (SELECT 1 FROM channels_message WHERE state = 'queued' AND kind = '{lot.kind}' "
        f"AND is_drill = {truth(lot.is_drill)} AND lane = {lot.lane} AND due_at <= %s)"
        for n, lot in enumerate(_ALL_LOTS)
    )
    return [_ALL_LOTS[row[0]] for row in fetch_all(probes, [db_time(now)] * len(_ALL_LOTS))]


def lease_for(now: datetime) -> datetime:
    """Until when a claim made now holds. Leases count real seconds, also under a fast story clock."""
    return now + timedelta(seconds=LEASE_S * clock.rate())


def _claim_sql(lot: Lot) -> str:
    return f"""
        WITH picked AS MATERIALIZED (
            SELECT id FROM channels_message
            WHERE state = 'queued' AND kind = %s AND is_drill = {truth(lot.is_drill)} AND lane = %s
              AND due_at <= %s AND not_after > %s AND hop %% %s = %s
            ORDER BY due_at LIMIT %s{skip_locked()})
        UPDATE channels_message
        SET state = 'sending', channel_id = %s, lease_until = %s, lease_owner = %s, tries = tries + 1
        WHERE id IN (SELECT id FROM picked) AND state = 'queued'
        RETURNING id, key, kind, subject_id, step, try_no, to_label, address_enc, text_id, is_drill, not_after,
                  tries, hop"""


def claim(
    lot: Lot, channel: Channel, *, rank: int, ranks: int, want: int, owner: str, now: datetime
) -> list[Claimed]:
    """Take at most ``want`` due messages of ``lot`` for ``channel``, which is ``rank`` of ``ranks`` in its kind.

    The rate limit is taken in the same transaction: if another engine moved it meanwhile, nothing is claimed.
    """
    allowed = allowance(now, channel.free_at, channel.rate, want)
    if allowed.count <= 0:
        return []
    params = (lot.kind, lot.lane, db_time(now), db_time(now), ranks, rank, allowed.count)
    with transaction.atomic():
        with cursor() as found:
            found.execute(_claim_sql(lot), (*params, channel.pk, db_time(lease_for(now)), owner))
            rows = found.fetchall()
        if rows and not _take_allowance(channel, allowance(now, channel.free_at, channel.rate, len(rows))):
            transaction.set_rollback(True)
            return []
    return sorted((_claimed(row) for row in rows), key=lambda message: message.id)


def _take_allowance(channel: Channel, taken: Allowance) -> bool:
    if channel.rate <= 0:
        return True
    moved = Channel.objects.filter(pk=channel.pk, free_at=channel.free_at).update(free_at=taken.free_at)
    if moved:
        channel.free_at = taken.free_at
    else:
        channel.refresh_from_db(fields=["free_at"])
    return bool(moved)


def _claimed(row: Any) -> Claimed:
    pk, key, kind, subject_id, step, try_no, to_label, address, text_id, is_drill, until, tries, hop = row
    not_after = read_time(until)
    assert not_after is not None  # the column is NOT NULL
    return Claimed(
        pk, key, kind, subject_id, step, try_no, to_label, address, text_id, bool(is_drill), not_after, tries, hop
    )


@dataclass(frozen=True)
class Recorded:
    """How a batch ended."""

    sent: int = 0
    retried: int = 0
    failed: int = 0


_GIVEN = (
    ("id", "bigint"),
    ("tries", "int"),
    ("ref", "text"),
    ("error", "text"),
    ("hop", "int"),
    ("due", "timestamp"),
)
#: A result counts only for the try it belongs to; one that comes after the lease ended still spares a second send.
_MINE = "WHERE m.id = g.id AND m.tries = g.tries AND m.state IN ('sending', 'queued')"


def _apply(change: str, rows: Sequence[Sequence[Any]], params: Sequence[Any] = ()) -> int:
    if not rows:
        return 0
    given = rows_table(_GIVEN, "g")
    return execute(
        f"UPDATE channels_message AS m SET lease_until = NULL, {change} FROM {given} {_MINE}",
        (*params, rows_param(rows)),
    )


def record(
    batch: Sequence[Claimed], outcomes: Sequence[Outcome], *, channel_id: int, ranks: int, now: datetime
) -> Recorded:
    """Write what became of a claimed batch, in one transaction."""
    sent: list[Sequence[Any]] = []
    again: list[Sequence[Any]] = []
    failed: list[Sequence[Any]] = []
    facts: list[Fact] = []
    for message, outcome in zip(batch, outcomes, strict=True):
        row = (message.id, message.tries, outcome.provider_ref, outcome.error[:200])
        if outcome.status == "sent":
            sent.append((*row, 0, None))
            continue
        retry = after_failure(now, tries=message.tries, hop=message.hop, channels=ranks, not_after=message.not_after)
        if outcome.status == "temporary" and not retry.final:
            again.append((*row, retry.hop, db_time(retry.due_at)))
        else:
            failed.append((*row, retry.hop, None))
            facts.append(
                Fact(channel_id, message.key, -message.tries, message.key, outcome.receipt or "unreachable", now)
            )
    with transaction.atomic():
        done = Recorded(
            sent=_apply("state = 'sent', sent_at = %s, provider_ref = g.ref, error = ''", sent, (db_time(now),)),
            retried=_apply("state = 'queued', hop = g.hop, due_at = g.due, error = g.error", again),
            failed=_apply("state = 'failed', error = g.error", failed),
        )
        store(facts, now=now)
    return done


def give_back(now: datetime, limit: int) -> int:
    """Leases that are over: queued again, same key. A lease in the far future means the clock jumped back."""
    with transaction.atomic():
        return execute(
            "UPDATE channels_message SET state = 'queued', lease_until = NULL WHERE id IN ("
            "SELECT id FROM channels_message WHERE state = 'sending' AND (lease_until < %s OR lease_until > %s) "
            f"LIMIT %s{skip_locked()}) AND state = 'sending'",
            (db_time(now), db_time(lease_for(now) + timedelta(seconds=LEASE_S)), limit),
        )


def take_expired(now: datetime, limit: int) -> list[tuple[str, bool]]:
    """Queued messages past their ``not_after`` become dropped; returns (kind, is_drill) of each. In a transaction."""
    with cursor() as found:
        found.execute(
            "UPDATE channels_message SET state = 'dropped', error = 'expired' WHERE id IN ("
            f"SELECT id FROM channels_message WHERE state = 'queued' AND not_after <= %s LIMIT %s{skip_locked()}) "
            "AND state = 'queued' RETURNING kind, is_drill",
            (db_time(now), limit),
        )
        return [(row[0], bool(row[1])) for row in found.fetchall()]


def fail_lot(lot: Lot, *, reason: str, now: datetime, limit: int) -> int:
    """Due messages nobody can carry: failed at once, and said so, so that the ladder goes on to its next step."""
    with cursor() as found:
        found.execute(
            "UPDATE channels_message SET state = 'failed', error = %s, tries = tries + 1 WHERE id IN ("
            f"SELECT id FROM channels_message WHERE state = 'queued' AND kind = %s "
            f"AND is_drill = {truth(lot.is_drill)} AND lane = %s AND due_at <= %s AND not_after > %s "
            f"LIMIT %s{skip_locked()}) AND state = 'queued' RETURNING key, tries",
            (reason, lot.kind, lot.lane, db_time(now), db_time(now), limit),
        )
        rows = found.fetchall()
    store([Fact(NO_CHANNEL, key, -tries, key, "unreachable", now) for key, tries in rows], now=now)
    return len(rows)
