"""Take in what providers report. A receipt counts once; what it says of a message only ever grows stronger."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from qianshao.channels.sql import insert_many
from qianshao.channels.states import RECEIPT_RANK, World
from qianshao.core.sql import cursor, db_time, execute, fetch_all, is_sqlite, rows_param, rows_table

Verdict = Literal["accepted", "duplicate", "conflict", "unknown"]

_COLUMNS = (
    ("channel_id", "bigint"),
    ("provider_id", "text"),
    ("seq", "int"),
    ("message_key", "text"),
    ("kind", "text"),
    ("pressed", "text"),
    ("heard_seconds", "int"),
    ("at", "timestamp"),
    ("received_at", "timestamp"),
    ("out_of_order", "bool"),
    ("digest", "text"),
    ("raw", "text"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One reported fact. ``seq`` counts up per ``provider_id``; ``at`` is the provider's time."""

    channel_id: int
    provider_id: str
    seq: int
    message_key: str
    kind: str
    at: datetime
    pressed: str = ""
    heard_seconds: int | None = None
    raw: str = ""

    @property
    def digest(self) -> str:
        """Of what it says: the same number with other content is a conflict, not a repeat."""
        said = f"{self.message_key}|{self.kind}|{self.pressed}|{self.heard_seconds}"
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def store(facts: Sequence[Fact], *, now: datetime, late: frozenset[tuple[str, int]] = frozenset()) -> int:
    """Write facts that are known to be ours, and the strongest of each message onto the message. In a transaction.

    Returns:
        How many were new.
    """
    if not facts:
        return 0
    _one_at_a_time()
    received = db_time(now)
    rows = [
        (
            f.channel_id, f.provider_id, f.seq, f.message_key, f.kind, f.pressed, f.heard_seconds, db_time(f.at),
            received, (f.provider_id, f.seq) in late, f.digest, f.raw,
        )
        for f in facts
    ]  # fmt: skip
    new = insert_many("channels_receipt", _COLUMNS, rows)
    _raise_results(facts)
    return new


def _one_at_a_time() -> None:
    """Readers follow ids as a cursor, so receipts must become visible in the order of their ids.

    SQLite has one writer; on PostgreSQL a lock for the rest of the transaction does the same.
    """
    if not is_sqlite():
        with cursor() as found:
            found.execute("SELECT pg_advisory_xact_lock(hashtext('channels_receipt'))")


def _raise_results(facts: Sequence[Fact]) -> None:
    """A weaker fact never replaces a stronger one, in whatever order they come."""
    best: dict[str, Fact] = {}
    for fact in facts:
        if fact.message_key not in best or RECEIPT_RANK[fact.kind] > RECEIPT_RANK[best[fact.message_key].kind]:
            best[fact.message_key] = fact
    rows = [(key, f.kind, f.heard_seconds, RECEIPT_RANK[f.kind]) for key, f in best.items()]
    given = rows_table((("key", "text"), ("kind", "text"), ("heard", "int"), ("rank", "int")), "g")
    whens = " ".join(f"WHEN '{kind}' THEN {rank}" for kind, rank in RECEIPT_RANK.items())
    execute(
        "UPDATE channels_message AS m SET result = g.kind, heard_seconds = COALESCE(g.heard, m.heard_seconds) "
        f"FROM {given} WHERE m.key = g.key AND CASE m.result {whens} ELSE 0 END < g.rank",
        (rows_param(rows),),
    )


def record_receipts(facts: Sequence[Fact], *, world: str, now: datetime) -> list[Verdict]:
    """Take in facts from a channel of ``world``, each judged: new, repeated, contradicting, or about nothing of ours.

    A receipt may come from another channel than the one that sent last (a gateway that timed out may have called
    after all, and the person answered), but never from the other world: a real gateway says nothing about a drill.
    """
    with transaction.atomic():
        _one_at_a_time()
        ours = _sent_by_world([f.message_key for f in facts], world)
        before = _before(facts)
        verdicts: list[Verdict] = []
        fresh: list[Fact] = []
        late: set[tuple[str, int]] = set()
        for fact in facts:
            seen = before.setdefault(fact.provider_id, {})
            verdict = _judge(fact, ours, seen)
            verdicts.append(verdict)
            if verdict == "accepted":
                if seen and fact.seq < max(seen):
                    late.add((fact.provider_id, fact.seq))
                seen[fact.seq] = fact.digest
                fresh.append(fact)
        store(fresh, now=now, late=frozenset(late))
    return verdicts


def _judge(fact: Fact, ours: frozenset[str], seen: dict[int, str]) -> Verdict:
    if fact.message_key not in ours or fact.kind not in RECEIPT_RANK:
        return "unknown"
    if fact.seq not in seen:
        return "accepted"
    return "duplicate" if seen[fact.seq] == fact.digest else "conflict"


def _sent_by_world(keys: Sequence[str], world: str) -> frozenset[str]:
    """Which of ``keys`` are messages that left, or are leaving, through this world."""
    given = rows_table((("key", "text"),), "g")
    comparison = "=" if world == World.SIMULATED else "<>"
    found = fetch_all(
        "SELECT m.key FROM channels_message m JOIN channels_channel c ON c.id = m.channel_id "
        f"WHERE m.key IN (SELECT key FROM {given}) AND c.world {comparison} '{World.SIMULATED.value}'",
        (rows_param([(key,) for key in set(keys)]),),
    )
    return frozenset(row[0] for row in found)


def _before(facts: Sequence[Fact]) -> dict[str, dict[int, str]]:
    """Sequences and digests already here, by provider id. All facts of a call come from one channel."""
    if not facts:
        return {}
    given = rows_table((("id", "text"),), "g")
    # IN, not a join: as a join SQLite went through every receipt of the channel for every one given.
    found: list[tuple[Any, ...]] = fetch_all(
        "SELECT provider_id, seq, digest FROM channels_receipt "
        f"WHERE channel_id = %s AND provider_id IN (SELECT id FROM {given})",
        (facts[0].channel_id, rows_param([(f,) for f in {fact.provider_id for fact in facts}])),
    )
    before: dict[str, dict[int, str]] = {}
    for provider_id, seq, digest in found:
        before.setdefault(provider_id, {})[seq] = digest
    return before
