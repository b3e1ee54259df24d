"""The warned area of a call-out's cause, for the map."""

from functools import lru_cache
from typing import Any

import shapely

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.area import covered_area
from qianshao.divisions.models import Division
from qianshao.geo.geojson import dump, load

ALERT = "alert"


def warned_area(cause: tuple[str, int]) -> dict[str, Any] | None:
    """GeoJSON of the area the cause warns; None when it has none that can be drawn.

    Who sees the call-out may see the outline of its warning, also where it reaches beyond their own area.
    """
    kind, number = cause
    return _of_alert(number) if kind == ALERT else None


@lru_cache(maxsize=64)  # a released alert's area never changes: an update is another alert
def _of_alert(number: int) -> dict[str, Any] | None:
    alert = Alert.objects.unscoped("the outline of a warning is public").filter(pk=number).first()
    if alert is None:
        return None
    found = covered_area(alert)
    shapes = [found.geometry] if found.geometry is not None else []
    rows = Division.objects.unscoped("outlines are public").filter(path__in=found.paths, boundary__isnull=False)
    shapes += [load(row.boundary) for row in rows]
    whole = shapely.union_all(shapes) if shapes else None
    return dump(whole, 4) if whole is not None and not whole.is_empty else None
