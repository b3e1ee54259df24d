"""What happened in a county in the half year before the story: many short histories, told in the order of time."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice

from qianshao.core.units import group

#: Deeds that are committed together: a commit is an fsync.
_TOGETHER = 200
Deed = Callable[[datetime], object]
_Note = tuple[datetime, int, Deed, bool]
#: Slots of a day: from nine hours before the hour of the story to two, so that what runs in whole days from one of
#: them never comes due while the story plays.
_FIRST_HOURS, SLOTS = 9, 8


@dataclass
class Diary:
    """Deeds with their moments. ``now``: when the story begins."""

    now: datetime
    _deeds: list[_Note] = field(default_factory=list)

    def moment(self, days_ago: float, slot: int = 0) -> datetime:
        """So many days before the story (negative: after it), in one of the day's eight slots."""
        return self.now - timedelta(days=days_ago, hours=_FIRST_HOURS - slot % SLOTS)

    def put(self, days_ago: float, slot: int, deed: Deed, *, alone: bool = False) -> None:
        """Note a deed; two of one moment happen in the order in which they were noted. ``alone``: its verbs commit
        by themselves.
        """
        self._deeds.append((self.moment(days_ago, slot), len(self._deeds), deed, alone))

    def play(self) -> int:
        """Do all of it, the oldest first; returns how many deeds there were."""
        deeds, self._deeds = sorted(self._deeds, key=lambda one: one[:2]), []
        for is_alone, part in groupby(deeds, key=lambda one: one[3]):
            for some in _batched(part, _TOGETHER):
                with nullcontext() if is_alone else group():
                    for moment, _order, deed, _alone in some:
                        deed(moment)
        return len(deeds)


def _batched(items: "Iterator[_Note]", size: int) -> "Iterator[list[_Note]]":
    """The next ``size`` at a time."""
    while some := list(islice(items, size)):
        yield some
