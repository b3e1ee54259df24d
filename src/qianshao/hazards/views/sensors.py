"""Monitoring stations: the list, one of them, a new one, a file of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.hazards import services
from qianshao.hazards.forms.sensors import StationFileForm
from qianshao.hazards.pages import sensors as pages
from qianshao.hazards.selectors.sensors import station_of, stations

MOST_BYTES = 5_000_000


@requires("hazards.view")
@require_GET
def station_list(request: Any) -> HttpResponse:
    """Stations, the silent ones first."""
    return _list(request)


def _list(request: Any, **more: Any) -> HttpResponse:
    asked, now = pages.filters_of(request.GET), clock.now()
    page = Paginator(stations(request.scope, asked, now), pages.PER_PAGE).get_page(request.GET.get("page"))
    context = pages.list_context(request.scope, asked, now)
    context |= {"page": page, "rows": pages.lines(list(page.object_list), now), "file": StationFileForm(), **more}
    return render(request, "hazards/stations.html", context, status=422 if more else 200)


@requires("hazards.view")
@require_GET
def station_page(request: Any, station_id: int) -> HttpResponse:
    """One station."""
    row = station_of(request.scope, station_id)
    return render(request, "hazards/station.html", pages.station_context(request.scope, row, clock.now()))


@requires("hazards.stations")
@require_POST
def station_edit(request: Any, station_id: int) -> HttpResponse:
    """Describe it anew, or stop it."""
    row, now = station_of(request.scope, station_id), clock.now()
    form = pages.station_form(request.scope, now, row, request.POST)
    if _saved(request, form, station_id=row.pk) is None:
        context = pages.station_context(request.scope, row, now, form)
        return render(request, "hazards/station.html", context, status=422)
    return HttpResponseRedirect(reverse("hazards:station", args=[row.pk]))


@requires("hazards.stations")
@require_http_methods(["GET", "POST"])
def station_new(request: Any) -> HttpResponse:
    """A new station."""
    form = pages.station_form(request.scope, clock.now(), data=request.POST or None)
    if request.method == "POST" and (made := _saved(request, form)):
        return HttpResponseRedirect(reverse("hazards:station", args=[made.pk]))
    return render(request, "hazards/station_new.html", {"form": form}, status=200 if request.method == "GET" else 422)


def _saved(request: Any, form: Any, **more: Any) -> Any:
    """The station as it was written; None where something is wrong, which the form says."""
    if not form.is_valid():
        return None
    try:
        made = services.put_station(**form.cleaned_data, **more, actor=request.actor, now=clock.now())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("已记下。"))
    return made


@requires("hazards.stations")
@require_POST
def station_import(request: Any) -> HttpResponse:
    """A file of stations; lines that are wrong are named."""
    form = StationFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, file=form)
    file = form.cleaned_data["file"]
    try:
        data = file.read(MOST_BYTES)
        written, faults = services.import_stations(name=file.name, data=data, actor=request.actor, now=clock.now())
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _list(request, file=form)
    messages.success(request, _("导入 {count} 个站点。").format(count=written))
    return _list(request, faults=faults) if faults else HttpResponseRedirect(reverse("hazards:stations"))
