"""The map page, what it shows, and who and what is in an area."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from shapely.geometry.base import BaseGeometry

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.geo.geojson import dump
from qianshao.onemap.basemap import base
from qianshao.onemap.forms import AreaForm
from qianshao.onemap.links import address
from qianshao.onemap.selectors.event import Event, events
from qianshao.onemap.selectors.inside import Inside, inside
from qianshao.onemap.selectors.layers import MapState, drawing, map_data, map_state

_MOST_IN_ADDRESS = 6000


@requires("onemap.view")
@require_GET
def home(request: Any) -> HttpResponse:
    """Layers by room, the map, tools. ``?layers=a,b`` says what is on."""
    now = clock.now()
    when = _when(request, now)
    state = map_state(request.scope, on=_on(request), now=now, at=when.at)
    context = {
        "when": when,
        "state": state,
        "map": drawing(request.scope, state, now=now),
        "data_url": reverse("onemap:data") + "?" + _asked(state.on, when),
        "layers_on": ",".join(state.on),
        "switches": _switches(state, when),
        "base": json.dumps(found) if (found := base()) else "",
        "licence": settings.MAP_LICENCE,
        "may_export": request.scope.may("onemap.export"),
        "may_import": request.scope.may("onemap.import"),
    }
    return render(request, "onemap/map.html", context)


@requires("onemap.view")
@require_GET
def data(request: Any) -> HttpResponse:
    """Outlines, features and tile addresses for the drawing in the browser."""
    now = clock.now()
    state = map_state(request.scope, on=_on(request), now=now, at=_when(request, now).at)
    response = JsonResponse(map_data(request.scope, state))
    response["Cache-Control"] = "private, no-store"
    return response


@requires("onemap.view")
@require_http_methods(["GET", "POST"])
def area(request: Any) -> HttpResponse:
    """Who and what is inside; ``fragment`` asks for the answer without the page around it."""
    given = request.POST if request.method == "POST" else request.GET
    form = AreaForm(given if "area" in given else None)
    context: dict[str, Any] = {"form": form}
    valid = form.is_bound and form.is_valid()
    if valid:
        shape = form.cleaned_data["area"]
        found = inside(request.scope, shape, now=clock.now())
        context |= {"found": found, "actions": _actions(request.scope, shape, found)}
    template = "onemap/_inside.html" if "fragment" in given else "onemap/area.html"
    return render(request, template, context, status=422 if form.is_bound and not valid else 200)


def _on(request: Any) -> frozenset[str] | None:
    given = request.GET.get("layers")
    return None if given is None else frozenset(filter(None, given.split(",")))


@dataclass(frozen=True, slots=True)
class When:
    """Which night is looked at, and which moment of it; no event: now."""

    events: tuple[Event, ...]
    event: Event | None = None
    minute: int = 0

    @property
    def at(self) -> datetime | None:
        """The moment; None is now."""
        return self.event.at(self.minute) if self.event else None


def _when(request: Any, now: datetime) -> When:
    """``?event=7&min=40``: forty minutes after the release of alert 7; without ``min`` its end."""
    found = events(request.scope, now=now)
    event = next((one for one in found if str(one.key) == request.GET.get("event")), None)
    if event is None:
        return When(found)
    given = request.GET.get("min", "")
    minute = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else event.minutes
    return When(found, event, min(minute, event.minutes))


def _asked(on: list[str], when: When) -> str:
    asked = {"layers": ",".join(on)}
    if when.event:
        asked |= {"event": str(when.event.key), "min": str(when.minute)}
    return urlencode(asked, safe=",")


def _switches(state: MapState, when: When) -> list[dict[str, Any]]:
    """Each room's switches with the address that turns one over."""
    on = state.on
    rows = []
    for room, switches in state.rooms:
        turned = [
            (one, "?" + _asked([n for n in [*on, one.name] if n != one.name or not one.is_on], when))
            for one in switches
        ]
        rows.append({"room": room, "switches": turned})
    return rows


def _actions(scope: Any, shape: BaseGeometry, found: Inside) -> dict[str, str]:
    """Where one goes on from here, the area filled in; only what the person may do."""
    drawn = json.dumps(dump(shape), separators=(",", ":"))
    codes = [("villages", code) for code, _name in found.villages]
    # An address has an end: a long outline goes as the villages in it.
    where = [("drawing", drawn)] if len(drawn) < _MOST_IN_ADDRESS else codes
    links: dict[str, str] = {}
    if scope.may("alerts.compose"):
        links["callout"] = reverse("alerts:compose") + "?" + urlencode(where)
    if scope.may("evacuation.propose"):
        links["evacuation"] = reverse("evacuation:new") + "?" + urlencode([("zone", key) for key in found.zones])
    lon, lat = found.middle
    if scope.may("resources.request") and (page := address("resources:move-new")):
        links["dispatch"] = page + "?" + urlencode({"lon": lon, "lat": lat})
    return links
