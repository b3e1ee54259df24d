"""What the call-out board shows: plain shapes between selectors and templates."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """The drill-down of one board, as it stands in the address bar.

    Args:
        kind: person or household.
        town, village: division paths, or empty.
        post: post label, or empty.
        state: late, open, door, ended, all; the list shows late and open ones by default.
        by: area or post: what the left table groups by.
        text: part of a name.
        page: from 1.
    """

    kind: str = "person"
    town: str = ""
    village: str = ""
    post: str = ""
    state: str = "open"
    by: str = "area"
    text: str = ""
    page: int = 1

    @property
    def under(self) -> str:
        """The narrowest chosen area."""
        return self.village or self.town


@dataclass(frozen=True, slots=True)
class MapQuery:
    """What the desk's map shows: `fill` is callout, evacuation or empty (by the phase); `on` the layers, None as
    the rooms propose."""

    fill: str = ""
    on: frozenset[str] | None = None


@dataclass(slots=True)
class Tally:
    """How many of a group stand where. `late` of the open ones are over their limit."""

    need: int = 0
    answered: int = 0
    reached: int = 0
    excused: int = 0
    open: int = 0
    late: int = 0
    key_open: int = 0
    oldest: datetime | None = None

    def add(self, other: "Tally") -> None:
        """Add another group's numbers to these."""
        for name in ("need", "answered", "reached", "excused", "open", "late", "key_open"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.oldest and (self.oldest is None or other.oldest < self.oldest):
            self.oldest = other.oldest

    @property
    def done(self) -> int:
        """Accounted for: answered, reached in person or excused."""
        return self.answered + self.reached + self.excused

    @property
    def in_time(self) -> int:
        """Being called and still within the limit."""
        return self.open - self.late


@dataclass(slots=True)
class GroupRow:
    """One line of the left table: a township, a village below it, or a post."""

    key: str
    name: str
    tally: Tally = field(default_factory=Tally)
    level: str = "town"
    selected: bool = False
    longest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step as `ui/ladder.html` draws it: state is done, now or next."""

    mark: str
    name: str
    state: str
    icon: str
    at: datetime | None = None
    called: int = 0
    answered: int = 0
    expected: int = 0
    limit_text: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """One ladder of the call-out with its people: 乡镇干部, 网格员, 住户 …"""

    index: int
    name: str
    kind: str
    tally: Tally
    steps: tuple[LadderStep, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One recipient: who, what was tried, what comes next, by whom and by when.

    `where` is the place again, but empty when the post's own name begins with it.
    """

    id: int
    name: str
    post: str
    place: str
    where: str
    is_key: bool
    phone: str
    attempts: int
    dots: tuple[str, ...]
    reason: str
    next_words: str
    next_who: str
    due_at: datetime | None
    late_at: datetime
    is_late: bool
    state: str
    state_words: str
    tone: str
    ended_at: datetime | None = None
    ended_by: str = ""
    end_words: str = ""
    covered: bool = False
    at_door: bool = False


@dataclass(frozen=True, slots=True)
class CallOutHead:
    """The call-out itself, for lists and headings."""

    id: int
    number: str
    title: str
    brief: str
    colour: str
    hazard: str
    icon: str
    state: str
    state_words: str
    is_live: bool
    is_drill: bool
    started_at: datetime
    started_by: str
    filled: bool
    not_after: datetime
    ended_at: datetime | None
    total: int
    version: int
    area: str
    division_path: str
    cause: tuple[str, int]


@dataclass(frozen=True, slots=True)
class CallOutLine:
    """A call-out in the list, with its numbers."""

    head: CallOutHead
    people: Tally
    households: Tally


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board page shows."""

    head: CallOutHead
    query: BoardQuery
    total: Tally
    audiences: tuple[Audience, ...]
    shown: Audience | None
    kinds: dict[str, Tally]
    median: timedelta | None
    rows: tuple[GroupRow, ...]
    list_title: str
    people: tuple[PersonRow, ...]
    listed: int
    pages: int
    now: datetime
