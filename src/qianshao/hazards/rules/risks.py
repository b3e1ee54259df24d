"""Decisions about risk points. Pure: the county's rows and what was said in, a colour and the reason out."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.core.clock import BEIJING
from qianshao.hazards.rules.clocks import number
from qianshao.hazards.states.risks import COLOURS, Keeper

Rows = Sequence[Mapping[str, Any]]
_KEEPERS = tuple(Keeper)


@dataclass(frozen=True)
class Assessed:
    """The result: D (null for the matrix), the colour, and what the band is called."""

    score: float | None
    colour: str
    band: str = ""


def lec_fault(given: Mapping[str, float | None], scores: Rows) -> str:
    """L, E and C must each be a value of the county's table."""
    for part in ("L", "E", "C"):
        allowed = {number(row, "value") for row in scores if row.get("part") == part}
        if given.get(part) is None or given[part] not in allowed:
            return "no_score"
    return ""


def by_lec(likelihood: float, exposure: float, consequence: float, bands: Rows) -> Assessed | None:
    """D = L × E × C, and its band: the lower end belongs to it, the upper does not. None: no band holds it."""
    # Products of tenths and halves: rounded, so that 0.1 × 2 × 100 is 20 and stands in the band that begins there.
    score = round(likelihood * exposure * consequence, 6)
    for row in bands:
        least, below = number(row, "least"), number(row, "below")
        if least is not None and least <= score and (below is None or score < below):
            return Assessed(score, str(row["colour"]), str(row.get("name", "")))
    return None


def by_matrix(likelihood: int, consequence: int, cells: Rows) -> Assessed | None:
    """The colour of a cell; None: the county's matrix has no such cell."""
    for row in cells:
        if (number(row, "likelihood"), number(row, "consequence")) == (likelihood, consequence):
            return Assessed(None, str(row["colour"]))
    return None


@dataclass(frozen=True)
class Shown:
    """The colour that is shown, by how many steps it was raised, and by how many open hazards of which grade."""

    colour: str
    base: str
    steps: int = 0
    open_hazards: int = 0
    major: int = 0

    @property
    def is_raised(self) -> bool:
        """Whether it stands worse than it was assessed."""
        return self.colour != self.base


def shown_colour(base: str, rows: Rows, by_grade: Mapping[int, int]) -> Shown:
    """Open hazards weaken the colour: of the county's rows that fit the one that raises most. What nobody has graded
    yet counts as 一般. What was never assessed has no colour to raise.
    """
    total, major = sum(by_grade.values()), by_grade.get(2, 0)
    if base not in COLOURS:
        return Shown(base, base, 0, total, major)
    steps = max((int(number(row, "steps") or 0) for row in rows if _fits(row, total, major)), default=0)
    place = min(COLOURS.index(base) + steps, len(COLOURS) - 1)
    return Shown(COLOURS[place], base, place - COLOURS.index(base), total, major)


def _fits(row: Mapping[str, Any], total: int, major: int) -> bool:
    least = number(row, "least")
    count = {"": total, "1": total - major, "2": major}.get(str(row.get("grade", "")), 0)
    return least is not None and count > 0 and least <= count


def review_due(colour: str, rows: Rows, since: datetime) -> datetime | None:
    """When it must be assessed again; None: the county has not set it. Months are counted from the day in Beijing."""
    months = next((number(row, "months") for row in rows if row.get("code") == colour), None)
    return None if months is None else add_months(since.astimezone(BEIJING), int(months))


def add_months(moment: datetime, months: int) -> datetime:
    """The same day months later, or the last of that month."""
    count = moment.month - 1 + months
    year, month = moment.year + count // 12, count % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def keeper_fault(keeper: str, colour: str, rows: Rows) -> str:
    """Whether the risk is held lower than the county allows for its colour."""
    least = next((str(row.get("level") or "") for row in rows if row.get("code") == colour), "")
    if keeper not in _KEEPERS:
        return "no_keeper"
    if least not in _KEEPERS:
        return ""
    return "low_keeper" if _KEEPERS.index(Keeper(keeper)) < _KEEPERS.index(Keeper(least)) else ""
