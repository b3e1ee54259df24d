"""OGC API – Features: open collections for everybody, the others by login or token and scope."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from qianshao.accounts.access import public
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.onemap.rules import ogc
from qianshao.onemap.selectors.items import Asked, Item, collection, collections, extent, items, matched
from qianshao.onemap.sources import Source

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_DOCUMENTS = "describes the interface and holds no data"
_DATA = "gives strangers only what the site shows to everybody; the rest by login or token and scope"


@public(_DOCUMENTS)
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    links = [
        _link(request, "self", "ogc", "application/json"),
        _link(request, "service-desc", "ogc-api", OPENAPI),
        _link(request, "conformance", "ogc-conformance", "application/json"),
        _link(request, "data", "ogc-collections", "application/json"),
    ]
    return JsonResponse({"title": "Qianshao", "description": "OGC API - Features", "links": links})


@public(_DOCUMENTS)
@require_GET
def conformance(_request: HttpRequest) -> HttpResponse:
    """Which parts of the standard hold."""
    return JsonResponse({"conformsTo": list(ogc.CONFORMS)})


@public(_DOCUMENTS)
@require_GET
def api(request: HttpRequest) -> HttpResponse:
    """The interface as OpenAPI 3.0."""
    names = [one.name for one in collections(Scope())]
    paths: dict[str, Any] = {}
    params = sorted(ogc.ITEM_PARAMS - {"f"})
    for path in ("/", "/conformance", "/collections"):
        paths[path] = _operation([])
    for name in names:
        paths[f"/collections/{name}"] = _operation([])
        paths[f"/collections/{name}/items"] = _operation(params)
        paths[f"/collections/{name}/items/{{featureId}}"] = _operation(["crs"], "featureId")
    server = request.build_absolute_uri(reverse("onemap:ogc")).rstrip("/")
    info = {"title": "Qianshao", "version": "1.0"}
    content = {"openapi": "3.0.3", "info": info, "servers": [{"url": server}], "paths": paths}
    return JsonResponse(content, content_type=OPENAPI)


@public(_DATA)
@require_GET
def collection_list(request: Any) -> HttpResponse:
    """What there is for the asking person."""
    found = [_collection(request, one) for one in collections(request.scope)]
    links = [_link(request, "self", "ogc-collections", "application/json")]
    return JsonResponse({"links": links, "collections": found, "crs": list(ogc.SYSTEMS)})


@public(_DATA)
@require_GET
def collection_page(request: Any, name: str) -> HttpResponse:
    """One collection."""
    found = collection(request.scope, name)
    return JsonResponse(_collection(request, found)) if found else _missing()


@public(_DATA)
@require_GET
def item_list(request: Any, name: str) -> HttpResponse:
    """Features by box and time, page by page."""
    found = collection(request.scope, name)
    if found is None:
        return _missing()
    try:
        ogc.known(request.GET, ogc.ITEM_PARAMS)
        crs, asked = ogc.system(request.GET.get("crs")), _asked(request)
    except ogc.Unclear as error:
        return JsonResponse({"code": "InvalidParameterValue", "description": str(error)}, status=400)
    rows = items(request.scope, found, asked)
    content = {
        "type": "FeatureCollection",
        "features": [_feature(one, crs) for one in rows],
        "links": _pages(request, found, asked, rows),
        "timeStamp": clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": matched(request.scope, found, asked),
        "numberReturned": len(rows),
    }
    return _answer(content, crs)


@public(_DATA)
@require_GET
def item_page(request: Any, name: str, key: int) -> HttpResponse:
    """One feature."""
    found = collection(request.scope, name)
    rows = items(request.scope, found, Asked(key=key)) if found else []
    if not rows or found is None:
        return _missing()
    try:
        ogc.known(request.GET, frozenset({"crs", "f"}))
        crs = ogc.system(request.GET.get("crs"))
    except ogc.Unclear as error:
        return JsonResponse({"code": "InvalidParameterValue", "description": str(error)}, status=400)
    links = [
        _link(request, "self", "ogc-item", GEOJSON, found.name, key),
        _link(request, "collection", "ogc-collection", "application/json", found.name),
    ]
    return _answer(_feature(rows[0], crs) | {"links": links}, crs)


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    since, until = ogc.span(given.get("datetime"))
    after = given.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 16):
        raise ogc.Unclear("after: a whole number")
    box = ogc.bbox(given.get("bbox"), ogc.system(given.get("bbox-crs")))
    return Asked(ogc.limit(given.get("limit")), int(after), box, since, until)


def _collection(request: Any, one: Source) -> dict[str, Any]:
    box = extent(request.scope, one)
    spatial = {"extent": {"spatial": {"bbox": [list(box)], "crs": ogc.CRS84}}} if box else {}
    return {
        "id": one.name,
        "title": str(one.label),
        "itemType": "feature",
        "crs": list(ogc.SYSTEMS),
        "storageCrs": ogc.CRS84,
        "links": [
            _link(request, "self", "ogc-collection", "application/json", one.name),
            _link(request, "items", "ogc-items", GEOJSON, one.name),
        ],
        **spatial,
    }


def _pages(request: Any, one: Source, asked: Asked, rows: list[Item]) -> list[dict[str, str]]:
    here = _link(request, "self", "ogc-items", GEOJSON, one.name)
    query = request.GET.dict()
    self_link = here | {"href": here["href"] + ("?" + urlencode(query, safe=",/:") if query else "")}
    links = [self_link, _link(request, "collection", "ogc-collection", "application/json", one.name)]
    if len(rows) == asked.limit:
        further = urlencode(query | {"limit": asked.limit, "after": rows[-1].key}, safe=",/:")
        links.append(here | {"rel": "next", "href": f"{here['href']}?{further}"})
    return links


def _feature(one: Item, crs: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": one.key,
        "geometry": ogc.point(one.lon, one.lat, crs),
        "properties": dict(one.facts),
    }


def _answer(content: dict[str, Any], crs: str) -> HttpResponse:
    response = JsonResponse(content, content_type=GEOJSON)
    response["Content-Crs"] = f"<{crs}>"
    return response


def _missing() -> HttpResponse:
    return JsonResponse({"code": "NotFound", "description": "no such resource"}, status=404)


def _link(request: HttpRequest, rel: str, name: str, kind: str, *args: Any) -> dict[str, str]:
    return {"rel": rel, "type": kind, "href": request.build_absolute_uri(reverse(f"onemap:{name}", args=args))}


def _operation(params: list[str], place: str = "") -> dict[str, Any]:
    given = [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in params]
    if place:
        given.append({"name": place, "in": "path", "required": True, "schema": {"type": "integer"}})
    return {"get": {"parameters": given, "responses": {"200": {"description": "OK"}}}}
