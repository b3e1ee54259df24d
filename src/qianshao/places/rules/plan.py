"""What the assignment is asked and what it answers: households, sites, a plan."""

from dataclasses import dataclass, field

#: States in which a site is offered to families by the plan; a site standing by has to be opened first.
USABLE = frozenset({"open", "standby"})


@dataclass(frozen=True, slots=True)
class Household:
    """A family. ``special``: how many of its ``people`` need special care. ``threat``: what they flee from.

    ``blocked``: sites they cannot reach or must not be sent to; ``fixed``: the site an officer chose for them.
    ``area``: their village; where a family has no coordinates, the middle of its village stands for it.
    """

    id: int
    people: int
    special: int = 0
    lon: float | None = None
    lat: float | None = None
    threat: str = ""
    blocked: frozenset[int] = frozenset()
    fixed: int | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A shelter with the places that are ``left``; ``special_left`` of them are for special needs."""

    id: int
    left: int
    special_left: int = 0
    lon: float | None = None
    lat: float | None = None
    unsafe_for: frozenset[str] = frozenset()
    state: str = "open"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A family's place. ``metres`` is the straight line, None where a position is unknown.

    ``special_place``: its members with special needs get places made for them.
    """

    household: int
    shelter: int
    people: int
    special: int
    special_place: bool
    metres: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A family without a place, and why."""

    household: int
    people: int
    code: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """Who goes where. ``method``: optimal or greedy; ``limits``: what stood in the way, in sentences.

    ``to_open``: sites of the plan that stand by and must be opened; ``loads``: people by site; ``over``: people
    beyond the places of a site, only ever by officers' own choice. ``person_km``: the sum over people, straight line.
    """

    rows: tuple[Row, ...]
    unplaced: tuple[Unplaced, ...]
    method: str
    limits: tuple[str, ...] = ()
    to_open: tuple[int, ...] = ()
    loads: dict[int, int] = field(default_factory=dict)
    over: dict[int, int] = field(default_factory=dict)
    person_km: float = 0.0
    farthest: int = 0

    @property
    def placed_people(self) -> int:
        """People with a place."""
        return sum(row.people for row in self.rows)

    @property
    def unplaced_people(self) -> int:
        """People without."""
        return sum(row.people for row in self.unplaced)

    @property
    def mean_metres(self) -> int:
        """The average way of a person whose position is known."""
        known = sum(row.people for row in self.rows if row.metres is not None)
        return round(self.person_km * 1000 / known) if known else 0
