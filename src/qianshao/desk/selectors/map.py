"""The map of the desk: townships with their answer rate, as GeoJSON and as a drawing for old machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from qianshao.core.scope import Scope
from qianshao.desk.boards import GroupRow, Tally
from qianshao.desk.rules import rate_band
from qianshao.geo.gather import DrawnFeature, ShownLayer, drawn, layer_geojson
from qianshao.geo.geojson import dump, load
from qianshao.geo.outlines import Outline, town_outlines
from qianshao.geo.svg import frame_for

WIDTH, HEIGHT = 720.0, 660.0


@dataclass(frozen=True, slots=True)
class TownShape:
    """One township drawn: SVG path, label point, numbers."""

    path: str
    name: str
    d: str
    x: float
    y: float
    band: str
    done: int
    need: int


@dataclass(frozen=True, slots=True)
class MapView:
    """The drawing: townships, the warned area and the size of the paper."""

    towns: tuple[TownShape, ...]
    warned: str
    width: float
    height: float
    is_demo: bool
    features: tuple[DrawnFeature, ...] = ()


def map_view(
    scope: Scope,
    rows: tuple[GroupRow, ...],
    warned: Mapping[str, Any] | None,
    layers: tuple[ShownLayer, ...] = (),
) -> MapView | None:
    """The SVG of the scope's townships; None when no boundary is on file (the page then says so)."""
    outlines = town_outlines(scope)
    if not outlines:
        return None
    tallies = {row.key: row.tally for row in rows}
    area = load(dict(warned)) if warned else None
    frame = frame_for([o.area for o in outlines], WIDTH, HEIGHT, 18.0)
    box = shapely.box(*_bounds(outlines, 0.06))
    clipped = area.intersection(box) if area is not None else None
    return MapView(
        towns=tuple(_shape(o, tallies.get(o.path, Tally()), frame) for o in outlines),
        warned=frame.path(clipped) if clipped is not None and not clipped.is_empty else "",
        width=WIDTH,
        height=HEIGHT,
        is_demo=any(o.is_demo for o in outlines),
        features=drawn(layers, frame, box),
    )


def map_geojson(
    scope: Scope,
    rows: tuple[GroupRow, ...],
    warned: Mapping[str, Any] | None,
    layers: tuple[ShownLayer, ...] = (),
) -> dict[str, Any]:
    """Townships, label points, the warned area, the layers and the box around them, for MapLibre."""
    outlines = town_outlines(scope)
    tallies = {row.key: row.tally for row in rows}
    towns, labels = [], []
    for o in outlines:
        facts = _facts(o, tallies.get(o.path, Tally()))
        towns.append({"type": "Feature", "geometry": dump(o.area, 4), "properties": facts})
        point = {"type": "Point", "coordinates": [round(o.lon, 5), round(o.lat, 5)]}
        labels.append({"type": "Feature", "geometry": point, "properties": facts})
    feature = [{"type": "Feature", "geometry": warned, "properties": {}}] if warned else []
    return {
        "towns": {"type": "FeatureCollection", "features": towns},
        "labels": {"type": "FeatureCollection", "features": labels},
        "warned": {"type": "FeatureCollection", "features": feature},
        **layer_geojson(layers),
        "box": _bounds(outlines, 0.01) if outlines else None,
    }


def _facts(outline: Outline, tally: Tally) -> dict[str, Any]:
    return {
        "path": outline.path,
        "name": outline.name,
        "words": f"{tally.done}/{tally.need}" if tally.need else "",
        "band": rate_band(tally.done, tally.need),
        "late": tally.late,
    }


def _shape(outline: Outline, tally: Tally, frame: Any) -> TownShape:
    x, y = frame.point(outline.lon, outline.lat)
    return TownShape(
        path=outline.path,
        name=outline.name,
        d=frame.path(outline.area),
        x=x,
        y=y,
        band=rate_band(tally.done, tally.need),
        done=tally.done,
        need=tally.need,
    )


def _bounds(outlines: tuple[Outline, ...], margin: float) -> list[float]:
    west, south, east, north = shapely.total_bounds([o.area for o in outlines])
    return [round(float(v), 4) for v in (west - margin, south - margin, east + margin, north + margin)]
