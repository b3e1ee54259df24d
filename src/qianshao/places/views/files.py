"""Pages of imports: template, upload, preview, confirm, undo."""

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, workbook
from qianshao.core.errors import NotFound, Refusal
from qianshao.core.sheets.workbook import Extra, template, with_problems
from qianshao.places import selectors, services
from qianshao.places.forms import UploadForm
from qianshao.places.imports.sheet import SHELTERS
from qianshao.places.states import THREAT_WORDS

PER_PAGE = 20
SHOWN = 200


@requires("places.import")
@never_cache
@require_http_methods(["GET", "POST"])
def import_list(request: Any) -> HttpResponse:
    """Upload a file; the files that came before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, crs = form.cleaned_data["file"], form.cleaned_data["crs"]
        try:
            batch = services.check_file(
                name=file.name, data=file.read(), crs=crs, actor=request.actor, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("places:import", args=[batch.pk]))
    page = Paginator(selectors.batches(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    status = 200 if request.method == "GET" else 422
    return render(request, "places/imports.html", {"form": form, "page": page}, status=status)


@requires("places.import")
@require_GET
def import_template(_request: Any) -> HttpResponseBase:
    """An empty file to fill in, with a page of the classes and hazards."""
    rows = [(str(row.get_axis_display()), row.name) for row in selectors.classes()]
    rows += [(_("不适用的灾种"), str(words)) for words in THREAT_WORDS.values()]
    extra = Extra("分类", (_("列"), _("可填")), rows, (16, 24))  # zh: the name of a sheet
    return workbook(_("安置点模板.xlsx"), io.BytesIO(template(SHELTERS, [extra])))


@requires("places.import")
@never_cache
@require_GET
def import_page(request: Any, batch_id: int) -> HttpResponse:
    """What the file would do, line by line where something is wrong."""
    batch = selectors.batch(request.scope, batch_id)
    findings = selectors.findings_of(batch)
    context = {
        "batch": batch,
        "findings": findings[:SHOWN],
        "more": max(0, batch.counts.get("problems", 0) + batch.counts.get("remarks", 0) - SHOWN),
        "earlier": selectors.same_file(request.scope, batch) if batch.state == "checked" else None,
    }
    return render(request, "places/import.html", context)


@requires("places.import")
@never_cache
@require_GET
def import_problems(request: Any, batch_id: int) -> HttpResponseBase:
    """The uploaded file again, with a column 问题."""
    batch = selectors.batch(request.scope, batch_id)
    table = selectors.table_of(batch)
    if table is None:
        raise NotFound("batch.gone", _("这次导入的内容已经清除"))
    name = _("{name}_问题.xlsx").format(name=batch.file_name.rsplit(".", 1)[0])
    return workbook(name, io.BytesIO(with_problems(table, selectors.findings_of(batch))))


_ACTS = {
    "confirm": (services.confirm_batch, lazy("已导入。")),
    "drop": (services.drop_batch, lazy("已放弃，没有写入任何内容。")),
    "undo": (services.undo_batch, lazy("已撤回，恢复到导入之前。")),
}


@requires("places.import")
@require_POST
def import_act(request: Any, batch_id: int, what: str) -> HttpResponse:
    """Confirm, drop or undo."""
    chosen = _ACTS.get(what)
    if chosen is None:
        raise Http404
    verb, said = chosen
    given: dict[str, Any] = {"batch_id": batch_id}
    if verb is services.confirm_batch:
        given["accept_good"] = request.POST.get("accept_good") == "on"
    return act(request, reverse("places:import", args=[batch_id]), said, verb, **given)
