"""指挥台, its map data, and the way in."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from qianshao.accounts.access import personal, requires
from qianshao.alerts.selectors.lists import waiting_count
from qianshao.channels.selectors import outbox_summary
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.desk.selectors.area import warned_area
from qianshao.desk.selectors.home import Figure, desk_home
from qianshao.desk.selectors.map import map_geojson, map_view
from qianshao.desk.views.context import may

LATE_SECONDS = 60  # a message this late means that a channel or the engine is not keeping up


@personal("sends each person to the page they work on")
def enter(request: Any) -> HttpResponse:
    """The way in: the first page of the menu; who has none is told that their work is on the phone."""
    pages = request.navigation
    return redirect(pages[0]["url"]) if pages else render(request, "desk/nothing.html")


@requires("desk.view")
def home(request: Any) -> HttpResponse:
    """指挥台."""
    context = home_context(request.scope, now=clock.now())
    lines = context["d"].lines
    level = lines[0].head.colour if lines else ""  # 战时: the page carries the band of the gravest call-out
    return render(request, "desk/home.html", {**context, "live_url": "/live/desk/0", "shell_level": level})


@requires("desk.view")
def map_data(request: Any) -> JsonResponse:
    """Townships with their answer rate and the warned area, as GeoJSON."""
    found = desk_home(request.scope, now=clock.now())
    rows = found.board.rows if found.board else ()
    warned = warned_area(found.board.head.cause) if found.board else None
    return JsonResponse(map_geojson(request.scope, rows, warned))


def home_context(scope: Scope, *, now: datetime) -> dict[str, Any]:
    """Everything the front page's parts read; the same for the page and for its live stream."""
    found = desk_home(scope, now=now, extra=_more_figures(scope, now))
    rows = found.board.rows if found.board else ()
    warned = warned_area(found.board.head.cause) if found.board else None
    return {
        "d": found,
        "map": map_view(scope, rows, warned),
        "map_url": reverse("desk:map"),
        "may": may(scope),
        "compose_url": _maybe("alerts:compose"),
    }


def _more_figures(scope: Scope, now: datetime) -> tuple[Figure, ...]:
    """What waits for somebody: alerts for a decision, messages for their channel."""
    found: list[Figure] = []
    if scope.may("alerts.view"):
        waiting = waiting_count(scope)
        tone = "c-wait" if waiting else ""
        found.append(Figure(_("待签发预警"), waiting, _("条"), tone, reverse("alerts:list") + "?state=waiting"))
    if scope.may("channels.view"):
        outbox = outbox_summary(scope, now)
        tone = "c-bad" if outbox["late_seconds"] > LATE_SECONDS else ""
        found.append(Figure(_("到点待发"), outbox["queued"], _("条消息"), tone, reverse("desk:channels")))
    return tuple(found)


def _maybe(name: str) -> str:
    """The address of a page of a room that may not be installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
