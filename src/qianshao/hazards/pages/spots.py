"""What the pages show, put together from selectors."""

from typing import Any

from shapely.geometry import Point

from qianshao.divisions.selectors import around
from qianshao.geo.geojson import load
from qianshao.geo.svg import frame_for

WIDTH, HEIGHT = 480, 260


def spot_picture(row: Any) -> dict[str, Any] | None:
    """A danger's position in the smallest area around it whose boundary is on file; None without either."""
    if row.lon is None:
        return None
    area = around(row.division_path)
    if area is None or area.boundary is None:
        return None
    shape = load(area.boundary)
    frame = frame_for([shape, Point(row.lon, row.lat).buffer(1e-4)], WIDTH, HEIGHT)
    x, y = frame.point(row.lon, row.lat)
    return {"width": WIDTH, "height": HEIGHT, "path": frame.path(shape), "x": x, "y": y, "name": area.name}
