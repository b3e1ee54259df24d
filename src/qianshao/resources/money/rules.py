"""Amounts, matching rates by class of county, sums of a year. Amounts are whole fen.

Clauses S1-005…008 (six categories, 80 % for seven counties, 70 % for the others), rules X-02, X-03. The paper does
not say what the rate is taken of: the base is a figure of each project.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

WAN = 1_000_000
MOST = 10**15


@dataclass(frozen=True, slots=True)
class CountyClass:
    """A class of counties and its rate in percent; without counties it is everybody else's."""

    code: str
    name: str
    percent: int
    counties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matching:
    """A version of the rates, in force from a day on."""

    name: str
    valid_from: date
    classes: tuple[CountyClass, ...]
    source: str = ""

    def class_of(self, county: str) -> CountyClass | None:
        """The class of a county by its code (six digits or more); None where the version has none for it."""
        named = next((c for c in self.classes if county[:6] and county[:6] in c.counties), None)
        return named or next((c for c in self.classes if not c.counties), None)


def in_force(versions: Iterable[Matching], day: date) -> Matching | None:
    """The version in force on a day: the latest that had begun; of two from one day the one added last."""
    begun = [(version.valid_from, n, version) for n, version in enumerate(versions) if version.valid_from <= day]
    return max(begun, key=lambda row: row[:2])[2] if begun else None


def read_matching(given: Mapping[str, Any]) -> Matching:
    """A version from its data."""
    classes = tuple(
        CountyClass(row["code"], row["name"], int(row["percent"]), tuple(row.get("counties", ())))
        for row in given["classes"]
    )
    return Matching(given["name"], given["valid_from"], classes, given.get("source", ""))


def faults(classes: Sequence[CountyClass]) -> str:
    """What is wrong with the classes of a version: percent, twice, rest, code; empty when nothing is."""
    if any(not 0 <= c.percent <= 100 for c in classes):
        return "percent"
    named = [county for c in classes for county in c.counties]
    if len(named) != len(set(named)):
        return "twice"
    if any(not (county.isascii() and county.isdigit() and len(county) == 6) for county in named):
        return "code"
    return "" if sum(not c.counties for c in classes) == 1 else "rest"


def required(base: int, percent: int) -> int:
    """Matching money that must be in place, in fen, rounded half up."""
    return int((Decimal(base) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def share(part: int, whole: int) -> float | None:
    """A part in percent; None of nothing."""
    return part / whole * 100 if whole else None


@dataclass(frozen=True, slots=True)
class Sum:
    """Planned, executed and paid together."""

    planned: int = 0
    executed: int = 0
    paid: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.planned + other.planned, self.executed + other.executed, self.paid + other.paid)

    @property
    def waiting(self) -> int:
        """Executed and not paid yet."""
        return self.executed - self.paid

    @property
    def left(self) -> int:
        """Planned and not executed; none when more was executed."""
        return max(self.planned - self.executed, 0)

    @property
    def over(self) -> int:
        """Executed beyond the plan."""
        return max(self.executed - self.planned, 0)


def sums(rows: Iterable[tuple[str, Sum]]) -> dict[str, Sum]:
    """Sums by key, in order of first appearance."""
    found: dict[str, Sum] = {}
    for key, row in rows:
        found[key] = found.get(key, Sum()) + row
    return found
