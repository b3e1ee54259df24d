"""Who and what stands in an area drawn by hand, by kind, with sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from qianshao.core import sql
from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import divisions, names_of
from qianshao.geo.geojson import load
from qianshao.geo.measure import GEOD, area_km2
from qianshao.geo.refine import keys_in
from qianshao.geo.sql import keys_within
from qianshao.hazards.selectors import open_dangers
from qianshao.onemap.links import address
from qianshao.onemap.selectors.points import condition, where
from qianshao.onemap.sources import GROUPS, HOUSEHOLDS, SHELTERS, Source, source
from qianshao.people.selectors import zones_with_counts
from qianshao.places.occupancy import occupied
from qianshao.places.selectors import shelters_by_id

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of a list: what, a few words, its page."""

    name: str
    words: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of thing in the area: how many, the sums worth saying, the first of them."""

    label: str
    icon: str
    n: int
    sums: tuple[tuple[str, int], ...] = ()
    things: tuple[Thing, ...] = ()

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.n - len(self.things) if self.things else 0


@dataclass(frozen=True, slots=True)
class Inside:
    """The answer: the size of the area, what is in it, which villages and zones the next step concerns."""

    km2: float
    perimeter_km: float
    sections: tuple[Section, ...]
    villages: tuple[tuple[str, str], ...] = ()
    zones: tuple[int, ...] = ()
    middle: tuple[float, float] = (0.0, 0.0)
    facts: Mapping[str, int] = field(default_factory=dict)


def inside(scope: Scope, area: BaseGeometry, *, now: datetime) -> Inside:
    """Everything the person may see in the area; a point on its boundary counts."""
    found = [_villages(scope, area), _households(scope, area), _shelters(scope, area), _dangers(scope, area)]
    zones, ids = _zones(scope, area)
    sections = [section for section, _more in (*found, (zones, ())) if section is not None and section.n]
    sections += _registry(scope, area, now)
    middle = area.representative_point()
    return Inside(
        km2=area_km2(area),
        perimeter_km=_perimeter_km(area),
        sections=tuple(sections),
        villages=tuple(found[0][1]),
        zones=ids,
        middle=(round(middle.x, 6), round(middle.y, 6)),
    )


Found = tuple[Section | None, tuple[tuple[str, str], ...]]


def _perimeter_km(area: BaseGeometry) -> float:
    _size, metres = GEOD.geometry_area_perimeter(shapely.orient_polygons(area))
    return float(metres) / 1000


def _villages(scope: Scope, area: BaseGeometry) -> Found:
    """Villages whose seat lies in the area."""
    rows = divisions(scope, level=Level.VILLAGE).filter(lon__isnull=False, lat__isnull=False, valid_to__isnull=True)
    seats = list(rows.values_list("code", "name", "lon", "lat", "path"))
    chosen = keys_in(area, [(row, row[2], row[3]) for row in seats])
    towns = names_of({row[4][:-4] for row in chosen})
    things = tuple(Thing(row[1], towns.get(row[4][:-4], "")) for row in chosen[:SHOWN])
    section = Section(_("村（社区）"), "building-community", len(chosen), (), things)
    return section, tuple((str(row[0]), str(row[1])) for row in chosen if row[0])


def _keys(scope: Scope, one: Source, area: BaseGeometry) -> list[int]:
    if not scope.may(one.action):
        return []
    return sorted(keys_within(connection, area, one.table, condition(scope, one)))


def _households(scope: Scope, area: BaseGeometry) -> Found:
    """Counts only: who lives there is a page of its own, with its own rules."""
    ids = _keys(scope, HOUSEHOLDS, area)
    if not ids:
        return None, ()
    row = sql.fetch_all(
        "SELECT COALESCE(SUM(t.members_count), 0), SUM(CASE WHEN t.needs = '' THEN 0 ELSE 1 END) "
        f"FROM {sql.ids_table()} JOIN people_household AS t ON t.id = wanted.id",
        (sql.ids_param(ids),),
    )[0]
    sums = ((_("人"), int(row[0])), (_("有特殊情况的户"), int(row[1])))
    return Section(_("住户"), "home", len(ids), sums), ()


def _shelters(scope: Scope, area: BaseGeometry) -> Found:
    ids = _keys(scope, SHELTERS, area)
    if not ids:
        return None, ()
    rows = sorted(shelters_by_id(scope, ids).values(), key=lambda row: (row.name, row.pk))
    counts = occupied(where(scope, SHELTERS.action))
    sums = (
        (_("可容人数"), sum(row.capacity for row in rows)),
        (_("在内人数"), sum(counts.get(row.pk, 0) for row in rows)),
    )
    things = tuple(
        Thing(row.name, f"{counts.get(row.pk, 0)} / {row.capacity}", reverse("places:shelter", args=[row.pk]))
        for row in rows[:SHOWN]
    )
    return Section(_("安置点"), "home-shield", len(rows), sums, things), ()


def _dangers(scope: Scope, area: BaseGeometry) -> Found:
    if not scope.may("hazards.view"):
        return None, ()
    rows = open_dangers(where(scope, "hazards.view")).filter(lon__isnull=False)
    chosen = keys_in(area, [(row, row.lon, row.lat) for row in rows])
    things = tuple(
        Thing(row.kind_name, "", reverse("hazards:danger", args=[row.pk]), "bad") for row in chosen[:SHOWN]
    )
    trapped = sum(row.trapped or 0 for row in chosen)
    sums = ((_("受困人数"), trapped),) if trapped else ()
    return Section(_("险情"), "alert-triangle", len(chosen), sums, things), ()


def _zones(scope: Scope, area: BaseGeometry) -> tuple[Section | None, tuple[int, ...]]:
    if not scope.may("people.view"):
        return None, ()
    rows = [row for row in zones_with_counts(where(scope, "people.view")) if row.polygon]
    rows = [row for row in rows if load(row.polygon).intersects(area)]
    things = tuple(Thing(z.name, _("{n} 户").format(n=z.homes), reverse("people:zone", args=[z.pk])) for z in rows)
    sums = ((_("区内人数"), sum(row.people for row in rows)),)
    return Section(_("危险区"), "polygon", len(rows), sums, things[:SHOWN]), tuple(row.pk for row in rows)


def _registry(scope: Scope, area: BaseGeometry, now: datetime) -> list[Section]:
    """A section for each kind of record, in the order of groups; sums of the numbers its fields hold."""
    if not apps.is_installed("qianshao.registry"):
        return []
    sections: list[Section] = []
    for group in GROUPS:
        one = source(group)
        ids = _keys(scope, one, area) if one else []
        if one and ids:
            sections += _by_kind(ids, one, now)
    return sections


def _by_kind(ids: list[int], one: Source, now: datetime) -> list[Section]:
    rows: list[Any] = sql.fetch_all(
        "SELECT k.name, t.id, t.name, t.next_check_at "
        f"FROM {sql.ids_table()} JOIN registry_record AS t ON t.id = wanted.id "
        'JOIN registry_kind AS k ON k.id = t.kind_id ORDER BY k."order", k.id, t.name, t.id',
        (sql.ids_param(ids),),
    )
    kinds: dict[str, list[Thing]] = {}
    for kind, key, name, due in rows:
        due = sql.read_time(due)
        words = _("该核实了") if due is not None and due < now else ""
        url = address(one.url, key)
        kinds.setdefault(str(kind), []).append(Thing(str(name), words, url, "wait" if words else ""))
    return [Section(kind, one.icon, len(all_), (), tuple(all_[:SHOWN])) for kind, all_ in kinds.items()]
