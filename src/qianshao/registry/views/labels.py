"""Labels to print, and the page a phone opens when it reads one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import number_in
from qianshao.core.errors import Refusal
from qianshao.registry import pages, selectors, services
from qianshao.registry.selectors.lists import kind_by_code, lines_of, viewing
from qianshao.registry.services.count_kit import count_kit

MOST_LABELS = 300


@requires("registry.view")
@require_GET
def kind_labels(request: Any, kind: str) -> HttpResponse:
    """The labels of a list, with the list's filters."""
    found = kind_by_code(kind)
    rows = pages.filtered(request.scope, found, pages.Query.of(request.GET))
    total = rows.count()
    context = {"labels": pages.labels(request, rows[:MOST_LABELS]), "kind": found, "left": total - MOST_LABELS}
    return render(request, "registry/labels.html", context)


@requires("registry.view")
@require_GET
def label(request: Any, record_id: int) -> HttpResponse:
    """The label of one record."""
    row = selectors.record_of(viewing(request.scope), record_id)
    context = {"labels": pages.labels(request, [row]), "kind": row.kind, "left": 0, "record": row}
    return render(request, "registry/labels.html", context)


@requires("registry.view")
@never_cache
@require_http_methods(["GET", "POST"])
def scan(request: Any, code: str) -> HttpResponse:
    """A label was read: what it is, and three large buttons."""
    row = selectors.record_by_code(viewing(request.scope), code)
    error = ""
    if request.method == "POST":
        try:
            said = _count(request, row) if "count" in request.POST else _verify(request, row)
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("registry:scan", args=[row.code]))
    context = pages.scan_page(request, row, error=error)
    return render(request, "registry/scan.html", context, status=422 if error else 200)


def _verify(request: Any, row: Any) -> str:
    got = request.POST
    services.verify_record(
        record_id=row.pk,
        found=got.get("found", ""),
        words=got.get("words", ""),
        position=pages.position_in(got),
        readings=pages.readings_in(got),
        actor=request.actor,
        now=clock.now(),
    )
    return _("已记下，谢谢。")


def _count(request: Any, row: Any) -> str:
    given = {line.pk: number_in(request.POST, f"n-{line.pk}") for line in lines_of(row) if line.sort == "kit"}
    counts = {key: number for key, number in given.items() if f"n-{key}" in request.POST}
    changed = count_kit(record_id=row.pk, counts=counts, actor=request.actor, now=clock.now())
    return _("已记下，改了 {n} 项。").format(n=changed) if changed else _("已核对，数量都对。")
