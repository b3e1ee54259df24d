"""Where an alert applies, from its stored pieces only: geometry, division paths, and what is wrong with it.

No default area: a piece that cannot be understood is dropped with a note, and when none is left there is no area.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext as _

from qianshao.alerts.models import Alert, AlertArea
from qianshao.alerts.rules import Stop
from qianshao.alerts.states import AreaKind
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.divisions.rules import ancestors
from qianshao.divisions.selectors import site_county
from qianshao.geo.circle import circle
from qianshao.geo.geojson import full_code, load
from qianshao.geo.sanity import findings

_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError)


@dataclass(frozen=True)
class Covered:
    """The usable area: a geometry, whole divisions by path, or both. ``pieces``: how many were usable."""

    home: Division
    geometry: shapely.Geometry | None = None
    paths: tuple[str, ...] = ()
    pieces: int = 0
    faults: tuple[Stop, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether anybody may be looked for in it."""
        return self.pieces > 0 and not self.faults and (self.geometry is not None or bool(self.paths))


@dataclass
class _Pieces:
    shapes: list[shapely.Geometry] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    faults: list[Stop] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outside: int = 0


def home_of(scope: Scope) -> Division:
    """The area whose alerts a person handles: their own county or, below it, their own unit.

    Raises:
        Invalid: the site has no divisions yet.
    """
    rows = Division.objects.unscoped("the area of one's own unit")
    for path in scope.paths:
        found: Division | None = (
            rows.filter(path__in=ancestors(path), level__gte=Level.COUNTY).order_by("-path").first()
        )
        if found is not None:
            return found
    county = site_county()
    if county is None:
        raise Invalid("alert.no_county", _("还没有导入行政区划，不能接收预警。"))
    return county


def covered_area(alert: Alert) -> Covered:
    """The area of a stored alert, within its home area."""
    home: Division = Division.objects.unscoped("home of a scoped alert").get(path=alert.division_path)
    boundary = load(home.boundary) if home.boundary else None
    rows = list(alert.areas.all())
    found = _Pieces()
    for row in rows:
        if row.kind == AreaKind.CODE:
            continue
        _take_shape(row, boundary, found)
    _take_codes([row for row in rows if row.kind == AreaKind.CODE], home, found)
    pieces = len(found.shapes) + len(found.paths)
    if not pieces and found.outside and not found.faults:
        return Covered(home, pieces=found.outside, faults=(Stop("outside"),), notes=tuple(found.notes))
    if found.outside:
        found.notes.append(_("有 {count} 片区域在本辖区以外，那里由当地叫应。").format(count=found.outside))
    return Covered(
        home, _union(found.shapes, boundary), _outer(found.paths), pieces, tuple(found.faults), tuple(found.notes)
    )


def _take_shape(row: AlertArea, boundary: shapely.Geometry | None, found: _Pieces) -> None:
    area = _shape(row)
    if area is None:
        found.faults.append(Stop("broken_area"))
        found.shapes.append(shapely.Polygon())
        return
    if area.is_empty and row.kind == AreaKind.CIRCLE:
        found.notes.append(_("“{name}”只是一个点，没有范围。").format(name=row))
        return
    wrong = findings(area, boundary)
    stops = [one for one in wrong if one.stops]
    if [one.code for one in stops] == ["outside"]:
        found.outside += 1
        return
    found.faults += [Stop(one.code, given=one.sentence) for one in stops]
    found.notes += [one.sentence for one in wrong if not one.stops]
    found.shapes.append(area)


def is_sound(row: AlertArea) -> bool:
    """Whether a piece may be used as it is: a code, or a shape without a fault."""
    area = None if row.kind == AreaKind.CODE else _shape(row)
    return row.kind == AreaKind.CODE or (area is not None and not any(one.stops for one in findings(area)))


def _shape(row: AlertArea) -> shapely.Geometry | None:
    """The piece as a geometry; None when what is stored cannot be read any more."""
    try:
        if row.kind == AreaKind.CIRCLE:
            return circle(row.lon or 0.0, row.lat or 0.0, row.radius_km or 0.0)
        return load(row.geometry or {})
    except _UNREADABLE:
        return None


def _take_codes(rows: Iterable[AlertArea], home: Division, found: _Pieces) -> None:
    """Codes to paths: below home as they are, above home the part that is home, anything else is outside."""
    codes = {row.code: full_code(row.code.strip()) for row in rows}
    known = dict(
        Division.objects.unscoped("codes of divisions are public")
        .filter(code__in=[code for code in codes.values() if code], valid_to__isnull=True)
        .values_list("code", "path")
    )
    for given, code in codes.items():
        path = known.get(code or "")
        if path is None:
            ours = bool(code) and str(code)[:6] == home.code[:6]
            found.outside += not ours
            if ours:
                found.notes.append(_("区划代码 {code} 不在本县的区划表里。").format(code=given))
        elif path.startswith(home.path):
            found.paths.append(path)
        elif home.path.startswith(path):
            found.paths.append(home.path)
        else:
            found.outside += 1


def _union(shapes: list[shapely.Geometry], boundary: shapely.Geometry | None) -> shapely.Geometry | None:
    """All shapes together, cut at the home boundary: nobody is called outside one's own area."""
    valid = [one for one in shapes if one.is_valid and not one.is_empty]
    if not valid:
        return None
    whole = shapely.union_all(valid)
    inside = whole if boundary is None else shapely.intersection(whole, boundary)
    parts = [one for one in shapely.get_parts(inside) if one.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else None


def _outer(paths: Iterable[str]) -> tuple[str, ...]:
    """Without those inside another one."""
    unique = sorted(set(paths))
    return tuple(p for p in unique if not any(p != q and p.startswith(q) for q in unique))
