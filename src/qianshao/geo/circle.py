"""A CAP circle as a polygon. The polygon goes around the circle, so nobody inside it is left out."""

import math

import numpy as np
import shapely

from qianshao.geo.measure import GEOD


def circle(lon: float, lat: float, radius_km: float, corners: int = 72) -> shapely.Polygon:
    """Return the polygon around a geodesic circle; a radius of 0 or less gives an empty polygon.

    With 72 corners it reaches at most 0.1 % of the radius beyond the circle.
    """
    if not (math.isfinite(radius_km) and radius_km > 0):
        return shapely.Polygon()
    azimuths = np.linspace(0.0, 360.0, corners, endpoint=False)
    reach = np.full(corners, radius_km * 1000.0 / math.cos(math.pi / corners))
    lons, lats, _ = GEOD.fwd(np.full(corners, lon), np.full(corners, lat), azimuths, reach)
    return shapely.Polygon(np.column_stack([lons, lats]))
