"""What the plans are computed from: villages of the scope with their people, records of the registry as points."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import short_name
from qianshao.divisions.selectors import divisions
from qianshao.geo.measure import distance_m
from qianshao.registry.models import Record
from qianshao.resources.planning.population import residents
from qianshao.resources.planning.rules import Spot, Village
from qianshao.resources.planning.rules.circles import BRIGADE, MICRO

_TOWN = 16
#: Kinds of group ``fire`` that move like a brigade, and the slower ones; hydrants move nowhere.
BRIGADES, MICROS = frozenset({"fire_station", "fire_town"}), frozenset({"fire_micro"})
#: Kinds that hold goods of the county's own; firms with an agreement are no reserve points.
STORES = ("store", "point")
#: About 1.2 km of latitude: beyond it no risk point is measured.
_DEGREES = 0.06


def villages(scope: Scope, under: str = "") -> list[Village]:
    """Villages of the scope: their people, and the middle of their homes where the seat is not known."""
    people = residents(scope)
    found = []
    for row in divisions(scope, level=Level.VILLAGE, under=under).filter(valid_to__isnull=True):
        count, lon, lat = people.get(row.path, (0, None, None))
        if row.lon is not None and row.lat is not None:
            lon, lat = row.lon, row.lat
        found.append(Village(row.path, short_name(row.name), count, lon, lat, row.path[:_TOWN]))
    return found


def _records(scope: Scope, group: str) -> Any:
    """Living records of a group, in a fixed order."""
    return Record.objects.within(scope).filter(state="active", kind__group=group).order_by("pk")


def stores(scope: Scope) -> list[Spot]:
    """Warehouses and points of the registry."""
    rows = _records(scope, "store").filter(kind__code__in=STORES)
    return [Spot(f"r{r.pk}", r.name, r.lon, r.lat, at=r.division_path) for r in rows]


def stations(scope: Scope) -> list[Spot]:
    """Fire stations, township teams and micro stations of the registry."""
    rows = _records(scope, "fire").filter(kind__code__in=BRIGADES | MICROS).select_related("kind")
    return [
        Spot(f"r{r.pk}", r.name, r.lon, r.lat, at=r.division_path, kind=BRIGADE if r.kind.code in BRIGADES else MICRO)
        for r in rows
    ]


def sites(scope: Scope, found: Sequence[Village], name: str, metres: float) -> list[Spot]:
    """One site in every village; barred where a red risk point is nearer than ``metres``.

    ``name``: what a point there is called, with ``{village}``.
    """
    red = [
        (r.name, r.lon, r.lat)
        for r in _records(scope, "risk").filter(grade="red", lon__isnull=False, lat__isnull=False)
    ]
    return [Spot(v.id, name.format(village=v.name), v.lon, v.lat, _barred(v, red, metres), at=v.id) for v in found]


def _barred(village: Village, red: Sequence[tuple[str, float, float]], metres: float) -> str:
    if village.lon is None or village.lat is None:
        return ""
    for name, lon, lat in red:
        if abs(lon - village.lon) > _DEGREES or abs(lat - village.lat) > _DEGREES:
            continue
        away = distance_m(village.lon, village.lat, lon, lat)
        if away < metres:
            return _("离红色风险点{name}只有 {m} 米").format(name=name, m=round(away))
    return ""
