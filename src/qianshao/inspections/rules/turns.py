"""When a place is due, and whose it is. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from qianshao.core.clock import BEIJING

T = TypeVar("T")


def turn_of(starts_on: date, every_days: int, today: date) -> date:
    """The first day of the turn that ``today`` lies in; turns follow one another without a gap from ``starts_on``."""
    passed = (today - starts_on).days
    return starts_on + timedelta(days=passed // every_days * every_days)


def end_of_turn(turn: date, every_days: int) -> datetime:
    """The last minute of a turn in Beijing."""
    return datetime.combine(turn + timedelta(days=every_days - 1), time(23, 59), BEIJING)


def nearest(holders: Mapping[str, Sequence[T]], path: str, number: int) -> T | None:
    """Whose task a place is: of the holders in the smallest area around ``path``, one by turns (``number``)."""
    for length in range(len(path), -1, -4):
        if found := holders.get(path[:length]):
            return found[number % len(found)]
    return None
