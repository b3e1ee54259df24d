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
from qianshao.command.selectors import open_suggestions
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.desk.boards import MapQuery
from qianshao.desk.forms import read_map_query
from qianshao.desk.selectors.home import Figure, desk_home
from qianshao.desk.selectors.map import map_geojson, map_view
from qianshao.desk.selectors.replies import late_reply_count
from qianshao.desk.selectors.wall_desk import wall_desk as wall_desk_of
from qianshao.desk.views.boards import live_url
from qianshao.desk.views.context import may
from qianshao.desk.views.map import map_parts, map_words

MOST_SUGGESTIONS = 3
LATE_SECONDS = 60  # a message this late means that a channel or the engine is not keeping up


@personal("sends each person to the page they work on")
def enter(request: Any) -> HttpResponse:
    """The way in: the first page of the menu; who has none is told that their work is on the phone."""
    pages = request.navigation
    return redirect(pages[0]["url"]) if pages else render(request, "desk/nothing.html")


@requires("desk.view")
def home(request: Any) -> HttpResponse:
    """指挥台."""
    context = home_context(request.scope, read_map_query(request.GET), now=clock.now())
    lines = context["d"].lines
    level = lines[0].head.colour if lines else ""  # 战时: the page carries the band of the gravest call-out
    context |= {"live_url": live_url(request, "desk", 0), "shell_level": level}
    return render(request, "desk/home.html", context)


@requires("desk.view")
def wall_desk(request: Any) -> HttpResponse:
    """指挥大屏: the desk for the hall, dark, nothing to press."""
    context = wall_desk_context(request.scope, now=clock.now())
    return render(request, "desk/wall_desk.html", context | {"live_url": live_url(request, "wall-desk", 0)})


@requires("desk.view")
def map_data(request: Any) -> JsonResponse:
    """Townships with their rate, the warned area and the layers, as GeoJSON."""
    now, query = clock.now(), read_map_query(request.GET)
    found = desk_home(request.scope, now=now)
    return JsonResponse(map_geojson(request.scope, *map_parts(request.scope, found, query, now=now)))


def home_context(scope: Scope, query: MapQuery, *, now: datetime) -> dict[str, Any]:
    """Everything the front page's parts read; the same for the page and for its live stream."""
    found = desk_home(scope, now=now, extra=_more_figures(scope, now))
    rows, warned, layers = map_parts(scope, found, query, now=now)
    return {
        "d": found,
        "map": map_view(scope, rows, warned, layers),
        **map_words(found, query, layers, rows),
        "may": may(scope),
        "suggestions": open_suggestions(scope, limit=MOST_SUGGESTIONS) if scope.may("command.view") else [],
        "may_decide": scope.may("command.decide"),
        "compose_url": _maybe("alerts:compose"),
    }


def wall_desk_context(scope: Scope, *, now: datetime) -> dict[str, Any]:
    """Everything the wall's parts read; the map as the phase proposes, since nobody can switch it."""
    found, query = wall_desk_of(scope, now=now), MapQuery()
    rows, warned, layers = map_parts(scope, found, query, now=now)
    return {"d": found, "map": map_view(scope, rows, warned, layers), **map_words(found, query, layers, rows)}


def _more_figures(scope: Scope, now: datetime) -> tuple[Figure, ...]:
    """What waits for somebody: alerts for a decision, messages for their channel."""
    found: list[Figure] = []
    if scope.may("alerts.view"):
        waiting = waiting_count(scope)
        tone = "c-wait" if waiting else ""
        found.append(Figure(_("待签发预警"), waiting, _("条"), tone, reverse("alerts:list") + "?state=waiting"))
    if scope.may("calling.view") and (owing := late_reply_count(scope, now=now)):
        found.append(Figure(_("没报三句话"), owing, _("个乡镇岗位"), "c-bad", reverse("desk:replies")))
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
