"""Lines: the threads of one channel. They do network only; the engine's own thread does all writing.

One writer keeps SQLite free of "database is locked" (architecture §9), and a channel that hangs holds its own
threads only.
"""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from qianshao.channels.adapters.base import Adapter, Envelope, Outcome
from qianshao.channels.ticks.claim import Claimed

#: Hung threads of one channel that may exist at once; then it gets no more until one returns.
MOST_HUNG = 4


@dataclass(eq=False)
class Job:
    """One request on its way."""

    channel_id: int
    adapter: Adapter
    claimed: Sequence[Claimed]
    envelopes: Sequence[Envelope]
    ranks: int
    now: datetime
    began: float = field(default_factory=time.monotonic)
    outcomes: list[Outcome] = field(default_factory=list)
    given_up: bool = False


class Line:
    """One channel's threads, made when needed and ended when idle."""

    def __init__(self, done: "queue.SimpleQueue[Job]") -> None:
        self._done = done
        self.out: list[Job] = []
        self.hung: list[Job] = []

    def free(self, lines: int) -> bool:
        """Whether another request may start."""
        return len(self.out) < max(1, lines) and len(self.hung) < MOST_HUNG

    def start(self, job: Job) -> None:
        """Send it in a thread of its own."""
        self.out.append(job)
        threading.Thread(target=self._run, args=(job,), name=f"channel-{job.channel_id}", daemon=True).start()

    def _run(self, job: Job) -> None:
        job.outcomes = job.adapter.deliver(job.envelopes, job.now)
        self._done.put(job)

    def finish(self, job: Job) -> None:
        """The job came back, in time or late."""
        for jobs in (self.out, self.hung):
            if job in jobs:
                jobs.remove(job)

    def give_up(self, longest_s: float) -> list[Job]:
        """Jobs out for longer than ``longest_s``: their messages go elsewhere, their thread is left behind."""
        lost = [job for job in self.out if time.monotonic() - job.began > longest_s]
        for job in lost:
            job.given_up = True
            self.out.remove(job)
            self.hung.append(job)
        return lost
