"""A map layer as a room declares it in ``layers.py`` (``LAYERS``): who may see it, and what it shows.

The desk gathers them; a layer asks its room's selectors, so it shows nothing outside the person's area.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from qianshao.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map.

    Args:
        geometry: GeoJSON Point or (Multi)Polygon, WGS-84 lon-lat.
        title: its name; never a person's.
        words: a short figure beside it: ``127/130``.
        tone: ok, run, wait or bad; empty is grey.
        icon: of the sprite, for points.
        url: the page about it.
        at: when this was last known; None for what does not age.
    """

    geometry: Mapping[str, Any]
    title: str
    words: str = ""
    tone: str = ""
    icon: str = ""
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A named layer; ``action`` must be held somewhere. ``shown``: on unless the person turns it off.

    ``past``: the features as they stood at a moment before now, as far as was known then; None: only now is known.
    """

    name: str
    label: "str | Promise"
    action: str
    features: Callable[[Scope, datetime], Iterable[Feature]]
    shown: bool = False
    past: Callable[[Scope, datetime], Iterable[Feature]] | None = None


def point(lon: float, lat: float) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
