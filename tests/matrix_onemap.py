"""Addresses of the map for the permission matrix: layers and tiles are names and numbers, not objects of an area."""

from collections.abc import Mapping
from typing import Any

from qianshao.divisions.models import Division
from qianshao.places.models import Shelter
from tests.cast import Cast
from tests.matrix import Builder


def _layer(cast: Cast, where: Division) -> str:
    """A layer of the site; the neighbouring county asks for one there is not."""
    return "nothing" if where.path == cast.neighbour_village.path else "shelters"


def tile(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The tile of the whole world; its content is by scope."""
    return {"layer": _layer(cast, where), "z": 0, "x": 0, "y": 0}


def base(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A tile of the base map, which is no secret; the neighbouring county asks for a map there is not."""
    layer = "file" if _layer(cast, where) == "shelters" else "nothing"
    return {"layer": layer, "z": 0, "x": 0, "y": 0}


def collection(_cast: Cast, _where: Division) -> Mapping[str, Any]:
    """An open collection."""
    return {"name": "shelters"}


def export(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A layer's name and a form; its content is by scope."""
    return {"layer": _layer(cast, where), "form": "geojson"}


def item(_cast: Cast, where: Division) -> Mapping[str, Any]:
    """A shelter, which is open to everybody."""
    name = f"学校{Shelter.objects.unscoped('a test counts').count()}"
    row = Shelter.objects.create(
        division=where, division_path=where.path, name=name, capacity=1, lon=114, lat=31, cell=1
    )
    return {"name": "shelters", "key": row.pk}


OBJECTS: dict[str, Builder] = {
    "onemap:tile": tile,
    "onemap:base": base,
    "onemap:export": export,
    "onemap:ogc-collection": collection,
    "onemap:ogc-items": collection,
    "onemap:ogc-item": item,
}
