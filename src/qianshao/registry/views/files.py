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
from qianshao.core.sheets.workbook import template, with_problems
from qianshao.registry.forms import UploadForm
from qianshao.registry.imports.sheet import sheet_of
from qianshao.registry.selectors import batches
from qianshao.registry.selectors.lists import kind_by_code
from qianshao.registry.services import import_files

PER_PAGE = 20
SHOWN = 200


@requires("registry.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def import_list(request: Any, kind: str) -> HttpResponse:
    """Upload a file; the files that came before."""
    found = kind_by_code(kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, crs = form.cleaned_data["file"], form.cleaned_data["crs"]
        given = {"kind": found.code, "name": file.name, "data": file.read(), "crs": crs}
        try:
            batch = import_files.check_file(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("registry:import", args=[batch.pk]))
    page = Paginator(batches.batches(request.scope, found), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "kind": found}
    return render(request, "registry/imports.html", context, status=200 if request.method == "GET" else 422)


@requires("registry.edit")
@require_GET
def import_template(_request: Any, kind: str) -> HttpResponseBase:
    """An empty file to fill in, with the kind's own columns."""
    found = kind_by_code(kind)
    name = _("{kind}模板.xlsx").format(kind=found.name)
    return workbook(name, io.BytesIO(template(sheet_of(found))))


@requires("registry.edit")
@never_cache
@require_GET
def import_page(request: Any, batch_id: int) -> HttpResponse:
    """What the file would do, line by line where something is wrong."""
    batch = batches.batch(request.scope, batch_id)
    findings = batch.found
    context = {
        "batch": batch,
        "kind": batch.kind,
        "findings": findings[:SHOWN],
        "more": max(0, batch.counts.get("problems", 0) + batch.counts.get("remarks", 0) - SHOWN),
        "earlier": batch.earlier() if batch.state == "checked" else None,
    }
    return render(request, "registry/import.html", context)


@requires("registry.edit")
@never_cache
@require_GET
def import_problems(request: Any, batch_id: int) -> HttpResponseBase:
    """The uploaded file again, with a column 问题."""
    batch = batches.batch(request.scope, batch_id)
    table = batch.table
    if table is None:
        raise NotFound("batch.gone", _("这次导入的内容已经清除"))
    name = _("{name}_问题.xlsx").format(name=batch.file_name.rsplit(".", 1)[0])
    return workbook(name, io.BytesIO(with_problems(table, batch.found)))


_ACTS = {
    "confirm": (import_files.confirm_batch, lazy("已导入。")),
    "drop": (import_files.drop_batch, lazy("已放弃，没有写入任何内容。")),
    "undo": (import_files.undo_batch, lazy("已撤回，恢复到导入之前。")),
}


@requires("registry.edit")
@require_POST
def import_act(request: Any, batch_id: int, what: str) -> HttpResponse:
    """Confirm, drop or undo."""
    chosen = _ACTS.get(what)
    if chosen is None:
        raise Http404
    verb, said = chosen
    given: dict[str, Any] = {"batch_id": batch_id}
    if verb is import_files.confirm_batch:
        given["accept_good"] = request.POST.get("accept_good") == "on"
    return act(request, reverse("registry:import", args=[batch_id]), said, verb, **given)
