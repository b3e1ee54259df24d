"""The only clock. Services and rules take ``now``; only edges (views, ticker, CLI) ask here.

A demonstration may run faster than life: ``DemoClock`` maps real time to story time by an origin and a rate
kept in ``QIANSHAO_HOME/clock.json``, so that every process of one site tells the same time.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""

    @property
    def rate(self) -> float:
        """Story seconds per real second."""


class SystemClock:
    """The machine's own clock."""

    rate = 1.0

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place


@dataclass
class FakeClock:
    """A clock that tests and headless stories move by hand."""

    at: datetime
    rate: float = 1.0

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at

    def advance(self, seconds: float) -> datetime:
        """Move on by ``seconds`` (negative: back) and return the new moment."""
        self.at += timedelta(seconds=seconds)
        return self.at


@dataclass(frozen=True)
class DemoClock:
    """Story time: ``origin`` at real time ``started`` (epoch seconds), then ``rate`` times as fast."""

    origin: datetime
    started: float
    rate: float

    def now(self) -> datetime:
        """The present moment of the story, aware, UTC."""
        return self.origin + timedelta(seconds=(time.time() - self.started) * self.rate)  # noqa: TID251

    def save(self, home: Path) -> None:
        """Write it where every process of the site looks (``clock.json``)."""
        text = json.dumps({"origin": self.origin.isoformat(), "started": self.started, "rate": self.rate})
        (home / "clock.json").write_text(text, encoding="utf-8")

    @classmethod
    def starting(cls, origin: datetime, rate: float) -> "DemoClock":
        """A story that begins at ``origin`` now."""
        return cls(origin, time.time(), rate)  # noqa: TID251

    @classmethod
    def load(cls, home: Path) -> "DemoClock | None":
        """The site's story clock, or None where the site lives in real time."""
        path = home / "clock.json"
        if not path.exists():
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(datetime.fromisoformat(data["origin"]), data["started"], data["rate"])


class _Holder:
    clock: Clock = SystemClock()
    lock = threading.Lock()


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _Holder.clock.now()


def rate() -> float:
    """How many story seconds pass in a real one: 1 except in a demonstration."""
    return _Holder.clock.rate


def install(clock: Clock) -> None:
    """Make ``clock`` the site's clock for the rest of this process."""
    with _Holder.lock:
        _Holder.clock = clock


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Tell the time by ``clock`` inside the block."""
    before = _Holder.clock
    install(clock)
    try:
        yield clock
    finally:
        install(before)
