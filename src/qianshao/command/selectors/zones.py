"""Danger zones inside an alert's area."""

from collections.abc import Sequence
from datetime import datetime

import shapely

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.area import Covered, covered_area
from qianshao.alerts.selectors.within import within
from qianshao.core.clock import BEIJING
from qianshao.core.scope import subtree
from qianshao.geo.geojson import load
from qianshao.people.models import DangerZone


def zones_inside(alert: Alert, kinds: Sequence[str], now: datetime) -> list[DangerZone]:
    """Active zones of these kinds that the area touches, by place.

    A zone counts when its division lies in an area named whole, when its drawing meets the alert's drawing, or, never
    drawn, when its village is touched. An unusable area has none.
    """
    covered = covered_area(alert)
    if not covered.usable:
        return []
    rows = DangerZone.objects.unscoped("zones under the alert's own area").filter(
        subtree(alert.division_path), kind__in=list(kinds), is_active=True
    )
    found = [zone for zone in rows.order_by("division_path", "name") if _named(zone, covered)]
    rest = [zone for zone in rows.order_by("division_path", "name") if not _named(zone, covered)]
    return sorted([*found, *_met(rest, covered, now)], key=lambda zone: (zone.division_path, zone.name))


def _named(zone: DangerZone, covered: Covered) -> bool:
    return any(zone.division_path.startswith(path) for path in covered.paths)


def _met(zones: Sequence[DangerZone], covered: Covered, now: datetime) -> list[DangerZone]:
    if covered.geometry is None or not zones:
        return []
    shapely.prepare(covered.geometry)
    drawn = [zone for zone in zones if zone.polygon and load(zone.polygon).intersects(covered.geometry)]
    blank = [zone for zone in zones if not zone.polygon]
    if not blank:
        return drawn
    villages = within(covered, now.astimezone(BEIJING).date()).villages
    return drawn + [
        zone
        for zone in blank
        if any(village.startswith(zone.division_path) for village in villages)
        or any(zone.division_path.startswith(village) for village in villages)
    ]
