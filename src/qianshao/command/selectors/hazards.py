"""Open hazards inside an alert's area."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.area import Covered, covered_area
from qianshao.alerts.selectors.within import within
from qianshao.core.clock import BEIJING
from qianshao.core.scope import subtree
from qianshao.geo.refine import keys_in
from qianshao.hazards.models import Hazard
from qianshao.hazards.states.ledger import LIVING


def hazards_inside(alert: Alert, now: datetime, *, only: Iterable[int] | None = None) -> list[Hazard]:
    """Those nobody has taken off the list: in an area named whole, with a position in the drawing or, without a
    position, in a village that the drawing touches. A real warning concerns no drill's hazard. ``only``: of these.
    """
    covered = covered_area(alert)
    if not covered.usable:
        return []
    rows = Hazard.objects.unscoped("hazards under the alert's own area").filter(
        subtree(alert.division_path), state__in=LIVING, same_as__isnull=True
    )
    rows = rows if alert.is_drill else rows.filter(is_drill=False)
    rows = rows if only is None else rows.filter(pk__in=list(only))
    named = Q(pk__in=[])
    for path in covered.paths:
        named |= subtree(path)
    keys = [*rows.filter(named).values_list("pk", flat=True), *_met(rows.exclude(named), covered, now)]
    found = Hazard.objects.unscoped("as above").in_bulk(keys)
    return [found[key] for key in sorted(found)]


def _met(rows: Any, covered: Covered, now: datetime) -> list[int]:
    if covered.geometry is None:
        return []
    west, south, east, north = covered.geometry.bounds
    near = rows.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    placed = keys_in(covered.geometry, near.values_list("pk", "lon", "lat"))
    blank = list(rows.filter(lon__isnull=True).values_list("pk", "division_path"))
    if not blank:
        return placed
    villages = within(covered, now.astimezone(BEIJING).date()).villages
    return placed + [key for key, path in blank if _touched(path, villages)]


def _touched(path: str, villages: Iterable[str]) -> bool:
    """In a touched village; a hazard known to the township only is, when any of its villages is."""
    return any(path.startswith(village) or village.startswith(path) for village in villages)
