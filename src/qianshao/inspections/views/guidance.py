"""Pages of advice: the list with who helped how often, a new wish, one with what may be done."""

from collections.abc import Mapping
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
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Refusal
from qianshao.divisions import choices
from qianshao.hazards.selectors import hazard_of
from qianshao.inspections import selectors, services
from qianshao.inspections.forms.guidance import AskForm, DeclineForm, DoneForm, SendForm
from qianshao.inspections.pages import PER_PAGE
from qianshao.inspections.states import GUIDANCE_MOVES, GUIDANCE_TABS

_FORMS: Mapping[str, Any] = {"plan": SendForm, "decline": DeclineForm, "record": DoneForm}
_VERBS: Mapping[str, Any] = {
    "plan": services.plan_guidance,
    "decline": services.decline_guidance,
    "record": services.record_guidance,
}


@requires("inspections.view")
@require_GET
def guidance_list(request: Any) -> HttpResponse:
    """What was asked, and who helped how often this year."""
    tab, under = request.GET.get("tab", "open")[:10], request.GET.get("under", "")[:40]
    page = Paginator(selectors.guidances(request.scope, tab, under), PER_PAGE).get_page(request.GET.get("page"))
    where = choices.places([row.division_path for row in page])
    counts = selectors.guidance_counts(request.scope, under)
    year = clock.now().astimezone(BEIJING).year
    context = {
        "page": page,
        "rows": [(row, where[row.division_path]) for row in page],
        "tab": tab,
        "tabs": [(code, label, counts[code]) for code, label, _states in GUIDANCE_TABS],
        "under": under,
        "towns": choices.towns(request.scope, under),
        "year": year,
        "helped": selectors.services_by_adviser(request.scope, year),
        "may_ask": request.scope.may("inspections.plan"),
    }
    return render(request, "inspections/guidances.html", context)


@requires("inspections.plan")
@require_http_methods(["GET", "POST"])
def guidance_new(request: Any) -> HttpResponse:
    """Ask; ``?hazard=`` about a hazard."""
    hazard = hazard_of(request.scope, number_in(request.GET, "hazard")) if request.GET.get("hazard") else None
    areas = choices.form_areas(request.scope, "inspections.plan")
    if hazard is not None:
        areas = [(hazard.division_path, choices.places([hazard.division_path])[hazard.division_path])]
    form = AskForm(request.POST or None, areas=areas, initial={"subject": hazard.title[:120] if hazard else ""})
    if request.method == "POST" and form.is_valid():
        about = hazard.pk if hazard else None
        try:
            made = services.ask_guidance(hazard_id=about, actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("inspections:guidance", args=[made.pk]))
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/guidance_new.html", {"form": form, "hazard": hazard}, status=status)


@requires("inspections.view")
@require_GET
def guidance_page(request: Any, guidance_id: int) -> HttpResponse:
    """One."""
    return _show(request, guidance_id)


def _show(request: Any, guidance_id: int, failed: Mapping[str, Any] | None = None) -> HttpResponse:
    row, now = selectors.guidance_of(request.scope, guidance_id), clock.now()
    known = selectors.advisers(request.scope, now) if row.state in GUIDANCE_MOVES["record"].sources else {}
    offers = {
        act: (failed or {}).get(act) or _form(act, row, known, now)
        for act, step in GUIDANCE_MOVES.items()
        if step.allows(row.state) and request.scope.may(step.permission, row.division_path)
    }
    place = choices.places([row.division_path])[row.division_path]
    context = {"g": row, "place": place, "offers": offers}
    return render(request, "inspections/guidance.html", context, status=422 if failed else 200)


def _form(act: str, row: Any, known: Mapping[str, Any], now: Any, data: Any = None) -> Any:
    initial = {"version": row.version, "done_on": now.astimezone(BEIJING).date()}
    options = {"known": [(key, f"{one.name} {one.org}".strip()) for key, one in known.items()]}
    kept = {} if act == "decline" else options
    return _FORMS[act](data, initial=initial, auto_id=f"id_{act}_%s", **kept)


def _act(request: Any, guidance_id: int, acts: tuple[str, ...]) -> HttpResponse:
    row, now = selectors.guidance_of(request.scope, guidance_id), clock.now()
    back, act = reverse("inspections:guidance", args=[row.pk]), request.POST.get("act", "")
    if act not in acts:
        messages.error(request, _("没有这种处理。"))
        return HttpResponseRedirect(back)
    known = selectors.advisers(request.scope, now)
    form = _form(act, row, known, now, request.POST)
    if form.is_valid():
        try:
            _VERBS[act](guidance_id=row.pk, actor=request.actor, now=now, **_given(form.cleaned_data, known))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(back)
    return _show(request, row.pk, {act: form})


def _given(clean: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Who was chosen from the list goes before what was typed."""
    given = {name: value for name, value in clean.items() if name != "who_key"}
    if chosen := known.get(clean.get("who_key", "")):
        given |= {"who": chosen.name, "who_org": chosen.org, "who_uid": chosen.uid}
    return given


@requires("inspections.guide")
@require_POST
def guidance_answer(request: Any, guidance_id: int) -> HttpResponse:
    """Who comes, or that nobody does."""
    return _act(request, guidance_id, ("plan", "decline"))


@requires("inspections.plan")
@require_POST
def guidance_record(request: Any, guidance_id: int) -> HttpResponse:
    """What was advised."""
    return _act(request, guidance_id, ("record",))
