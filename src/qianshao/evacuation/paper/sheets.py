"""Households of an order as they stand on paper: special needs first, fifteen to a page, a code to scan for each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import segno
from django.utils.safestring import SafeString

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.evacuation.models import Evacuee
from qianshao.evacuation.selectors import people
from qianshao.evacuation.states import AT_THE_DOOR, Whereabouts
from qianshao.people.rules import household_code, household_of_code
from qianshao.people.selectors import needs_by_code
from qianshao.places.selectors import named

PER_PAGE = 15
PREFIX = "QSH:"
#: A village prints its own; a whole county's doors are printed village by village.
MOST_PEOPLE = 12_000


@dataclass
class Home:
    """One household's line."""

    household: int | None
    place: str
    head: str
    address: str
    people: list[Evacuee] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    moves_first: bool = False
    guardian: str = ""
    shelter: str = ""

    @property
    def code(self) -> str:
        """``000W-V``; nothing for somebody of no household."""
        return household_code(self.household) if self.household else ""

    @property
    def qr(self) -> SafeString:
        """The code as a small picture that a phone or a scanner reads."""
        made = segno.make(PREFIX + self.code, error="m", micro=False)
        return SafeString(made.svg_inline(scale=2, border=1, svgclass="qr-s"))

    @property
    def phone(self) -> str:
        """The first phone, masked: paper gets lost."""
        return next((row.masked_phone for row in self.people if row.phone), "")


def read_code(text: str) -> int | None:
    """The household of a code as typed, or as a scanner types the picture."""
    return household_of_code(text.strip().upper().removeprefix(PREFIX))


def door_homes(scope: Scope, order_id: int, *, village: str = "", everybody: bool = False) -> list[Home]:
    """Households with somebody still to be visited; ``everybody``: all of them."""
    states: Collection[str] = () if everybody else AT_THE_DOOR
    rows = people(scope, order_id, states=states, village=village).exclude(state=Whereabouts.STRUCK)
    return _homes(rows[:MOST_PEOPLE])


def register_homes(scope: Scope, order_id: int, shelter_id: int) -> list[Home]:
    """Households that are to come to a shelter, or of whom somebody is there."""
    rows = people(scope, order_id).exclude(state=Whereabouts.STRUCK)
    return _homes(rows.filter(planned_shelter_id=shelter_id) | rows.filter(shelter_id=shelter_id))


def pages(homes: list[Home]) -> list[list[tuple[int, Home]]]:
    """Numbered lines, fifteen to a page."""
    numbered = list(enumerate(homes, start=1))
    return [numbered[start : start + PER_PAGE] for start in range(0, len(numbered), PER_PAGE)]


def _homes(rows: Iterable[Evacuee]) -> list[Home]:
    """Rows gathered by household; those with special needs first, then by place."""
    found: dict[object, Home] = {}
    listed = list(rows)
    where = places(sorted({row.division_path for row in listed}))
    needs = {code: need.name for code, need in needs_by_code().items()}
    shelters = named({row.planned_shelter_id for row in listed if row.planned_shelter_id})
    for row in listed:
        home = found.setdefault(
            row.household_id or row.uid,
            Home(row.household_id, where[row.division_path], row.head_name or row.name, row.address),
        )
        home.people.append(row)
        home.needs += [needs.get(code, code) for code in row.need_codes if needs.get(code, code) not in home.needs]
        home.moves_first |= row.moves_first
        home.guardian = home.guardian or row.guardian_name
        home.shelter = home.shelter or shelters.get(row.planned_shelter_id or 0, "")
    return sorted(found.values(), key=lambda home: (not home.moves_first, home.place, home.household or 0))
