"""Pages of the lists: upload, preview, confirm, undo; the one list; what does not fit."""

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
from qianshao.divisions.choices import places, towns
from qianshao.evacuation.lists import selectors, services
from qianshao.evacuation.lists.export import export_one_list
from qianshao.evacuation.lists.forms import DEPARTMENTS, ListForm, SettleForm
from qianshao.evacuation.lists.sheet import RISKS

PER_PAGE = 50
SHOWN = 200
ACTION = "evacuation.lists"


def _filters(request: Any) -> dict[str, str]:
    given = request.GET
    return {key: given.get(key, "")[:40] for key in ("under", "kind", "state", "query")}


@requires(ACTION)
@never_cache
@require_GET
def one_list(request: Any) -> HttpResponse:
    """The one list: who must be thought of when it rains, and why."""
    filters = _filters(request)
    page = Paginator(selectors.exposures(request.scope, **filters), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    where = places([row.division_path for row in rows])
    context = {
        "page": page,
        "rows": [(row, where[row.division_path]) for row in rows],
        "filters": filters,
        "towns": towns(request.scope, filters["under"]),
        "kinds": selectors.KINDS,
        "totals": selectors.exposure_totals(request.scope, under=filters["under"]),
        "waiting": sum(selectors.conflict_totals(request.scope).values()),
        "query": request.GET.urlencode(),
    }
    return render(request, "evacuation/lists/one.html", context)


@requires(ACTION)
@require_GET
def one_list_export(request: Any) -> HttpResponseBase:
    """The one list as an Excel file."""
    return workbook(*export_one_list(filters=_filters(request), actor=request.actor, now=clock.now()))


@requires(ACTION)
@require_POST
def one_list_join(request: Any) -> HttpResponse:
    """Compare with the roster anew."""
    return act(request, reverse("evacuation:one-list"), _("已重新比对。"), services.join_lists)


@requires(ACTION)
@never_cache
@require_http_methods(["GET", "POST"])
def list_files(request: Any) -> HttpResponse:
    """Upload a department's list; the lists that came before."""
    today = clock.now().astimezone(clock.BEIJING).date()
    form = ListForm(request.POST or None, request.FILES or None, initial={"received": today.isoformat()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            made = services.receive_list(
                cover=services.Cover(**given),
                file_name=file.name,
                data=file.read(),
                actor=request.actor,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("evacuation:list", args=[made.pk]))
    page = Paginator(selectors.risk_lists(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "departments": DEPARTMENTS}
    status = 200 if request.method == "GET" else 422
    return render(request, "evacuation/lists/files.html", context, status=status)


@requires(ACTION)
@require_GET
def list_template(_request: Any) -> HttpResponseBase:
    """An empty file to fill in."""
    return workbook(_("部门名册模板.xlsx"), io.BytesIO(template(RISKS)))


@requires(ACTION)
@never_cache
@require_GET
def list_page(request: Any, list_id: int) -> HttpResponse:
    """What a file would do, line by line where something is wrong."""
    found = selectors.risk_list(request.scope, list_id)
    findings = selectors.list_findings(found)
    context = {
        "found": found,
        "findings": findings[:SHOWN],
        "more": max(0, found.counts.get("problems", 0) + found.counts.get("remarks", 0) - SHOWN),
        "earlier": selectors.same_list(request.scope, found) if found.state == "checked" else None,
        "has_table": bool(found.rows),
    }
    return render(request, "evacuation/lists/file.html", context)


@requires(ACTION)
@never_cache
@require_GET
def list_problems(request: Any, list_id: int) -> HttpResponseBase:
    """The uploaded lines again, with a column 问题."""
    found = selectors.risk_list(request.scope, list_id)
    table = selectors.list_table(found)
    if table is None:
        raise NotFound("list.gone", _("这份名册的原文已经清除"))
    name = _("{name}_问题.xlsx").format(name=found.file_name.rsplit(".", 1)[0])
    return workbook(name, io.BytesIO(with_problems(table, selectors.list_findings(found))))


_ACTS = {
    "confirm": (services.confirm_list, lazy("已并入一张表。")),
    "drop": (services.drop_list, lazy("已放弃，没有写入任何内容。")),
    "undo": (services.undo_list, lazy("已撤回，一张表恢复到并入之前。")),
}


@requires(ACTION)
@require_POST
def list_act(request: Any, list_id: int, what: str) -> HttpResponse:
    """Confirm, drop or undo."""
    if what not in _ACTS:
        raise Http404
    verb, said = _ACTS[what]
    given: dict[str, Any] = {"list_id": list_id}
    if what == "confirm":
        given["accept_good"] = request.POST.get("accept_good") == "on"
    return act(request, reverse("evacuation:list", args=[list_id]), said, verb, **given)


@requires(ACTION)
@never_cache
@require_GET
def conflict_list(request: Any) -> HttpResponse:
    """What does not fit between the lists and the roster."""
    under, kind = request.GET.get("under", "")[:40], request.GET.get("kind", "")[:12]
    settled = request.GET.get("state") == "settled"
    found = selectors.list_conflicts(request.scope, under=under, kind=kind, settled=settled)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    where = places([row.division_path for row in rows])
    totals = selectors.conflict_totals(request.scope)
    context = {
        "page": page,
        "rows": [(row, where[row.division_path]) for row in rows],
        "kinds": [(key, label, totals.get(key, 0)) for key, label in selectors.CONFLICT_KINDS],
        "kind": kind,
        "under": under,
        "settled": settled,
        "towns": towns(request.scope, under),
    }
    return render(request, "evacuation/lists/conflicts.html", context)


@requires(ACTION)
@never_cache
@require_http_methods(["GET", "POST"])
def conflict_page(request: Any, conflict_id: int) -> HttpResponse:
    """One conflict: what each side says; an officer chooses, with a reason."""
    found = selectors.list_conflict(request.scope, conflict_id)
    form = SettleForm(request.POST or None, options=found.choices_given)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_list_conflict(
                conflict_id=conflict_id, actor=request.actor, now=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("evacuation:list-conflicts"))
    where = places([found.division_path])[found.division_path]
    context = {"found": found, "form": form, "place": where, "options": found.choices_given}
    status = 200 if request.method == "GET" else 422
    return render(request, "evacuation/lists/conflict.html", context, status=status)
