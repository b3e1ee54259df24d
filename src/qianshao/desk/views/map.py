"""What the desk's map shows and which switches stand on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.desk.boards import GroupRow, MapQuery
from qianshao.desk.selectors.area import warned_area
from qianshao.desk.selectors.home import DeskHome
from qianshao.geo.gather import ShownLayer, layers_for

Parts = tuple[tuple[GroupRow, ...], Mapping[str, Any] | None, tuple[ShownLayer, ...]]


def fill_of(found: DeskHome, query: MapQuery) -> str:
    """What the townships are coloured by: as asked, else by the phase (ux.md §6.1)."""
    return query.fill or ("evacuation" if found.leaving else "callout")


def map_parts(scope: Scope, found: DeskHome, query: MapQuery, *, now: datetime) -> Parts:
    """Township rows, the warned area and the layers."""
    rows = found.board.rows if found.board else ()
    if fill_of(found, query) == "evacuation":
        rows = found.leaving_rows
    warned = warned_area(found.board.head.cause) if found.board else None
    return rows, warned, layers_for(scope, now=now, on=query.on)


def map_words(
    found: DeskHome, query: MapQuery, layers: Iterable[ShownLayer], rows: tuple[GroupRow, ...]
) -> dict[str, Any]:
    """Title, switches and addresses of the map; the stamp changes when its data do."""
    layers, fill = tuple(layers), fill_of(found, query)
    on = [layer.name for layer in layers if layer.is_on]
    titles = {"callout": _("乡镇应答率"), "evacuation": _("乡镇转移进度")}
    offered = [key for key in titles if key == "callout" or found.leaving or key == fill]
    fills = [{"label": titles[key], "current": key == fill, "url": _url(key, query.on)} for key in offered]
    switches = [
        {"label": one.label, "is_on": one.is_on, "as_of": one.as_of, "url": _url(query.fill, _turned(on, one.name))}
        for one in layers
    ]
    numbers = [(row.key, row.tally.done, row.tally.late) for row in rows]
    features = [(f.title, f.words, f.tone) for layer in layers for f in layer.features]
    return {
        "map_title": titles[fill],
        "map_fills": fills,
        "map_layers": switches,
        "map_url": _url(query.fill, query.on, "desk:map"),
        "map_stamp": f"{hash((fill, tuple(numbers), tuple(features))):x}",
    }


def _turned(on: list[str], name: str) -> frozenset[str]:
    return frozenset(on) ^ {name}


def _url(fill: str, on: Iterable[str] | None, name: str = "desk:home") -> str:
    asked = {"map": fill} if fill else {}
    if on is not None:
        asked["layers"] = ",".join(sorted(on))
    return reverse(name) + ("?" + urlencode(asked, safe=",") if asked else "")
