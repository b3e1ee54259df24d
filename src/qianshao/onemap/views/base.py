"""Tiles of the base map."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.onemap.basemap import FILE, Tile, archive
from qianshao.onemap.rules.mercator import exists, touches
from qianshao.onemap.rules.pmtiles import Broken
from qianshao.onemap.selectors.layers import box_of_scope
from qianshao.onemap.tianditu import LAYERS, MAXZOOM, Away, TianDiTu

_DAY = "private, max-age=86400"


@requires("onemap.view")
@require_GET
def tile(request: Any, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the site's archive, or of 天地图 around the person's area."""
    if not exists(z, x, y):
        raise Http404
    if layer == FILE:
        return _own(request, z, x, y)
    box = box_of_scope(request.scope)
    if layer not in LAYERS or not settings.TIANDITU_KEY or z > MAXZOOM or not box or not touches(z, x, y, box):
        raise Http404
    asked = _service(
        settings.TIANDITU_ORIGIN, settings.TIANDITU_KEY, Path(settings.QIANSHAO_HOME, "cache", "tianditu")
    )
    try:
        content, kind = asked.tile(layer, z, x, y, now=clock.now())
    except Away:
        return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "30"})
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": _DAY})


def _own(request: Any, z: int, x: int, y: int) -> HttpResponse:
    found: Tile | None = None
    if (open_file := archive()) is not None:
        try:
            found = open_file.tile(z, x, y)
        except (OSError, Broken) as error:
            raise Http404 from error
    if found is None:
        return HttpResponse(status=204, headers={"Cache-Control": _DAY})
    packed = found.gzip and "gzip" in request.headers.get("Accept-Encoding", "")
    content = found.content if packed or not found.gzip else gzip.decompress(found.content)
    response = HttpResponse(content, content_type=found.kind, headers={"Cache-Control": _DAY})
    if packed:
        response["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=2)
def _service(origin: str, key: str, folder: Path) -> TianDiTu:
    return TianDiTu(origin=origin, key=key, folder=folder)
