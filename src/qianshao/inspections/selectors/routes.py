"""The stops of a route in the order they are walked, with the straight-line distances between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.geo.measure import distance_m
from qianshao.inspections.models import Plan
from qianshao.registry.selectors import records


@dataclass(frozen=True)
class Stop:
    """A place of a route; ``metres`` from the one before, None: the first, or one of the two has no position."""

    name: str
    metres: float | None = None

    @property
    def words(self) -> str:
        """How far from the one before, in words."""
        return straight(self.metres) if self.metres is not None else ""


@dataclass(frozen=True)
class Route:
    """The stops that are still in the register; ``gone``: how many are not."""

    stops: list[Stop]
    gone: int

    @property
    def total(self) -> str:
        """All legs that are known, in words."""
        return straight(sum(stop.metres or 0 for stop in self.stops))

    @property
    def unknown(self) -> int:
        """How many legs are left out of ``total``."""
        return sum(stop.metres is None for stop in self.stops[1:])


def straight(metres: float) -> str:
    """A straight line in words: no road is ever shorter."""
    if metres < 1000:
        return _("直线 {n} 米").format(n=f"{metres:.0f}")
    return _("直线 {n} 公里").format(n=f"{metres / 1000:.1f}")


def routes_of(scope: Scope, plans: Iterable[Plan]) -> dict[int, Route]:
    """The routes of plans that have one, by plan; one query."""
    wanted = {plan.pk: list(plan.route) for plan in plans if plan.route}
    uids = {uid for route in wanted.values() for uid in route}
    found = records(scope, state="").filter(uid__in=uids) if uids else ()
    places = {str(row.uid): row for row in found}
    return {key: _route(route, places) for key, route in wanted.items()}


def _route(route: list[str], places: dict[str, Any]) -> Route:
    known = [places[uid] for uid in route if uid in places]
    legs = [None, *(_metres(before, place) for before, place in pairwise(known))]
    stops = [Stop(place.name, metres) for place, metres in zip(known, legs, strict=False)]
    return Route(stops, len(route) - len(known))


def _metres(before: Any, place: Any) -> float | None:
    spots = (before.lon, before.lat, place.lon, place.lat)
    return None if None in spots else distance_m(*spots)
