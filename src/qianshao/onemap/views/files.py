"""Layers out as GeoJSON and GeoPackage, layer files in."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.onemap import services
from qianshao.onemap.forms import ImportForm
from qianshao.onemap.selectors.items import collections
from qianshao.onemap.sources import kind_choices
from qianshao.onemap.transfer import read_file

FORMS = {"geojson": "application/geo+json", "gpkg": "application/geopackage+sqlite3"}
SHOWN = 20


@requires("onemap.export")
@require_GET
def exports(request: Any) -> HttpResponse:
    """Which layers may be taken out."""
    found = [one for one in collections(request.scope) if request.scope.may(one.action)]
    return render(request, "onemap/exports.html", {"layers": found, "ogc": request.build_absolute_uri("/ogc/")})


@requires("onemap.export")
@never_cache
@require_GET
def export(request: Any, layer: str, form: str) -> HttpResponse:
    """One layer as a file."""
    if form not in FORMS:
        raise Http404
    content = services.export_layer(name=layer, form=form, actor=request.actor, now=clock.now())
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{layer}.{form}')}"
    response["Cache-Control"] = "no-store"
    return response


@requires("onemap.import")
@never_cache
@require_http_methods(["GET", "POST"])
def import_page(request: Any) -> HttpResponse:
    """Look at a file first (预览), then write it with the same form (导入)."""
    form = ImportForm(request.POST or None, request.FILES or None, kinds=kind_choices())
    outcome = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _run(request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    if outcome and outcome.written:
        said = _("已导入：新增 {new}，更新 {changed}，没有变化 {same}。")
        messages.success(request, said.format(new=outcome.created, changed=outcome.updated, same=outcome.same))
        return HttpResponseRedirect(reverse("onemap:import"))
    context = {"form": form, "outcome": outcome, "shown": outcome.rows[:SHOWN] if outcome else ()}
    status = 200 if request.method == "GET" or (outcome and not outcome.faults) else 422
    return render(request, "onemap/import.html", context, status=status)


def _run(request: Any, given: Any) -> services.Outcome:
    table = read_file(given["file"].name, given["file"].read(), given["crs"])
    write = request.POST.get("act") == "write"
    return services.import_layer(
        table=table, kind=given["kind"], dry_run=not write, actor=request.actor, now=clock.now()
    )
