"""Addresses of the map for the permission matrix: layers and tiles are names and numbers, not objects of an area."""

from collections.abc import Mapping
from typing import Any

from qianshao.divisions.models import Division
from tests.cast import Cast
from tests.matrix import Builder


def tile(_cast: Cast, _where: Division) -> Mapping[str, Any]:
    """The tile of the whole world; its content is by scope."""
    return {"layer": "shelters", "z": 0, "x": 0, "y": 0}


OBJECTS: dict[str, Builder] = {"onemap:tile": tile}
