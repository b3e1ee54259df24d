"""Treatment projects (治理工程): the list, one project, its plan, its steps, the Excel file."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import workbook
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Refusal
from qianshao.files.services import receive_whole
from qianshao.hazards import selectors, services
from qianshao.hazards.exports_works import export_works
from qianshao.hazards.forms import works as forms
from qianshao.hazards.forms.ledger import end_of
from qianshao.hazards.pages import works as pages

MOST_PHOTOS = 6


@requires("hazards.view")
@require_GET
def works_list(request: Any) -> HttpResponse:
    """Projects, the latest first."""
    asked, now = pages.filters_of(request.GET), clock.now()
    page = Paginator(selectors.projects(request.scope, asked, now), pages.PER_PAGE).get_page(request.GET.get("page"))
    context = pages.list_context(request.scope, asked, now)
    context |= {"page": page, "rows": pages.lines(list(page.object_list), now)}
    return render(request, "hazards/works.html", context)


@requires("hazards.export")
@require_GET
def works_export(request: Any) -> FileResponse:
    """The list as it is filtered."""
    name, file = export_works(asked=pages.filters_of(request.GET), actor=request.actor, now=clock.now())
    return workbook(name, file)


@requires("hazards.view")
@require_GET
def project_page(request: Any, project_id: int) -> HttpResponse:
    """One project."""
    return _show(request, project_id)


def _show(request: Any, project_id: int, **failed: Any) -> HttpResponse:
    project = selectors.project_of(request.scope, project_id)
    context = pages.project_context(request.scope, project, clock.now(), failed)
    return render(request, "hazards/project.html", context, status=422 if failed else 200)


@requires("hazards.assign")
@require_http_methods(["GET", "POST"])
def works_new(request: Any, hazard_id: int) -> HttpResponse:
    """Plan the treatment of a hazard."""
    row, now = selectors.hazard_of(request.scope, hazard_id), clock.now()
    zones = pages.zone_choices(request.scope, row.division_path)
    form = forms.PlanForm(request.POST or None, initial=pages.plan_initial(row), zones=zones)
    steps = forms.StepForms(request.POST or None, initial=pages.steps_initial(row, now), prefix="step")
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        plan = pages.plan_of(request.scope, row.division_path, form.cleaned_data, steps.cleaned_data)
        given = {"hazard_id": row.pk, "plan": plan, "version": form.cleaned_data["version"]}
        if made := _try(request, form, services.plan_project, now, **given):
            return HttpResponseRedirect(reverse("hazards:project", args=[made.pk]))
    context = {"form": form, "steps": steps, "h": row}
    return render(request, "hazards/project_plan.html", context, status=200 if request.method == "GET" else 422)


@requires("hazards.assign")
@require_http_methods(["GET", "POST"])
def project_plan(request: Any, project_id: int) -> HttpResponse:
    """Plan anew."""
    project, now = selectors.project_of(request.scope, project_id), clock.now()
    zones = pages.zone_choices(request.scope, project.division_path)
    form = forms.PlanForm(request.POST or None, initial=pages.replan_initial(project), zones=zones)
    steps = forms.StepForms(request.POST or None, initial=pages.replan_steps(project), prefix="step")
    why = forms.ReasonForm(request.POST or None, prefix="why")
    if request.method == "POST" and form.is_valid() and steps.is_valid() and why.is_valid():
        plan = pages.plan_of(request.scope, project.division_path, form.cleaned_data, steps.cleaned_data)
        given = {"project_id": project.pk, "plan": plan, "version": form.cleaned_data["version"]}
        if _try(request, form, services.replan_project, now, words=why.cleaned_data["words"], **given):
            return HttpResponseRedirect(reverse("hazards:project", args=[project.pk]))
    context = {"form": form, "steps": steps, "why": why, "h": project.hazard, "p": project}
    return render(request, "hazards/project_plan.html", context, status=200 if request.method == "GET" else 422)


def _try(request: Any, form: Any, verb: Any, now: datetime, /, **given: Any) -> Any:
    """Run a verb; what is wrong is said on the form, and nothing comes back."""
    try:
        return verb(actor=request.actor, now=now, **given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, str(refusal))
        return None


def _do(request: Any, project_id: int, name: str, form: Any, verb: Any) -> HttpResponse:
    """Run a verb with a form's values; what is wrong with them is said where they were filled in."""
    if form.is_valid():
        given, now = dict(form.cleaned_data), clock.now()
        if "photos" in given:
            given["evidence"] = _received(request, given.pop("photos"), now)
        if "done_on" in given:
            given["done_at"] = _moment(given.pop("done_on"), now)
        if _try(request, form, verb, now, project_id=project_id, **given):
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("hazards:project", args=[project_id]))
    return _show(request, project_id, **{name: form})


def _received(request: Any, files: Any, now: datetime) -> list[Any]:
    return [receive_whole(data=one.read(), actor=request.actor, now=now).uid for one in files[:MOST_PHOTOS]]


def _moment(day: Any, now: datetime) -> datetime | None:
    """A day as a moment: today is now, another its end."""
    return now if day == now.astimezone(BEIJING).date() else end_of(day)


@requires("hazards.fix")
@require_POST
def project_fix(request: Any, project_id: int) -> HttpResponse:
    """A milestone is reached, something is told, it is finished: by the field ``what``."""
    project, what = selectors.project_of(request.scope, project_id), request.POST.get("what", "")
    if what == "ask":
        return _do(request, project_id, "ask", forms.AskForm(request.POST, auto_id="id_ask_%s"), services.ask_works)
    if what == "told":
        told = forms.ToldForm(request.POST, request.FILES, households=project.households, auto_id="id_told_%s")
        return _do(request, project_id, "told", told, services.tell_works)
    step = forms.MilestoneForm(request.POST, request.FILES, auto_id="id_again_%s")
    return _do(request, project_id, "milestone", step, services.finish_milestone)


@requires("hazards.accept")
@require_POST
def project_accept(request: Any, project_id: int) -> HttpResponse:
    """Accepted, or, with ``what`` = reject, sent back."""
    project = selectors.project_of(request.scope, project_id)
    if request.POST.get("what") != "reject":
        form = forms.AcceptForm(request.POST, auto_id="id_accept_%s")
        return _do(request, project_id, "accept", form, services.accept_works)
    steps = pages.step_choices(selectors.milestones_of(project))
    reject = forms.RejectForm(request.POST, steps=steps, auto_id="id_reject_%s")
    return _do(request, project_id, "reject", reject, services.reject_works)


@requires("hazards.assign")
@require_POST
def project_drop(request: Any, project_id: int) -> HttpResponse:
    """Given up."""
    selectors.project_of(request.scope, project_id)
    form = forms.ReasonForm(request.POST, auto_id="id_drop_%s")
    return _do(request, project_id, "drop", form, services.drop_project)
