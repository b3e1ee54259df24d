"""Decisions about dangers and patrols. Pure: facts and ``now`` in, a result out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qianshao.geo.measure import distance_m
from qianshao.hazards.states.sightings import Trapped

#: Reports this near to each other in place and time may be of one and the same danger.
SAME_METRES = 300.0
SAME_TIME = timedelta(hours=2)
#: A patrol that is this much later than it should be was missed, not just due.
GRACE = 0.5
MOST_TRAPPED = 9999
_CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")


@dataclass(frozen=True)
class Claim:
    """What a report says of trapped people."""

    trapped: Trapped
    count: int | None = None


def read_trapped(given: Any, count: Any = None) -> Claim:
    """Whatever a phone says, understood in favour of the trapped: nonsense is 不清楚, never 没有.

    >>> read_trapped(True), read_trapped(3), read_trapped("no")
    (Claim(trapped=<Trapped.YES: 'yes'>, count=None), Claim(trapped=<Trapped.YES: 'yes'>, count=3), \
Claim(trapped=<Trapped.NO: 'no'>, count=None))
    """
    number = count if isinstance(count, int) and not isinstance(count, bool) else None
    if isinstance(given, int) and not isinstance(given, bool):
        number, given = given, "?" if given < 0 else given > 0
    number = min(number, MOST_TRAPPED) if number is not None and number > 0 else None
    if number:
        return Claim(Trapped.YES, number)
    words = {True: Trapped.YES, False: Trapped.NO, None: Trapped.UNSAID}
    if given is None or isinstance(given, bool):
        return Claim(words[given])
    return Claim(Trapped(given) if isinstance(given, str) and given in set(Trapped) else Trapped.UNKNOWN)


@dataclass(frozen=True)
class Seen:
    """One report, as far as it matters for whether another is the same."""

    id: int
    kind: str
    division_path: str
    at: datetime
    lon: float | None = None
    lat: float | None = None


def may_be_same(one: Seen, other: Seen) -> bool:
    """Whether two reports may be of the same danger: near in time, and near in place whatever the kind; without a
    position, of the same kind in the same village. An officer decides; nothing is put together by itself.
    """
    if one.id == other.id or abs(one.at - other.at) > SAME_TIME:
        return False
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return one.kind == other.kind and one.division_path == other.division_path
    return distance_m(one.lon, one.lat, other.lon, other.lat) <= SAME_METRES


def patrol_state(last: datetime | None, since: datetime, every: timedelta, now: datetime) -> str:
    """Whether a point was looked at in time: done, due, missed; new: never yet, and not yet missed."""
    late = now - (last or since) - every
    if late > every * GRACE:
        return "missed"
    if late >= timedelta(0):
        return "due"
    return "done" if last else "new"


def kind_problems(kinds: Sequence[Mapping[str, str]]) -> list[str]:
    """Codes of what is wrong with a dictionary of dangers: empty, twice, nameless, code."""
    codes = [kind.get("code", "") for kind in kinds]
    names = [kind.get("name", "").strip() for kind in kinds]
    found = [] if kinds else ["empty"]
    found += ["twice"] if len(set(codes)) < len(codes) or len(set(names)) < len(names) else []
    found += ["nameless"] if not all(names) else []
    found += ["code"] if not all(_CODE.fullmatch(code) for code in codes) else []
    return found
