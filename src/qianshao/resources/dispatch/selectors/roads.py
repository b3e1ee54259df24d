"""The road layer, if the county loaded one: ``roads.geojson`` in the site's home, lines with an optional speed."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from qianshao.resources.dispatch.rules import RoadNet
from qianshao.resources.dispatch.rules.roads import Line

FILE = "roads.geojson"


def road_net(speed: float) -> RoadNet | None:
    """The roads, or None where none are loaded; lines without ``kmh`` are driven at ``speed``."""
    path = Path(settings.QIANSHAO_HOME) / FILE
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return None
    net = _read(str(path), stamp, speed)
    return net if len(net) else None


@lru_cache(maxsize=2)
def _read(path: str, _stamp: int, speed: float) -> RoadNet:
    try:
        features = json.loads(Path(path).read_text(encoding="utf-8")).get("features", [])
    except (ValueError, OSError):
        features = []
    return RoadNet(line for feature in features for line in _lines(feature, speed))


def _lines(feature: dict[str, Any], speed: float) -> list[Line]:
    shape = feature.get("geometry") or {}
    kmh = (feature.get("properties") or {}).get("kmh") or speed
    parts = {"LineString": [shape.get("coordinates")], "MultiLineString": shape.get("coordinates")}
    return [(points, float(kmh)) for points in parts.get(str(shape.get("type")), ()) or () if points]
