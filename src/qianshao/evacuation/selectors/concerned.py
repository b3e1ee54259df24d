"""Whom an order concerns, before and when it is given: every household of its zones, counted as the ledger counts.

The count that is read and typed before the order is given and the rows that are written use the same SQL. A house
of a zone may stand in the neighbouring village or township: whoever lies outside the order's area is counted apart
and is never silently missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qianshao.core.scope import Scope, end_of, inside
from qianshao.core.sql import fetch_all
from qianshao.divisions.rules import ancestors
from qianshao.evacuation.models import Exposure, Order
from qianshao.evacuation.rules.areas import common_area
from qianshao.people.models import DangerZone, Household, Need

_WHY = "every house of a chosen zone, whoever asks"

#: More people than this under one roof are a data fault; the uid has room for so many.
MOST_HEADS = 9_999

#: Households of the order's zones, by the roster or by the departments' joined list. Parameters: the order, twice.
CHOSEN = (
    "(SELECT household_id, MIN(zone_id) AS zone_id FROM ("
    "SELECT h.id AS household_id, z.id AS zone_id FROM evacuation_orderzone AS z "
    "JOIN people_household AS h ON h.danger_zone_id = z.zone_id WHERE z.order_id = %s "
    "UNION ALL SELECT x.household_id, z.id FROM evacuation_orderzone AS z "
    "JOIN evacuation_exposure AS x ON x.zone_id = z.zone_id WHERE z.order_id = %s AND x.household_id IS NOT NULL"
    ") AS found GROUP BY household_id)"
)
#: People said to live in a household ``h``; at least one.
HEADS = (
    f"CASE WHEN h.members_count < 1 THEN 1 WHEN h.members_count > {MOST_HEADS} THEN {MOST_HEADS} "
    "ELSE h.members_count END"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One zone of an order: households, people, and households that go first."""

    name: str
    homes: int
    people: int
    first: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """Everybody in the zones. ``outside``: those beyond the order's area, who will not be on its ledger."""

    lines: tuple[Line, ...]
    outside: Line

    @property
    def total(self) -> Line:
        """All zones together, inside the area."""
        return Line(
            "",
            sum(line.homes for line in self.lines),
            sum(line.people for line in self.lines),
            sum(line.first for line in self.lines),
        )


def concerned(order: Order) -> Concerned:
    """Count whom the order would put on its ledger, zone by zone."""
    names = {zone.pk: zone.name for zone in order.zones.all()}
    inner: dict[int, list[int]] = {key: [0, 0, 0] for key in names}
    outer = [0, 0, 0]
    for zone, within, *numbers in [*_registered(order), *_unregistered(order)]:
        into = inner[zone] if within else outer
        for place, number in enumerate(numbers):
            into[place] += int(number or 0)
    lines = tuple(Line(names[key], *numbers) for key, numbers in inner.items())
    return Concerned(lines, Line("", *outer))


def _registered(order: Order) -> list[tuple[int, int, int, int, int]]:
    """(zone, inside, households, people, households that go first)."""
    codes = sorted(Need.objects.filter(moves_first=True).values_list("code", flat=True))
    first = " OR ".join(["h.needs LIKE %s"] * len(codes)) or "1 = 0"
    rows = fetch_all(
        "WITH homes AS (SELECT h.id, chosen.zone_id, "
        "CASE WHEN h.division_path >= %s AND h.division_path < %s THEN 1 ELSE 0 END AS within, "
        f"{HEADS} AS heads, CASE WHEN {first} THEN 1 ELSE 0 END AS first "
        f"FROM {CHOSEN} AS chosen JOIN people_household AS h ON h.id = chosen.household_id WHERE h.is_active), "
        "sums AS (SELECT m.household_id, COUNT(*) AS known FROM people_member AS m "
        "JOIN homes ON homes.id = m.household_id GROUP BY m.household_id) "
        "SELECT homes.zone_id, homes.within, COUNT(*), "
        "SUM(CASE WHEN COALESCE(sums.known, 0) > homes.heads THEN sums.known ELSE homes.heads END), "
        "SUM(homes.first) FROM homes LEFT JOIN sums ON sums.household_id = homes.id "
        "GROUP BY homes.zone_id, homes.within",
        [
            order.division_path,
            end_of(order.division_path),
            *[f"%,{code},%" for code in codes],
            order.pk,
            order.pk,
        ],
    )
    return list(rows)


def _unregistered(order: Order) -> list[tuple[int, int, int, int, int]]:
    """People of the joined list whom no household on the roster knows."""
    zones = {zone.zone_id: zone.pk for zone in order.zones.all() if zone.zone_id}
    listed = Exposure.objects.unscoped(_WHY).filter(zone__in=zones, household__isnull=True)
    return [
        (zones[zone], int(inside(path, order.division_path)), 0, min(max(heads, 1), MOST_HEADS), 0)
        for zone, path, heads in listed.values_list("zone_id", "division_path", "heads")
    ]


def area_around(zones: Sequence[DangerZone], scope: Scope, action: str) -> str:
    """The smallest area that holds the zones and every house in them; no wider than ``scope`` allows ``action``."""
    own = common_area(zone.division_path for zone in zones)
    whole = common_area([own, *_house_paths(zones)])
    wider = [path for path in ancestors(own) if len(path) >= len(whole)]
    return next((path for path in wider if scope.may(action, path)), own)


def _house_paths(zones: Iterable[DangerZone]) -> set[str]:
    keys = [zone.pk for zone in zones]
    homes = Household.objects.unscoped(_WHY).filter(danger_zone__in=keys, is_active=True)
    listed = Exposure.objects.unscoped(_WHY).filter(zone__in=keys)
    return {
        *homes.values_list("division_path", flat=True).distinct(),
        *listed.values_list("division_path", flat=True).distinct(),
        *listed.filter(household__is_active=True).values_list("household__division_path", flat=True).distinct(),
    }
