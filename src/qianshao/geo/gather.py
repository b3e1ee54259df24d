"""Map layers of every room, for one person: which there are, which are on, and what they show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import shapely
from django.apps import apps

from qianshao.core.layers import Feature, Layer
from qianshao.core.scope import Scope
from qianshao.geo.geojson import load
from qianshao.geo.svg import Frame

MOST_FEATURES = 400  # more than this is no map but a carpet; the layer's own page lists them


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """One layer as the map's switch shows it; ``as_of`` is the age of its oldest figure.

    ``is_past``: it shows how things stood at the moment asked for, not now.
    """

    name: str
    label: str
    is_on: bool
    features: tuple[Feature, ...]
    as_of: datetime | None
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class DrawnFeature:
    """A feature on the server's own drawing: an outline has ``d``, a point ``x`` and ``y``."""

    feature: Feature
    d: str = ""
    x: float = 0.0
    y: float = 0.0


@cache
def all_layers() -> tuple[Layer, ...]:
    """What the installed rooms offer, lower rooms first."""
    rooms = [c.name for c in apps.get_app_configs() if c.name.startswith("qianshao.")]
    homes = [f"{room}.layers" for room in rooms if room != "qianshao.core" and find_spec(f"{room}.layers")]
    return tuple(layer for home in homes for layer in import_module(home).LAYERS)


def layers_for(
    scope: Scope, *, now: datetime, on: frozenset[str] | None = None, at: datetime | None = None
) -> tuple[ShownLayer, ...]:
    """The layers this person may see, read only where they are on (None: as the rooms propose).

    ``at``: as they stood then, where the layer can say it; the others show now.
    """
    return tuple(_shown(layer, scope, now, on, at) for layer in all_layers() if scope.may(layer.action))


def _shown(layer: Layer, scope: Scope, now: datetime, on: frozenset[str] | None, at: datetime | None) -> ShownLayer:
    is_on = layer.shown if on is None else layer.name in on
    found: Iterable[Feature] = ()
    if is_on:
        found = layer.past(scope, at) if at and layer.past else layer.features(scope, now)
    features = tuple(found)[:MOST_FEATURES]
    ages = [feature.at for feature in features if feature.at]
    is_past = at is not None and layer.past is not None
    return ShownLayer(layer.name, str(layer.label), is_on, features, min(ages, default=None), is_past)


def drawn(layers: tuple[ShownLayer, ...], frame: Frame, box: Any) -> tuple[DrawnFeature, ...]:
    """The features that touch the drawing, outlines below points."""
    found = [one for layer in layers for feature in layer.features for one in _drawn(feature, frame, box)]
    return tuple(sorted(found, key=lambda one: not one.d))


def _drawn(feature: Feature, frame: Frame, box: Any) -> Iterator[DrawnFeature]:
    if feature.geometry["type"] == "Point":
        lon, lat = feature.geometry["coordinates"]
        if box.contains(shapely.Point(lon, lat)):
            x, y = frame.point(lon, lat)
            yield DrawnFeature(feature, x=x, y=y)
        return
    area = load(dict(feature.geometry)).intersection(box)
    if not area.is_empty:
        yield DrawnFeature(feature, d=frame.path(area))


def layer_geojson(layers: tuple[ShownLayer, ...]) -> dict[str, Any]:
    """All features that are on, for MapLibre: outlines and points apart."""
    shapes: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for layer in layers:
        for one in layer.features:
            facts = {
                "layer": layer.name,
                "title": one.title,
                "words": one.words,
                "tone": one.tone or "off",
                "icon": one.icon,
                "url": one.url,
            }
            row = {"type": "Feature", "geometry": dict(one.geometry), "properties": facts}
            (points if one.geometry["type"] == "Point" else shapes).append(row)
    return {
        "shapes": {"type": "FeatureCollection", "features": shapes},
        "points": {"type": "FeatureCollection", "features": points},
    }
