"""The list with its calendar, one visit, its record on paper, the Excel file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, workbook
from qianshao.core.errors import Refusal
from qianshao.files.services import receive_whole
from qianshao.inspections import pages, selectors, services
from qianshao.inspections.exports import export_visits
from qianshao.inspections.forms import HandForm, RecordForm, StartForm, WordsForm
from qianshao.inspections.services import Reply, Signing

MOST_PHOTOS = 4


@requires("inspections.view")
@require_GET
def home(request: Any) -> HttpResponse:
    """What is to be visited, what was missed, each town's figures."""
    context = pages.home_context(request.scope, request.actor.user_id, request.GET, clock.now())
    return render(request, "inspections/home.html", context)


@requires("inspections.export")
@require_GET
def export(request: Any) -> FileResponse:
    """The list as it is filtered."""
    now = clock.now()
    filters = pages.filters_of(request.GET, now)
    if filters.mine:
        filters = selectors.Filters(**{**vars(filters), "mine": False})
    name, file = export_visits(filters=filters, actor=request.actor, now=now)
    return workbook(name, file)


def _visit(request: Any, visit_id: int) -> Any:
    return selectors.visit_of(request.scope, visit_id, viewer=request.actor.user_id)


@requires("inspections.view")
@require_GET
def visit_page(request: Any, visit_id: int) -> HttpResponse:
    """One visit."""
    return _show(request, _visit(request, visit_id))


def _show(request: Any, visit: Any, **failed: Any) -> HttpResponse:
    context = pages.visit_context(request.scope, request.actor.user_id, visit, clock.now())
    version = {"version": visit.version}
    if context["may_start"]:
        code = request.GET.get("code", "")[:80]
        context["start"] = StartForm(initial={**version, "code": code, "how": "link" if code else "typed"})
    if context["may_record"]:
        context["record"] = _record_form(visit)
    if context["may_plan"]:
        context["hand"] = HandForm(initial=version, people=pages.people_choices(request.scope))
        context["cancel"] = WordsForm(initial=version, auto_id="cancel_%s")
    if context["may_reason"]:
        context["reason"] = WordsForm(initial=version, auto_id="reason_%s")
    context["missed"] = [fault for name, form in failed.items() if name not in context for fault in _faults(form)]
    return render(request, "inspections/visit.html", context | failed, status=422 if failed else 200)


def _faults(form: Any) -> list[str]:
    """What was wrong with a form that the page offers no longer, since somebody was faster."""
    return [_("没有存：这次检查已经有人办过了。"), *map(str, form.non_field_errors())]


@requires("inspections.do")
@require_POST
def visit_start(request: Any, visit_id: int) -> HttpResponse:
    """Somebody is there."""
    visit, form = _visit(request, visit_id), StartForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, start=form)
    given = form.cleaned_data
    told = "unit" if visit.kind == "self" else "paper" if given.pop("on_paper") else ""
    given.pop("on_paper", None)
    try:
        services.start_visit(visit_id=visit.pk, told=told, actor=request.actor, now=clock.now(), **given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
        return _show(request, visit, start=form)
    return HttpResponseRedirect(reverse("inspections:visit", args=[visit.pk]))


@requires("inspections.do")
@require_POST
def visit_finish(request: Any, visit_id: int) -> HttpResponse:
    """The record is written down."""
    visit = _visit(request, visit_id)
    form = _record_form(visit, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _show(request, visit, record=form)
    try:
        services.finish_visit(visit_id=visit.pk, actor=request.actor, now=clock.now(), **_recorded(request, form))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
        return _show(request, visit, record=form)
    messages.success(request, _("检查记录已存档。"))
    return HttpResponseRedirect(reverse("inspections:visit", args=[visit.pk]))


def _record_form(visit: Any, **given: Any) -> RecordForm:
    officers = pages.officer_choices(visit, clock.now())
    # Whom the draw named is ticked: it is they who go, and another name beside them would be a slip.
    drawn = {"officers": [seat.user_id for seat in visit.seats.all()]}
    return RecordForm(items=visit.items, officers=officers, initial=drawn | {"version": visit.version}, **given)


def _recorded(request: Any, form: RecordForm) -> dict[str, Any]:
    given = form.cleaned_data
    names = given["officers"] or given["inspectors"].replace("、", " ").replace("，", " ").split()
    signing = Signing(names, given["signer"], given["refused"], given["refusal"])
    photos = {item["code"]: _photos(request, given[f"p-{item['code']}"]) for item in form.items}
    return {
        "replies": replies_of(form, photos),
        "signing": signing,
        "words": given["words"],
        "version": given["version"],
    }


def replies_of(form: RecordForm, photos: Mapping[str, tuple[UUID, ...]] | None = None) -> list[Reply]:
    """What a filled-in checklist says, item by item."""
    return [_reply(item["code"], form.cleaned_data, (photos or {}).get(item["code"], ())) for item in form.items]


def _reply(code: str, given: dict[str, Any], photos: tuple[UUID, ...]) -> Reply:
    facts = {"have": given.get(f"n-{code}"), "need": given.get(f"m-{code}"), "last_on": given.get(f"d-{code}")}
    return Reply(code, given[f"r-{code}"], given[f"w-{code}"], photos, **facts)


def _photos(request: Any, files: Any) -> tuple[UUID, ...]:
    now = clock.now()
    taken = (files or [])[:MOST_PHOTOS]
    return tuple(receive_whole(data=file.read(), actor=request.actor, now=now).uid for file in taken)


def _with_words(request: Any, visit_id: int, verb: Any, said: str) -> HttpResponse:
    visit, form = _visit(request, visit_id), WordsForm(request.POST)
    back = reverse("inspections:visit", args=[visit.pk])
    if not form.is_valid():
        messages.error(request, _("请写原因。"))
        return HttpResponseRedirect(back)
    return act(request, back, said, verb, visit_id=visit.pk, **form.cleaned_data)


@requires("inspections.plan")
@require_POST
def visit_reason(request: Any, visit_id: int) -> HttpResponse:
    """Why it was missed."""
    return _with_words(request, visit_id, services.give_reason, _("原因已记下。"))


@requires("inspections.plan")
@require_POST
def visit_cancel(request: Any, visit_id: int) -> HttpResponse:
    """Nobody needs to go."""
    return _with_words(request, visit_id, services.cancel_visit, _("已取消。"))


@requires("inspections.plan")
@require_POST
def visit_hand(request: Any, visit_id: int) -> HttpResponse:
    """Somebody else goes."""
    visit = _visit(request, visit_id)
    form = HandForm(request.POST, people=pages.people_choices(request.scope))
    back = reverse("inspections:visit", args=[visit.pk])
    if not form.is_valid():
        messages.error(request, _("请选由谁去。"))
        return HttpResponseRedirect(back)
    return act(request, back, _("已改派。"), services.hand_visit, visit_id=visit.pk, **form.cleaned_data)


@requires("inspections.view")
@require_GET
def visit_print(request: Any, visit_id: int) -> HttpResponse:
    """The record on A4, or the blank checklist to take along."""
    visit = _visit(request, visit_id)
    context = pages.visit_context(request.scope, request.actor.user_id, visit, clock.now())
    return render(request, "inspections/print.html", context | {"actor_label": request.actor.label})
