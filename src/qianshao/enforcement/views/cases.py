"""Cases: the list, a new one, one with its steps, the ledger as an Excel file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import number_in, workbook
from qianshao.core.errors import Refusal
from qianshao.core.once import once
from qianshao.enforcement import selectors
from qianshao.enforcement.exports import export_cases
from qianshao.enforcement.pages.acts import BY_CODE, choices_for, form_of
from qianshao.enforcement.pages.cases import case_context, case_form, filters_of, list_context, opening_of
from qianshao.files.services import receive_whole
from qianshao.hazards.selectors import hazard_of

MOST_PHOTOS = 12


@requires("enforcement.view")
@never_cache
@require_GET
def case_list(request: Any) -> HttpResponse:
    """What is not over, the nearest date first."""
    return render(request, "enforcement/cases.html", list_context(request.scope, request.GET, clock.now()))


@requires("enforcement.view")
@never_cache
@require_GET
def case_page(request: Any, case_id: int) -> HttpResponse:
    """One case."""
    return show(request, selectors.case_of(request.scope, case_id))


def show(request: Any, case: Any, failed: Any = None, paper: Any = None) -> HttpResponse:
    """The page; with what was refused (a step and its form, or a paper) still filled in."""
    context = case_context(request.scope, case, clock.now()) | {"failed": failed, "paper": paper}
    # Somebody else may have moved the case on: the form is shown all the same, so that nobody's words are lost.
    context["is_passed"] = failed is not None and failed[0].code not in {act.code for act, _form in context["offers"]}
    return render(request, "enforcement/case.html", context, status=422 if failed or paper else 200)


@requires("enforcement.handle")
@once
@never_cache
@require_http_methods(["GET", "POST"])
def case_new(request: Any) -> HttpResponse:
    """Open a case; ``?hazard=`` out of a hazard, ``?from=`` out of a township's case handed to the county."""
    now = clock.now()
    given = request.POST if request.method == "POST" else request.GET
    hazard = hazard_of(request.scope, number_in(given, "hazard")) if given.get("hazard") else None
    before = selectors.handed_case_of(request.scope, number_in(given, "from")) if given.get("from") else None
    form = case_form(request, now, hazard, before)
    if request.method == "POST" and form.is_valid():
        keys = {"hazard_id": hazard.pk if hazard else None, "from_case": before.pk if before else None}
        verb, arguments = opening_of(form.cleaned_data, keys)
        try:
            made = verb(actor=request.actor, now=now, **arguments)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("enforcement:case", args=[made.pk]))
    context = {"form": form, "hazard": hazard, "before": before}
    return render(request, "enforcement/case_new.html", context, status=422 if request.method == "POST" else 200)


def _act(request: Any, case_id: int, group: str) -> HttpResponse:
    """Take one step of a group; what is wrong with the form is said where it was filled in."""
    case, now = selectors.case_of(request.scope, case_id), clock.now()
    act = BY_CODE.get(request.POST.get("act", ""))
    back = reverse("enforcement:case", args=[case.pk])
    if act is None or act.group != group:
        messages.error(request, _("没有这种处理。"))
        return HttpResponseRedirect(back)
    form = form_of(act, case, choices_for(case, now), request.POST, request.FILES)
    if not form.is_valid():
        return show(request, case, (act, form))
    try:
        act.verb(case_id=case.pk, actor=request.actor, now=now, **_arguments(request, act, form))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _refused(request, act, case_id, str(refusal))
    messages.success(request, _("已记下：{act}。").format(act=act.label))
    return HttpResponseRedirect(back)


def _refused(request: Any, act: Any, case_id: int, why: str) -> HttpResponse:
    """The form as it was filled in, on the case as it stands now: posted again it is about that version."""
    case, now = selectors.case_of(request.scope, case_id), clock.now()
    data = request.POST.copy()
    data["version"] = str(case.version)
    form = form_of(act, case, choices_for(case, now), data, request.FILES)
    form.is_valid()
    form.add_error(None, why)
    return show(request, case, (act, form))


def _arguments(request: Any, act: Any, form: Any) -> dict[str, Any]:
    clean = dict(act.given(dict(form.cleaned_data)))
    if "officers" in clean:
        clean["officers"] = [int(one) for one in clean["officers"]]
    if (files := clean.pop("photos", None)) is not None:
        now = clock.now()
        sent = [receive_whole(data=f.read(), actor=request.actor, now=now) for f in files[:MOST_PHOTOS]]
        clean["photos"] = [row.uid for row in sent]
    return clean


@requires("enforcement.handle")
@require_POST
def act_handle(request: Any, case_id: int) -> HttpResponse:
    """What officers write down."""
    return _act(request, case_id, "handle")


@requires("enforcement.approve")
@require_POST
def act_approve(request: Any, case_id: int) -> HttpResponse:
    """What a leader grants."""
    return _act(request, case_id, "approve")


@requires("enforcement.decide")
@require_POST
def act_decide(request: Any, case_id: int) -> HttpResponse:
    """What a leader decides."""
    return _act(request, case_id, "decide")


@requires("enforcement.export")
@require_GET
def export(request: Any) -> FileResponse:
    """The list as it is filtered."""
    name, file = export_cases(filters=filters_of(request.GET), actor=request.actor, now=clock.now())
    return workbook(name, file)
