"""What strangers may know, read field by field from the rooms that hold it. No row leaves this file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qianshao.alerts.selectors import alerts, in_force
from qianshao.alerts.states import AlertState
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.core.text import without_personal
from qianshao.divisions.choices import places
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors, short_name
from qianshao.divisions.selectors import division_by_code, divisions, seats_of, site_county
from qianshao.geo.measure import distance_m
from qianshao.journal.kinds import all_kinds
from qianshao.journal.selectors import entries
from qianshao.places.occupancy import occupied
from qianshao.places.selectors import ShelterQuery, shelter, shelters_in
from qianshao.places.states import ShelterState
from qianshao.public.models import DutyLine
from qianshao.public.rules import Spot, line_fault
from qianshao.registry.selectors import group_words, public_records

WHOLE = Scope.everything("public pages show what is public, whoever asks")
#: Rooms whose entries may change what a public page shows.
ROOMS = ("alerts.", "places.", "public.", "divisions.", "registry.")
MOST_REFUGES = 40
MOST_PAST = 60
MOST_TEAMS = 60
#: What of the register strangers are told about, in this order; a kind or a record may still be kept inside.
GROUPS = ("team", "service", "fire", "store")


@dataclass(frozen=True)
class Refuge:
    """A shelter as strangers see it; never its keeper. ``free``: places left, None unless it is open."""

    id: int
    name: str
    place: str
    address: str
    state: str
    capacity: int
    free: int | None
    threats: tuple[str, ...]
    lon: float | None
    lat: float | None
    metres: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether people may come now."""
        return self.state == ShelterState.OPEN

    @property
    def is_full(self) -> bool:
        """Whether it takes nobody more."""
        return self.state == ShelterState.FULL

    @property
    def geo(self) -> str:
        """``geo:`` address that a phone opens in its own map."""
        return f"geo:{self.lat:.6f},{self.lon:.6f}?q={self.lat:.6f},{self.lon:.6f}" if self.lat is not None else ""

    @property
    def far(self) -> str:
        """The straight distance in words."""
        if self.metres is None:
            return ""
        if self.metres < 1000:
            return _("直线 {n} 米").format(n=int(max(10, round(self.metres, -1))))
        return _("直线 {n} 公里").format(n=f"{self.metres / 1000:.1f}")


@dataclass(frozen=True)
class Area:
    """Where somebody says they are: a town or village."""

    code: str
    path: str
    name: str
    spot: Spot | None


@dataclass(frozen=True)
class Notice:
    """A released alert as strangers see it; never who wrote or released it."""

    colour: str
    title: str
    sender: str
    sent: datetime
    expires: datetime | None
    ended: datetime | None
    state: Any
    words: str
    advice: str
    where: tuple[str, ...]


def concerns_public(after: int) -> bool:
    """Whether the journal has an entry behind that number which may change a public page."""
    kinds = tuple(code for code in all_kinds() if code.startswith(ROOMS))
    return bool(entries(WHOLE, kinds=kinds, after_id=after).exists())


def area_by_code(code: str) -> Area:
    """A living town or village of the site.

    Raises:
        NotFound: no such area.
    """
    found = division_by_code(WHOLE, code)
    if found.level not in (Level.TOWNSHIP, Level.VILLAGE):
        raise NotFound("division.unknown", _("没有找到这个地方。"))
    seats = seats_of(ancestors(found.path))
    seat = next((seats[path] for path in (found.path, found.path[:-4]) if path in seats), None)
    return Area(found.code, found.path, places([found.path])[found.path], Spot(*seat) if seat else None)


def towns() -> list[tuple[str, str]]:
    """Codes and names of the county's towns, to pick from."""
    return _below(Level.TOWNSHIP, _county_path())


