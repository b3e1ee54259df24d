"""GDAL in a process of its own: a crafted file can bring down this child, not the site; nor does the site carry it.

``python -m qianshao.onemap.gdal read FILE`` prints JSON (``crs``, ``fields``, ``rows``); ``write FILE`` makes a
GeoPackage of the GeoJSON features on standard input. The child has no network drivers, 2 GB and 60 s.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio import raw

MOST_ROWS = 50_000
_MEMORY, _SECONDS = 2 << 30, 60


def read(path: str, encoding: str | None) -> dict[str, Any]:
    """The rows of the file's first layer: a point (inside, for lines and areas) and the values as text."""
    meta, _ids, geometry, columns = raw.read(
        path, force_2d=True, datetime_as_string=True, max_features=MOST_ROWS + 1, encoding=encoding
    )
    shapes = shapely.from_wkb(geometry, on_invalid="ignore") if geometry is not None else [None] * len(columns[0])
    rows = []
    for n, shape in enumerate(shapes):
        spot = None if shape is None or shape.is_empty else shapely.point_on_surface(shape)
        values = {name: _text(column[n]) for name, column in zip(meta["fields"], columns, strict=True)}
        rows.append({"x": spot.x if spot else None, "y": spot.y if spot else None, "values": values})
    return {"crs": str(meta.get("crs") or ""), "fields": [str(f) for f in meta["fields"]], "rows": rows}


def write(path: str, features: list[dict[str, Any]]) -> None:
    """A GeoPackage with one layer ``items`` of points."""
    fields = sorted({key for one in features for key in one["properties"]})
    values = [np.array([_text(one["properties"].get(f)) for one in features], dtype=object) for f in fields]
    points = shapely.to_wkb([shapely.Point(one["geometry"]["coordinates"]) for one in features])
    raw.write(
        path, np.array(points, dtype=object), values, fields, layer="items", driver="GPKG", geometry_type="Point",
        crs="EPSG:4326",
    )  # fmt: skip


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(value)


def main() -> None:
    """One job, then gone."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    os.environ["CPL_CURL_ENABLE_VSIMEM"] = "NO"
    job, path = sys.argv[1], sys.argv[2]
    if job == "write":
        write(path, json.load(sys.stdin))
    else:
        json.dump(read(path, sys.argv[3] if len(sys.argv) > 3 else None), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    if not Path(sys.argv[2]).name:
        raise SystemExit(2)
    main()
