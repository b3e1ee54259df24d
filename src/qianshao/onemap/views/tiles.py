"""Vector tiles."""

import gzip
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import NotAllowed
from qianshao.onemap.rules.mercator import exists
from qianshao.onemap.selectors.points import tile as tile_of
from qianshao.onemap.sources import source

MVT = "application/vnd.mapbox-vector-tile"


@requires("onemap.view")
@require_GET
def tile(request: Any, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """The points of a source in one tile, as far as the person may see them."""
    found = source(layer)
    if found is None or not exists(z, x, y):
        raise Http404
    if not request.scope.may(found.action):
        raise NotAllowed("action.denied", "您没有这项权限。需要时请找县应急局管理员。")
    content = tile_of(request.scope, found, z, x, y, now=clock.now())
    response = HttpResponse(content, content_type=MVT, status=200 if content else 204)
    if content and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(content, 1, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "private, max-age=30"
    return response
