"""Pages of imports of stock: template, upload, preview, confirm, undo."""

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
from qianshao.resources.forms import FileForm
from qianshao.resources.imports.sheet import STOCK
from qianshao.resources.selectors import files, stock
from qianshao.resources.selectors.stores import stores
from qianshao.resources.services import import_stock

MAY = "resources.stock"
PER_PAGE = 20
SHOWN = 200
_MOST_STORES = 2000


@requires(MAY)
@never_cache
@require_http_methods(["GET", "POST"])
def import_list(request: Any) -> HttpResponse:
    """Upload a file; the files that came before."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = import_stock.check_file(name=file.name, data=file.read(), actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("resources:import", args=[made.pk]))
    page = Paginator(files.files(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/stock/imports.html", {"form": form, "page": page}, status=status)


@requires(MAY)
@require_GET
def import_template(request: Any) -> HttpResponseBase:
    """An empty file to fill in, with a page of the items and one of the person's stores."""
    rows = [(row.code, row.name, row.unit) for row in stock.items()]
    places = [(row.code, row.name) for row in stores(request.scope, MAY)[:_MOST_STORES]]
    extras = [
        Extra("物资目录", (_("编码"), _("物资"), _("单位")), rows, (10, 24, 8)),  # zh: the name of a sheet
        Extra("仓库", (_("登记号"), _("仓库")), places, (12, 30)),  # zh: the name of a sheet
    ]
    return workbook(_("物资台账模板.xlsx"), io.BytesIO(template(STOCK, extras)))


@requires(MAY)
@never_cache
@require_GET
def import_page(request: Any, file_id: int) -> HttpResponse:
    """What the file would do, line by line where something is wrong."""
    found = files.file_of(request.scope, file_id)
    findings = found.found
    context = {
        "batch": found,
        "findings": findings[:SHOWN],
        "more": max(0, found.counts.get("problems", 0) + found.counts.get("remarks", 0) - SHOWN),
        "earlier": found.earlier() if found.state == "checked" else None,
    }
    return render(request, "resources/stock/import.html", context)


@requires(MAY)
@never_cache
@require_GET
def import_problems(request: Any, file_id: int) -> HttpResponseBase:
    """The uploaded file again, with a column 问题."""
    found = files.file_of(request.scope, file_id)
    table = found.table
    if table is None:
        raise NotFound("batch.gone", _("这次导入的内容已经清除"))
    name = _("{name}_问题.xlsx").format(name=found.file_name.rsplit(".", 1)[0])
    return workbook(name, io.BytesIO(with_problems(table, found.found)))


_ACTS = {
    "confirm": (import_stock.confirm_file, lazy("已导入。")),
    "drop": (import_stock.drop_file, lazy("已放弃，没有写入任何内容。")),
    "undo": (import_stock.undo_file, lazy("已撤回，恢复到导入之前。")),
}


@requires(MAY)
@require_POST
def import_act(request: Any, file_id: int, what: str) -> HttpResponse:
    """Confirm, drop or undo."""
    chosen = _ACTS.get(what)
    if chosen is None:
        raise Http404
    verb, said = chosen
    given: dict[str, Any] = {"file_id": file_id}
    if verb is import_stock.confirm_file:
        given["accept_good"] = request.POST.get("accept_good") == "on"
    return act(request, reverse("resources:import", args=[file_id]), said, verb, **given)
