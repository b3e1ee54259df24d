"""Pure decisions of the room: facts and ``now`` in, a result out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from qianshao.core.clock import BEIJING

#: How long a claimed message belongs to its sender, seconds; must exceed every time limit of an adapter.
LEASE_S = 30.0
#: Temporary failures of one message before it is given up.
MAX_TRIES = 12
#: Batches in a row that fail before a channel is left alone for a while.
BREAK_AFTER = 3
#: A channel that keeps failing is tried again after 5, 10, 20 … seconds, at most this.
LONGEST_BREAK_S = 60.0
#: Callbacks are valid this long around our own time.
CALLBACK_WINDOW = timedelta(minutes=5)
#: A batch still out after this long is given up: the line is hung (G-F3: next channel within 15 s).
HANG_S = 12.0


class ChannelFacts(Protocol):
    """What the order of channels depends on."""

    @property
    def priority(self) -> int:
        """The smaller goes first."""

    @property
    def open_until(self) -> datetime | None:
        """Breaker: not used before."""

    @property
    def hours_from(self) -> time | None:
        """Beijing time."""

    @property
    def hours_to(self) -> time | None:
        """Beijing time."""


def within_hours(now: datetime, start: time | None, end: time | None) -> bool:
    """Whether a channel may be used now. ``start`` after ``end`` spans midnight; none set: always."""
    if start is None or end is None or start == end:
        return True
    here = now.astimezone(BEIJING).time()
    return start <= here < end if start < end else here >= start or here < end


def usable(channel: ChannelFacts, now: datetime) -> bool:
    """Whether the breaker is closed (or its time is over) and the hour is right."""
    resting = channel.open_until is not None and channel.open_until > now
    return not resting and within_hours(now, channel.hours_from, channel.hours_to)


def backoff(tries: int) -> timedelta:
    """How long a message rests after every channel of its kind has failed it: 2, 4, 8 … 60 s."""
    return timedelta(seconds=min(2.0 ** min(tries, 6), 60.0))


def break_for(failures: int) -> timedelta | None:
    """How long a channel rests after ``failures`` failed batches in a row; None: not yet."""
    if failures < BREAK_AFTER:
        return None
    return timedelta(seconds=min(5.0 * 2 ** min(failures - BREAK_AFTER, 8), LONGEST_BREAK_S))


@dataclass(frozen=True)
class Allowance:
    """How many messages may go now, and when the channel is free again."""

    count: int
    free_at: datetime | None


def allowance(now: datetime, free_at: datetime | None, rate: float, want: int) -> Allowance:
    """The rate limit (GCRA): one second's worth may go at once, then ``rate`` per second. 0 = no limit.

    The state is one moment, kept in the channel's row, so that engines share it and a restart keeps it.
    """
    if rate <= 0:
        return Allowance(want, free_at)
    burst = timedelta(seconds=max(1.0, 1.0 / rate))
    base = now - burst
    # A moment in the far future means the clock jumped back: start afresh rather than stand still.
    if free_at is None or free_at < base or free_at > now + 2 * burst:
        free_at = base
    count = min(want, int((now - free_at).total_seconds() * rate + 1e-6))
    return Allowance(count, free_at + timedelta(seconds=count / rate)) if count > 0 else Allowance(0, free_at)


def left_today(now: datetime, cap: int, sent_on: "object", sent_today: int) -> int | None:
    """Messages left of a daily cap (Beijing day); None: no cap."""
    if cap <= 0:
        return None
    today = now.astimezone(BEIJING).date()
    return max(0, cap - (sent_today if sent_on == today else 0))


@dataclass(frozen=True)
class Retry:
    """What becomes of a message that could not be sent this time."""

    final: bool
    hop: int
    due_at: datetime


def after_failure(now: datetime, *, tries: int, hop: int, channels: int, not_after: datetime) -> Retry:
    """The next channel at once; after a full circle of ``channels``, a rest; in the end, failed."""
    hop += 1
    circle_done = hop % max(channels, 1) == 0
    due = now + backoff(tries) if circle_done else now
    return Retry(final=tries >= MAX_TRIES or due >= not_after, hop=hop, due_at=due)


def in_order(channels: Sequence[ChannelFacts]) -> list[ChannelFacts]:
    """The channels of one kind as they take turns: by priority, equal ones as given."""
    return sorted(channels, key=lambda c: c.priority)
