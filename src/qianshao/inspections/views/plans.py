"""Pages of plans."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Refusal
from qianshao.core.once import once
from qianshao.divisions import choices
from qianshao.inspections import pages, selectors, services
from qianshao.inspections.forms import PlanForm
from qianshao.registry.selectors import records


@requires("inspections.view")
@require_GET
def plan_list(request: Any) -> HttpResponse:
    """Which places are visited how often, by whom."""
    now = clock.now()
    found = list(selectors.plans(request.scope))
    where = choices.places([plan.division_path for plan in found])
    routes = selectors.routes_of(request.scope, found)
    rows = [
        (
            plan,
            where[plan.division_path],
            plan.every_days or selectors.days_for(plan.kind, plan.place_class, now),
            routes.get(plan.pk),
        )
        for plan in found
    ]
    return render(
        request, "inspections/plans.html", {"rows": rows, "may_edit": request.scope.may("inspections.plan")}
    )


@requires("inspections.plan")
@once
@require_http_methods(["GET", "POST"])
def plan_new(request: Any) -> HttpResponse:
    """A new plan."""
    return _save(request, None)


@requires("inspections.plan")
@require_http_methods(["GET", "POST"])
def plan_edit(request: Any, plan_id: int) -> HttpResponse:
    """Change a plan; what it has made stays."""
    return _save(request, selectors.plan_of(request.scope, plan_id))


def _save(request: Any, plan: Any) -> HttpResponse:
    now = clock.now()
    form = PlanForm(
        request.POST or None,
        initial=_initial(request, plan) if plan else {"starts_on": now.astimezone(BEIJING).date()},
        classes=selectors.class_choices(now),
        areas=choices.form_areas(request.scope, "inspections.plan"),
        people=[(f"user:{key}", name) for key, name in pages.people_choices(request.scope)],
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.save_plan(actor=request.actor, now=now, **_given(request, form, plan))
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("安排已保存，到时自动生成检查任务。"))
            return HttpResponseRedirect(reverse("inspections:plans"))
    status = 200 if request.method == "GET" else 422
    return render(request, "inspections/plan_form.html", {"form": form, "plan": plan}, status=status)


def _initial(request: Any, plan: Any) -> dict[str, Any]:
    names = ("name", "kind", "place_class", "division_path", "every_days", "starts_on", "version")
    who = f"user:{plan.assignee_id}" if plan.assignee_id else f"role:{plan.role}" if plan.role else ""
    known = {str(row.uid): row.code for row in records(request.scope, state="").filter(uid__in=plan.route)}
    codes = [known[uid] for uid in plan.route if uid in known]
    return {**{name: getattr(plan, name) for name in names}, "who": who, "route": "\n".join(codes)}


def _given(request: Any, form: PlanForm, plan: Any) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    sort, _colon, value = given.pop("who").partition(":")
    given["role"] = value if sort == "role" else ""
    given["assignee_id"] = int(value) if sort == "user" else None
    given["route"] = pages.places_in(request.scope, given["route"])
    given["version"] = given["version"] or 0
    return given | ({"plan_id": plan.pk} if plan else {})


@requires("inspections.plan")
@require_POST
def plan_stop(request: Any, plan_id: int) -> HttpResponse:
    """Nothing more is made of it."""
    back, reason = reverse("inspections:plans"), request.POST.get("reason", "")
    return act(request, back, _("已停用，做过的记录保留。"), services.stop_plan, plan_id=plan_id, reason=reason)


@requires("inspections.view")
@require_GET
def staffing(request: Any) -> HttpResponse:
    """Which enterprises have too few people for safety."""
    context = pages.staffing_context(request.scope, request.GET, clock.now())
    return render(request, "inspections/staffing.html", context)
