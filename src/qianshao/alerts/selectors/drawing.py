"""An alert's area drawn on its home: a picture for the page, so that an absurd area is seen before it is released."""

from dataclasses import dataclass

import shapely

from qianshao.alerts.selectors.area import Covered
from qianshao.core.scope import end_of
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.geo.geojson import load
from qianshao.geo.svg import frame_for

WIDTH, HEIGHT = 720.0, 420.0
#: Degrees, about 100 m: less than a pixel at county scale.
_TOLERANCE = 0.001


@dataclass(frozen=True)
class Town:
    """One township: SVG path, name and where the name stands."""

    d: str
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """Townships and the warned area as SVG paths on paper of ``width`` × ``height``."""

    towns: tuple[Town, ...]
    warned: str
    width: float = WIDTH
    height: float = HEIGHT


def drawing_of(covered: Covered) -> Drawing | None:
    """The picture; None when no township or no area has an outline."""
    rows = _outlines(covered.home.path)
    warned = _warned(covered)
    if not rows or warned is None:
        return None
    frame = frame_for([*(area for _name, area in rows), warned], WIDTH, HEIGHT, 12.0)
    towns = []
    for name, area in rows:
        at = area.representative_point()
        towns.append(Town(frame.path(area), name, *frame.point(at.x, at.y)))
    return Drawing(tuple(towns), frame.path(warned))


def _outlines(home: str) -> list[tuple[str, shapely.Geometry]]:
    rows = (
        Division.objects.unscoped("outlines of one's own county")
        .filter(path__gte=home, path__lt=end_of(home), level=Level.TOWNSHIP, valid_to__isnull=True)
        .filter(boundary__isnull=False)
    )
    return [
        (name, shapely.simplify(load(boundary), _TOLERANCE, preserve_topology=True))
        for name, boundary in rows.order_by("path").values_list("name", "boundary")
    ]


def _warned(covered: Covered) -> shapely.Geometry | None:
    shapes = [covered.geometry] if covered.geometry is not None else []
    rows = Division.objects.unscoped("outlines are public").filter(path__in=covered.paths, boundary__isnull=False)
    shapes += [load(boundary) for boundary in rows.values_list("boundary", flat=True)]
    whole = shapely.union_all(shapes) if shapes else None
    return None if whole is None or whole.is_empty else whole
