"""The sender: turns of claim, send, record over all channels, none waiting for another."""

import queue
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.channels.adapters.base import Adapter, Envelope, Misconfigured, Outcome
from qianshao.channels.adapters.registry import AdapterCache, Registry
from qianshao.channels.models import Channel, Text
from qianshao.channels.rules import HANG_S, left_today, usable
from qianshao.channels.states import KIND_NAMES, Kind
from qianshao.channels.ticks import health
from qianshao.channels.ticks.claim import Claimed, Lot, claim, due_lots, fail_lot, give_back, record, take_expired
from qianshao.channels.ticks.lines import Job, Line
from qianshao.core.actor import Actor
from qianshao.core.fields import unseal
from qianshao.core.ids import fill_links, sign_case_token
from qianshao.journal.services import record as journal

ACTOR = Actor.system("channels.send")
_SWEEP_ROWS = 20_000


@dataclass
class Report:
    """What one turn did."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    dropped: int = 0
    given_back: int = 0
    in_flight: int = 0

    @property
    def rows(self) -> int:
        """How many messages moved."""
        return self.sent + self.retried + self.failed + self.dropped + self.given_back


class Sender:
    """One process's sender. Several may run on PostgreSQL; each has its own ``owner`` name."""

    def __init__(self, owner: str, registries: Sequence[Registry] | None = None, hang_s: float = HANG_S) -> None:
        self.owner, self.hang_s = owner, hang_s
        self.registries = tuple(registries or Registry.worlds(demo_site=settings.DEMO))
        self._adapters = AdapterCache()
        self._lines: dict[int, Line] = {}
        self._done: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._texts: dict[int, tuple[str, str]] = {}
        self._channels: dict[int, Channel] = {}
        self._report = Report()
        self._tally = health.Tally()
        self._patience = 0.0

    def turn(self, now: datetime, *, limit: int, seconds: float, patience: float = 60.0) -> Report:
        """Send what is due, at most ``limit`` messages and about ``seconds`` of real time.

        Args:
            patience: how long to wait, with nothing else to do, for requests that are under way.
        """
        self._report, self._tally = Report(), health.Tally()
        self._channels = {c.pk: c for c in Channel.objects.filter(enabled=True)}
        self._report.given_back = give_back(now, _SWEEP_ROWS)
        self._report.dropped = self._drop_expired(now)
        end, self._patience = time.monotonic() + seconds, patience
        while self._step(now, limit, end):
            pass
        self._report.in_flight = sum(len(line.out) for line in self._lines.values())
        health.write(self._tally, self._channels, actor=ACTOR, now=now)
        return self._report

    def _step(self, now: datetime, limit: int, end: float) -> bool:
        """One pass over the due lots and the jobs that came back; whether to make another."""
        self._collect(now, 0.0)
        started = sum(self._serve(lot, now) for lot in due_lots(now))
        waiting = any(line.out for line in self._lines.values())
        left = end - time.monotonic()
        if not started and waiting and min(left, self._patience) > 0:
            pause = min(left, self._patience, 0.05)
            self._collect(now, pause)
            self._patience -= pause
        moved = self._report.sent + self._report.failed + self._report.retried
        return left > 0 and moved < limit and bool(started or (waiting and self._patience > 0))

    def _serve(self, lot: Lot, now: datetime) -> int:
        """Give one request's worth of ``lot`` to each channel that is free; how many messages set out."""
        registry = next(r for r in self.registries if r.serves(is_drill=lot.is_drill))
        serving = [c for c in registry.choose(self._channels.values()) if c.purpose in (lot.kind, Kind.SIMULATED)]
        if not serving:
            return self._nobody(lot, now)
        ready = [c for c in serving if usable(c, now)]
        return sum(self._fill(c, rank, len(ready), lot, registry, now) for rank, c in enumerate(ready))

    def _nobody(self, lot: Lot, now: datetime) -> int:
        with transaction.atomic():
            count = fail_lot(lot, reason="no_channel", now=now, limit=_SWEEP_ROWS)
            if count:
                data = {"count": count, "kind": lot.kind, "way": str(KIND_NAMES[lot.kind])}
                journal(
                    kind="channels.no_way", actor=ACTOR, now=now, subject=("channel", None), division_path="",
                    data=data, is_drill=lot.is_drill,
                )  # fmt: skip
        self._report.failed += count
        return 0

    def _fill(self, channel: Channel, rank: int, ranks: int, lot: Lot, registry: Registry, now: datetime) -> int:
        adapter = self._adapters.get(channel, registry)
        if isinstance(adapter, Misconfigured):
            self._tally.failed(channel, str(adapter), now)
            return 0
        line = self._lines.setdefault(channel.pk, Line(self._done))
        if not line.free(channel.lines):
            return 0
        want = adapter.batch
        left = left_today(now, channel.daily_cap, channel.sent_on, channel.sent_today)
        want = want if left is None else min(want, left)
        claimed = claim(lot, channel, rank=rank, ranks=ranks, want=want, owner=self.owner, now=now) if want else []
        if claimed:
            self._send(adapter, line, claimed, ranks, now)
        return len(claimed)

    def _send(self, adapter: Adapter, line: Line, claimed: Sequence[Claimed], ranks: int, now: datetime) -> None:
        envelopes = self._envelopes(claimed)
        job = Job(adapter.channel_id, adapter, claimed, envelopes, ranks, now)
        if adapter.inline:
            job.outcomes = adapter.deliver(envelopes, now)
            self._record(job, job.outcomes, now)
        else:
            line.start(job)

    def _envelopes(self, claimed: Sequence[Claimed]) -> list[Envelope]:
        missing = {c.text_id for c in claimed if c.text_id is not None} - self._texts.keys()
        if missing:
            self._texts.update({t.pk: (t.title, t.body) for t in Text.objects.filter(pk__in=missing)})
        return [self._envelope(c) for c in claimed]

    def _envelope(self, row: Claimed) -> Envelope:
        title, body = self._texts.get(row.text_id or 0, ("", ""))
        if "{link}" in body:
            body = body.replace("{link}", f"{settings.PUBLIC_URL}/a/{sign_case_token(row.subject_id)}")
        body = fill_links(body).replace("{name}", row.to_label)
        return Envelope(
            row.key, row.kind, unseal(row.address_enc), row.to_label, title, body, row.subject_id, row.step,
            row.try_no, row.is_drill, row.not_after,
        )  # fmt: skip

    def _collect(self, now: datetime, wait_s: float) -> None:
        """Record jobs that came back; give up those that hang."""
        while True:
            try:
                job = self._done.get(timeout=wait_s) if wait_s > 0 else self._done.get_nowait()
            except queue.Empty:
                break
            self._lines[job.channel_id].finish(job)
            self._record(job, job.outcomes, now)
            wait_s = 0.0
        for line in self._lines.values():
            for job in line.give_up(self.hang_s):
                self._record(job, [Outcome("temporary", error=_("迟迟没有回答"))] * len(job.claimed), now)

    def _record(self, job: Job, outcomes: Sequence[Outcome], now: datetime) -> None:
        done = record(job.claimed, outcomes, channel_id=job.channel_id, ranks=job.ranks, now=now)
        self._report.sent += done.sent
        self._report.retried += done.retried
        self._report.failed += done.failed
        channel = self._channels.get(job.channel_id)
        if channel is None:
            return
        errors = [o.error for o in outcomes if o.status == "temporary"]
        if len(errors) == len(outcomes):
            self._tally.failed(channel, errors[0], now)
        else:
            self._tally.worked(channel, done.sent, now)

    def _drop_expired(self, now: datetime) -> int:
        """Old messages are dropped with one line in the journal, never sent (T4: no echo after an outage)."""
        with transaction.atomic():
            dropped = take_expired(now, _SWEEP_ROWS)
            for is_drill in {drill for _kind, drill in dropped}:
                kinds = Counter(kind for kind, drill in dropped if drill == is_drill)
                journal(
                    kind="channels.expired", actor=ACTOR, now=now, subject=("channel", None), division_path="",
                    data={"count": kinds.total(), "kinds": dict(kinds)}, is_drill=is_drill,
                )  # fmt: skip
        return len(dropped)
