"""Whether an enterprise has the people for safety that the county's table asks for (安全生产法 24). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Staff:
    """What the register knows; None: nobody has written it down."""

    people: int | None = None
    full: int | None = None
    part: int | None = None
    has_unit: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anybody wrote down who looks after safety."""
        return self.has_unit or self.full is not None or self.part is not None


@dataclass(frozen=True)
class Need:
    """Where more than ``above`` people work: so many full-time, so many full- or part-time."""

    words: str
    above: float
    full: float
    some: float

    def is_met(self, staff: Staff) -> bool:
        """Whether the people on file are enough; a unit for safety is."""
        full, part = staff.full or 0, staff.part or 0
        return staff.has_unit or (full >= self.full and full + part >= self.some)


@dataclass(frozen=True)
class Lack:
    """What is not met; ``is_unknown``: the register does not say enough to tell."""

    words: str
    is_unknown: bool


def lack_of(staff: Staff, needs: Iterable[Need]) -> Lack | None:
    """The hardest need that is not met; None: there are enough, or nothing is asked.

    What an unknown number of people would ask for counts as unknown, not as missing.
    """
    open_still = None
    for need in sorted(needs, key=lambda one: -one.above):
        if need.is_met(staff) or (staff.people is not None and need.above and staff.people <= need.above):
            continue
        if staff.is_known and (staff.people is not None or not need.above):
            return Lack(need.words, is_unknown=False)
        open_still = open_still or Lack(need.words, is_unknown=True)
    return open_still
