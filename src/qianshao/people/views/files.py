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
from qianshao.people import selectors, services
from qianshao.people.forms import UploadForm
from qianshao.people.imports.sheets import SHEETS

PER_PAGE = 20
SHOWN = 200


def _kinds(request: Any) -> list[tuple[str, Any]]:
    return [
        (kind, sheet.name)
        for kind, sheet in SHEETS.items()
        if request.scope.may("people.import" if kind in ("persons", "households") else "divisions.import")
    ]


@requires("people.import")
@never_cache
@require_http_methods(["GET", "POST"])
def import_list(request: Any) -> HttpResponse:
    """Upload a file; the files that came before."""
    kinds = _kinds(request)
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        file, given = form.cleaned_data["file"], form.cleaned_data
        try:
            batch = services.check_file(
                kind=given["kind"],
                name=file.name,
                data=file.read(),
                crs=given["crs"],
                actor=request.actor,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("people:import", args=[batch.pk]))
    page = Paginator(selectors.batches(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    sheets = [(reverse(f"people:template-{k}"), SHEETS[k].name) for k, _name in kinds if SHEETS[k].columns]
    context = {"form": form, "page": page, "sheets": sheets, "names": {k: s.name for k, s in SHEETS.items()}}
    return render(request, "people/imports.html", context, status=200 if request.method == "GET" else 422)


@requires("people.import")
@require_GET
def import_template(_request: Any, kind: str) -> HttpResponseBase:
    """An empty file to fill in."""
    sheet = SHEETS[kind]
    extras, remark = [], ""
    if kind == "persons":
        rows = [(post.code, post.name, post.short) for post in selectors.posts()]
        extras = [Extra("岗位", (_("代码"), _("岗位名称"), _("简称")), rows, (10, 34, 34))]  # zh: the name of a sheet
    if kind == "households":
        remark = _("特殊情况可填：") + "、".join(need.name for need in selectors.needs_by_code().values())
    name = _("{name}模板.xlsx").format(name=sheet.name)
    return workbook(name, io.BytesIO(template(sheet, extras, remark)))


@requires("people.import")
@never_cache
@require_GET
def import_page(request: Any, batch_id: int) -> HttpResponse:
    """What the file would do, line by line where something is wrong."""
    batch = selectors.batch(request.scope, batch_id)
    findings = selectors.findings_of(batch)
    context = {
        "batch": batch,
        "sheet": SHEETS[batch.kind],
        "findings": findings[:SHOWN],
        "more": max(0, batch.counts.get("problems", 0) + batch.counts.get("remarks", 0) - SHOWN),
        "earlier": selectors.same_file(request.scope, batch) if batch.state == "checked" else None,
        "has_table": batch.kind != "boundaries" and bool(batch.rows),
    }
    return render(request, "people/import.html", context)


@requires("people.import")
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


@requires("people.import")
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
    return act(request, reverse("people:import", args=[batch_id]), said, verb, **given)
