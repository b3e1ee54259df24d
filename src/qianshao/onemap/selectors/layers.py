"""The switches of the map: what rooms offer as features, and sources with many points."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.geo.gather import MOST_FEATURES, ShownLayer, all_layers, drawn, layer_geojson, layers_for
from qianshao.geo.geojson import dump
from qianshao.geo.outlines import town_outlines
from qianshao.geo.svg import Frame, frame_for
from qianshao.onemap.links import address
from qianshao.onemap.rules.mercator import Box
from qianshao.onemap.selectors.points import Spot, clusters, count
from qianshao.onemap.sources import SHELTERS, Source, sources

WIDTH, HEIGHT = 1180.0, 820.0
#: The zoom whose cells the drawing counts by: a county fills a screen.
DRAWN_ZOOM = 10
_REGISTRY = "registry.view"


@dataclass(frozen=True, slots=True)
class Switch:
    """A layer as it can be turned on and off; ``many``: drawn as tiles; ``cut``: more than the map shows.

    ``is_past``: it shows how things stood at the moment asked for.
    """

    name: str
    label: str
    room: str
    icon: str
    is_on: bool
    many: bool = False
    n: int = 0
    as_of: datetime | None = None
    cut: bool = False
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class MapState:
    """What is on: the switches by room, the features, the sources drawn as tiles, and the box of the scope."""

    rooms: tuple[tuple[str, tuple[Switch, ...]], ...]
    shown: tuple[ShownLayer, ...]
    tiles: tuple[Source, ...]
    box: Box | None

    @property
    def on(self) -> list[str]:
        """Names of what is on."""
        return [one.name for _room, switches in self.rooms for one in switches if one.is_on]


def map_state(
    scope: Scope, *, on: frozenset[str] | None, now: datetime, at: datetime | None = None
) -> MapState:
    """The map of a person; ``on`` None: as the rooms propose. ``at``: as it stood then, where that is known."""
    tiles = [s for s in sources().values() if s is not SHELTERS and scope.may(s.action)]
    # The registry's own layer draws the same records again, feature by feature.
    ours = [one for one in layers_for(scope, now=now, on=on, at=at) if _action_of(one.name) != _REGISTRY]
    lit = {s.name for s in tiles if on is not None and s.name in on}
    groups: dict[str, list[Switch]] = {}
    for layer in ours:
        cut = len(layer.features) >= MOST_FEATURES
        one = Switch(
            layer.name, layer.label, "", "", layer.is_on, n=len(layer.features), as_of=layer.as_of, cut=cut,
            is_past=layer.is_past,
        )  # fmt: skip
        groups.setdefault(_room(_action_of(layer.name)), []).append(one)
    for s in tiles:
        n = count(scope, s, now=now) if s.name in lit else 0
        groups.setdefault(_room(s.action), []).append(
            Switch(s.name, str(s.label), "", s.icon, s.name in lit, True, n)
        )
    rooms = tuple((room, tuple(switches)) for room, switches in groups.items())
    return MapState(
        rooms, tuple(one for one in ours if one.is_on), tuple(s for s in tiles if s.name in lit), box_of_scope(scope)
    )


def box_of_scope(scope: Scope) -> Box | None:
    """The box around the person's townships; None without any boundary."""
    outlines = town_outlines(scope)
    return _box([o.area for o in outlines]) if outlines else None


def map_data(scope: Scope, state: MapState) -> dict[str, Any]:
    """Township outlines, features and tile addresses, for MapLibre."""
    towns, labels = [], []
    for o in town_outlines(scope):
        facts = {"name": o.name}
        towns.append({"type": "Feature", "geometry": dump(o.area, 4), "properties": facts})
        spot = {"type": "Point", "coordinates": [round(o.lon, 5), round(o.lat, 5)]}
        labels.append({"type": "Feature", "geometry": spot, "properties": facts})
    return {
        "towns": {"type": "FeatureCollection", "features": towns},
        "labels": {"type": "FeatureCollection", "features": labels},
        **layer_geojson(state.shown),
        "tiles": [{"name": s.name, "label": str(s.label), "url": _tile_url(s.name)} for s in state.tiles],
        "box": state.box,
    }


def drawing(scope: Scope, state: MapState, *, now: datetime, width: float = WIDTH, height: float = HEIGHT) -> Any:
    """The same as paths and circles on the server's own paper; None without any boundary."""
    outlines = town_outlines(scope)
    if not outlines or state.box is None:
        return None
    frame = frame_for([o.area for o in outlines], width, height, 18.0)
    towns = []
    for o in outlines:
        x, y = frame.point(o.lon, o.lat)
        towns.append({"d": frame.path(o.area), "name": o.name, "x": x, "y": y})
    return {
        "width": width,
        "height": height,
        "frame": frame,
        "towns": towns,
        "features": drawn(state.shown, frame, shapely.box(*state.box)),
        "spots": [_spot(frame, s, one) for s in state.tiles for one in _spots(scope, s, state.box, now)],
        "is_demo": any(o.is_demo for o in outlines),
    }


def _spots(scope: Scope, one: Source, box: Box, now: datetime) -> list[Spot]:
    return clusters(scope, one, box, DRAWN_ZOOM, now=now)


def _spot(frame: Frame, one: Source, spot: Spot) -> dict[str, Any]:
    x, y = frame.point(spot.lon, spot.lat)
    url = address(one.url, spot.key) if spot.n == 1 else ""
    return {"x": x, "y": y, "n": spot.n, "tone": spot.tone, "label": str(one.label), "url": url}


def _tile_url(name: str) -> str:
    return reverse("onemap:tile", args=[name, 0, 0, 0]).replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")


def _box(areas: Iterable[Any]) -> Box:
    west, south, east, north = (float(v) for v in shapely.total_bounds(list(areas)))
    return round(west - 0.01, 4), round(south - 0.01, 4), round(east + 0.01, 4), round(north + 0.01, 4)


def _action_of(name: str) -> str:
    return next((layer.action for layer in all_layers() if layer.name == name), "")


def _room(action: str) -> str:
    words = {
        "calling": _("叫应"),
        "people": _("人和住户"),
        "places": _("安置"),
        "hazards": _("险情和巡查"),
        "evacuation": _("转移"),
        "registry": _("队伍物资和重点对象"),
        "resources": _("物资"),
    }
    return words.get(action.split(".")[0], _("其他"))
