"""指挥台, its map data, and the way in."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from qianshao.accounts.access import personal, requires
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.desk.selectors.area import warned_area
from qianshao.desk.selectors.home import desk_home
from qianshao.desk.selectors.map import map_geojson, map_view
from qianshao.desk.views.context import may


@personal("sends each person to the page they work on")
def enter(request: Any) -> HttpResponse:
    """The way in: the first page of the menu; who has none is told that their work is on the phone."""
    pages = request.navigation
    return redirect(pages[0]["url"]) if pages else render(request, "desk/nothing.html")


@requires("desk.view")
def home(request: Any) -> HttpResponse:
    """指挥台."""
    context = home_context(request.scope, now=clock.now())
    return render(request, "desk/home.html", {**context, "live_url": "/live/desk/0"})


@requires("desk.view")
def map_data(request: Any) -> JsonResponse:
    """Townships with their answer rate and the warned area, as GeoJSON."""
    found = desk_home(request.scope, now=clock.now())
    rows = found.board.rows if found.board else ()
    warned = warned_area(request.scope, found.board.head.cause) if found.board else None
    return JsonResponse(map_geojson(request.scope, rows, warned))


def home_context(scope: Scope, *, now: datetime) -> dict[str, Any]:
    """Everything the front page's parts read; the same for the page and for its live stream."""
    found = desk_home(scope, now=now)
    rows = found.board.rows if found.board else ()
    warned = warned_area(scope, found.board.head.cause) if found.board else None
    return {
        "d": found,
        "map": map_view(scope, rows, warned),
        "map_url": reverse("desk:map"),
        "may": may(scope),
        "compose_url": _maybe("alerts:compose"),
    }


def _maybe(name: str) -> str:
    """The address of a page of a room that may not be installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
