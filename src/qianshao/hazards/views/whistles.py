"""吹哨报到: the list, one case, blowing, what is done about it, the ranking of response."""

from datetime import timedelta
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
from qianshao.core.acts import number_in
from qianshao.core.errors import Refusal
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.divisions import choices
from qianshao.hazards import selectors, services
from qianshao.hazards.forms.whistles import BlowForm
from qianshao.hazards.pages import whistles as pages

PER_PAGE = 30
_SPANS = {"30": 30, "90": 90, "365": 365}


@requires("hazards.view")
@require_GET
def whistle_list(request: Any) -> HttpResponse:
    """Whistles, the newest first."""
    now = clock.now()
    context = pages.list_context(request.scope, request.GET, now)
    found = selectors.whistles(request.scope, tab=context["tab"], under=context["under"], now=now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "rows": pages.lines(list(page.object_list), now)}
    return render(request, "hazards/whistles.html", context)


@requires("hazards.view")
@require_GET
def whistle_page(request: Any, whistle_id: int) -> HttpResponse:
    """One case: its departments and its timeline."""
    return _show(request, selectors.whistle_of(request.scope, whistle_id))


def _show(request: Any, row: Any, failed: Any = None) -> HttpResponse:
    context = pages.with_lost(pages.whistle_context(request.scope, row, clock.now(), failed))
    return render(request, "hazards/whistle.html", context, status=422 if failed else 200)


@requires("hazards.whistle")
@require_http_methods(["GET", "POST"])
def whistle_new(request: Any) -> HttpResponse:
    """Blow; about a hazard or a report of danger, when one is named in the address."""
    form = _blow_form(request)
    if request.method == "POST" and form.is_valid():
        clean = dict(form.cleaned_data)
        lon, lat = clean.pop("lon"), clean.pop("lat")
        spot = Position(lon, lat, 0.0) if lon is not None and lat is not None else None
        try:
            made = services.blow_whistle(actor=request.actor, now=clock.now(), position=spot, **clean)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("hazards:whistle", args=[made.pk]))
    status = 200 if request.method == "GET" else 422
    return render(request, "hazards/whistle_new.html", {"form": form}, status=status)


def _blow_form(request: Any) -> BlowForm:
    now = clock.now()
    options: dict[str, Any] = {
        "cases": selectors.choices_of("whistles", now),
        "departments": selectors.choices_of("departments", now),
        "areas": choices.form_areas(request.scope, "hazards.whistle"),
    }
    if request.method == "POST":
        return BlowForm(request.POST, **options)
    return BlowForm(initial={"command_id": uuid7(), **_about(request)}, **options)


def _about(request: Any) -> dict[str, Any]:
    """What the hazard or the sighting named in the address says already."""
    hazard_id, sighting_id = number_in(request.GET, "hazard"), number_in(request.GET, "danger")
    row: Any
    if hazard_id > 0:
        row = selectors.hazard_of(request.scope, hazard_id)
        known = {"hazard_id": row.pk, "matter": row.title, "place": row.place_name, "departments": [row.department]}
    elif sighting_id > 0:
        row = selectors.sighting_by_id(request.scope, sighting_id)
        known = {"sighting_id": row.pk, "matter": row.kind_name, "place": row.place, "case": "urgent"}
    else:
        return {}
    return {**known, "division_path": row.division_path, "lon": row.lon, "lat": row.lat, "is_drill": row.is_drill}


def _act(request: Any, whistle_id: int, group: str) -> HttpResponse:
    row = selectors.whistle_of(request.scope, whistle_id)
    act, back = pages.BY_CODE.get(request.POST.get("act", "")), reverse("hazards:whistle", args=[row.pk])
    if act is None or act.group != group:
        messages.error(request, _("没有这种处理。"))
        return HttpResponseRedirect(back)
    call_id = number_in(request.POST, "call_id")
    form = pages.form_of(act, selectors.choices_of("departments", clock.now()), request.POST, max(call_id, 0))
    if form.is_valid() and _belongs(row, act, form.cleaned_data.get("call_id")):
        try:
            given = pages.arguments_of(act, form.cleaned_data, row.pk)
            act.verb(actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记下：{act}。").format(act=act.label))
            return HttpResponseRedirect(back)
    return _show(
        request, selectors.whistle_of(request.scope, whistle_id), {"act": act.code, "form": form, "call": call_id}
    )


def _belongs(row: Any, act: Any, call_id: int | None) -> bool:
    """A call's number in the form must be one of this whistle's."""
    return act in pages.WHOLE_ACTS or any(call.pk == call_id for call in selectors.calls_of(row))


@requires("hazards.answer")
@require_POST
def act_answer(request: Any, whistle_id: int) -> HttpResponse:
    """What a department says: it answers, it is there, it is done."""
    return _act(request, whistle_id, "answer")


@requires("hazards.whistle")
@require_POST
def act_whistle(request: Any, whistle_id: int) -> HttpResponse:
    """What the township says: they are here, they need not come, how it was, it is over."""
    return _act(request, whistle_id, "whistle")


@requires("hazards.view")
@require_GET
def ranking(request: Any) -> HttpResponse:
    """How fast departments answer and come."""
    now, span = clock.now(), _SPANS.get(request.GET.get("days", ""), 90)
    context = pages.ranking_context(request.scope, now, now - timedelta(days=span))
    return render(request, "hazards/ranking.html", context | {"span": span, "spans": list(_SPANS.values())})
