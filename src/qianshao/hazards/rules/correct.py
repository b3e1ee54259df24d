"""Whether a hazard's area, place and position may be corrected. Pure: facts in, a code of what is wrong out."""

import math
from dataclasses import dataclass
from uuid import UUID

from qianshao.hazards.rules.ledger import COUNTY_PATH

#: Depth of a township in a path of divisions.
TOWN_PATH = 16
#: Degrees within which two positions are one: about a metre.
_SAME_DEGREES = 0.00001


@dataclass(frozen=True)
class Where:
    """Where a hazard is: all of it each time it is written. ``place_uid``: of a registered place."""

    division_path: str
    place_name: str = ""
    address: str = ""
    place_uid: UUID | None = None
    lon: float | None = None
    lat: float | None = None


def is_moved(before: Where, after: Where) -> bool:
    """Whether the area or the position is another: then those who stand by are asked anew."""
    return before.division_path != after.division_path or not same_spot(before, after)


def same_spot(one: Where, other: Where) -> bool:
    """Whether two positions are one, within what a form shows of them; none is the same as none."""
    pairs = ((one.lon, other.lon), (one.lat, other.lat))
    return all(a == b if a is None or b is None else abs(a - b) < _SAME_DEGREES for a, b in pairs)


def crosses_town(before: str, after: str) -> bool:
    """Whether the township that has it has it no more; what was known to the county only belonged to none."""
    return not after.startswith(before[:TOWN_PATH])


def spot_fault(where: Where) -> str:
    """A position is on earth and whole, or there is none."""
    pair = (where.lon, where.lat)
    if None in pair:
        return "" if pair == (None, None) else "half_spot"
    on_earth = all(
        value is not None and math.isfinite(value) and abs(value) <= most
        for value, most in zip(pair, (180, 90), strict=True)
    )
    return "" if on_earth else "no_spot"


def correct_fault(before: Where, after: Where, *, has_project: bool, has_whistle: bool) -> str:
    """Why a correction cannot be: it says nothing new, the number counts in another county, or what hangs on the
    hazard belongs to the township that has it.
    """
    if before == after or (not is_moved(before, after) and _named(before) == _named(after)):
        return "same_place"
    if before.division_path[:COUNTY_PATH] != after.division_path[:COUNTY_PATH]:
        return "other_county"
    if not crosses_town(before.division_path, after.division_path):
        return ""
    return "works_stay" if has_project else "whistle_stay" if has_whistle else ""


def _named(where: Where) -> tuple[object, ...]:
    return where.place_name, where.address, where.place_uid