def villages(area: Area) -> list[tuple[str, str]]:
    """Codes and names of the villages of the area's town."""
    steps = [step for step in ancestors(area.path) if len(step) // 4 <= Level.TOWNSHIP]
    return _below(Level.VILLAGE, steps[-1] if steps else area.path)


def _county_path() -> str:
    county = site_county()
    return county.path if county else ""


def _below(level: Level, path: str) -> list[tuple[str, str]]:
    rows = divisions(WHOLE, level=level, under=path).filter(valid_to__isnull=True).exclude(code="")
    return [(code, short_name(name)) for code, name in rows.values_list("code", "name")]


def refuges(spot: Spot | None = None, *, under: str = "") -> list[Refuge]:
    """Shelters people may be sent to, nearest to ``spot`` first, else by area; never those that cannot be used."""
    rows = list(shelters_in(WHOLE, ShelterQuery(under=under or _county_path())).exclude(state=ShelterState.CLOSED))
    people, where = occupied(WHOLE), places([row.division_path for row in rows])
    found = [_refuge(row, where[row.division_path], people.get(row.pk, 0), spot) for row in rows]
    if spot:
        found.sort(key=lambda one: (one.metres is None, one.metres or 0.0, one.id))
    return found


def refuge(shelter_id: int) -> Refuge:
    """One shelter, whatever its state.

    Raises:
        NotFound: none such, or given up.
    """
    row = shelter(WHOLE, shelter_id)
    if not row.is_active:
        raise NotFound("shelter.unknown", _("没有找到这个安置点，可能已经撤销。"))
    return _refuge(row, places([row.division_path])[row.division_path], occupied(WHOLE).get(row.pk, 0), None)


def _refuge(row: Any, place: str, people: int, spot: Spot | None) -> Refuge:
    full = row.state == ShelterState.OPEN and people >= row.capacity
    state = ShelterState.FULL if full else row.state
    known = row.lon is not None and row.lat is not None
    return Refuge(
        id=row.pk,
        name=row.name,
        place=place,
        address=without_personal(row.address),
        state=state,
        capacity=row.capacity,
        free=row.capacity - people if state == ShelterState.OPEN else None,
        threats=tuple(row.threat_words),
        lon=row.lon,
        lat=row.lat,
        metres=distance_m(spot.lon, spot.lat, row.lon, row.lat) if spot and known else None,
    )


def notices_now(now: datetime) -> list[Notice]:
    """Warnings in force, gravest first."""
    grave = ("red", "orange", "yellow", "blue")
    rows = _for_everybody(in_force(WHOLE, now))
    found = [_notice(row) for row in rows]
    return sorted(found, key=lambda one: grave.index(one.colour) if one.colour in grave else len(grave))


def notices_past(now: datetime) -> list[Notice]:
    """Warnings that are over, the newest first."""
    over = alerts(WHOLE, state="ended").filter(released_at__isnull=False).exclude(state=AlertState.WITHDRAWN)
    late = alerts(WHOLE, state=AlertState.RELEASED).filter(expires__lte=now)  # the ticker marks them in a moment
    rows = [*_for_everybody(over.exclude(msg_type="Cancel"))[:MOST_PAST], *_for_everybody(late)[:MOST_PAST]]
    return sorted((_notice(row) for row in rows), key=lambda one: one.sent, reverse=True)[:MOST_PAST]


def _for_everybody(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Only what was released to the public; a drill would frighten whoever cannot know that it is one."""
    return rows.filter(scope="Public", status="Actual", is_drill=False).prefetch_related("areas")


def _notice(row: Any) -> Notice:
    return Notice(
        colour=row.colour,
        title=without_personal(row.headline or row.event),
        sender=without_personal(row.sender_name),
        sent=row.sent,
        expires=row.expires,
        ended=row.ended_at,
        state=row.state_label,
        words=without_personal(row.description),
        advice=without_personal(row.instruction),
        where=tuple(without_personal(area.description) for area in row.areas.all() if area.description)[:12],
    )


@dataclass(frozen=True)
class Line:
    """An office's telephone as strangers see it."""

    name: str
    place: str
    phone: str
    hours: str
    path: str

    @property
    def dial(self) -> str:
        """For ``tel:``."""
        return self.phone.replace(" ", "")


def lines_for_all(area: Area | None = None) -> list[Line]:
    """The offices' telephones: of the area and those above it, nearest first; without an area all of them."""
    rows = DutyLine.objects.unscoped("duty lines are public").filter(is_active=True)
    if area:
        rows = rows.filter(division_path__in=ancestors(area.path))
        return _lines(rows.order_by("-division_path", "order", "id"))
    return _lines(rows.order_by("division_path", "order", "id"))


def _lines(rows: Iterable[DutyLine]) -> list[Line]:
    found = list(rows)
    where = places([row.division_path for row in found])
    return [Line(row.name, where[row.division_path], row.phone, row.hours, row.division_path) for row in found]


@dataclass(frozen=True)
class Team:
    """A team or station as strangers see it. ``facts``: (label, value, what to dial or nothing)."""

    kind: str
    name: str
    place: str
    address: str
    facts: tuple[tuple[str, str, str], ...]


def teams(area: Area | None = None) -> list[tuple[Any, list[Team], int]]:
    """By group: its name, the first of its public records in the area, and how many there are."""
    found = []
    for group in GROUPS:
        rows = list(public_records(group, area.path if area else _county_path()))
        if rows:
            where = places([row.division_path for row in rows[:MOST_TEAMS]])
            shown = [_team(row, where[row.division_path]) for row in rows[:MOST_TEAMS]]
            found.append((group_words()[group], shown, len(rows)))
    return found


def _team(row: Any, place: str) -> Team:
    facts = [(label, without_personal(value)) for label, value in row.facts]
    told = tuple((label, value, value if _dials(value) else "") for label, value in facts if value != "***")
    return Team(row.kind, without_personal(row.name), place, without_personal(row.address), told)


def _dials(value: str) -> bool:
    return len(value) >= 7 and line_fault(value) is None


def lines(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """The lines somebody at a desk looks after, by area."""
    found = DutyLine.objects.within(scope).filter(subtree(under), is_active=True)
    return found.order_by("division_path", "order", "id")


def line(scope: Scope, line_id: int) -> DutyLine:
    """One of them.

    Raises:
        NotFound: none such in the scope, or taken down.
    """
    found: DutyLine | None = lines(scope).filter(pk=line_id).first()
    if found is None:
        raise NotFound("line.unknown", _("没有找到这个电话，或不在您的辖区。"))
    return found


def poster_areas(scope: Scope, under: str) -> Sequence[Any]:
    """The towns and villages a poster may be printed for."""
    rows = divisions(scope, under=under).filter(level__in=(Level.TOWNSHIP, Level.VILLAGE), valid_to__isnull=True)
    return list(rows.exclude(code=""))
