"""灾种表: thresholds, guides and reach; the county writes its own, each edit is a new version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.alerts import hazards
from qianshao.alerts.selectors import hazard_at, hazards_at, reach_rows, sheets_of
from qianshao.alerts.services import publish_hazard, publish_reach
from qianshao.alerts.states import AUDIENCE_LABELS
from qianshao.alerts.table_forms import HazardForm, ReachForm, about_of, guide_from, initial_of, steps_form
from qianshao.core import clock
from qianshao.core.errors import Invalid, NotFound, Stale


@requires("alerts.view")
@require_GET
def table(request: Any) -> HttpResponse:
    """What holds now: every hazard with its thresholds and steps, every colour with whom it calls."""
    now = clock.now()
    colours = list(reversed(list(hazards.colours())))
    rows = [
        {"hazard": one, "cells": [(colour, one.thresholds.get(colour, "")) for colour in colours]}
        for one in hazards_at(now).values()
    ]
    reach = [
        {"row": row, "labels": [AUDIENCE_LABELS[one] for one in row.content["audiences"]]}
        for row in reach_rows(now).values()
    ]
    context = {"rows": rows, "reach": reach, "colours": colours, "may_edit": request.scope.may("alerts.table")}
    return render(request, "alerts/table.html", context)


@requires("alerts.table")
@require_http_methods(["GET", "POST"])
def hazard_edit(request: Any, code: str) -> HttpResponse:
    """One hazard type: its values, its steps, its earlier versions."""
    hazard = hazard_at(code, clock.now())
    form = HazardForm(request.POST or None, hazard=hazard, initial=initial_of(hazard))
    steps = steps_form(hazard.guide, request.POST or None)
    sound = request.method == "POST" and form.is_valid() and steps.is_valid()
    if sound and _hazard_published(request, form, steps, code):
        return HttpResponseRedirect(reverse("alerts:table"))
    context = {"form": form, "steps": steps, "hazard": hazard, "versions": sheets_of("hazard", code)}
    return _page(request, context)


@requires("alerts.table")
@require_http_methods(["GET", "POST"])
def hazard_new(request: Any) -> HttpResponse:
    """A hazard type of the county's own."""
    form = HazardForm(request.POST or None, initial={"based_on": 0, "category": "Other"})
    steps = steps_form((), request.POST or None)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        code = form.cleaned_data["code"]
        if code in hazards_at(clock.now()):
            form.add_error("code", _("已经有这个代码了，请在表里修改它。"))
        elif _hazard_published(request, form, steps, code):
            return HttpResponseRedirect(reverse("alerts:table"))
    return _page(request, {"form": form, "steps": steps})


@requires("alerts.table")
@require_http_methods(["GET", "POST"])
def reach_edit(request: Any, colour: str) -> HttpResponse:
    """Whom one colour calls."""
    row = reach_rows(clock.now()).get(colour)
    if row is None:
        raise NotFound("reach.colour", _("颜色不认识。"))
    start = {"audiences": row.content["audiences"], "based_on": row.version, "confirmed": row.confirmed}
    form = ReachForm(request.POST or None, initial=start | {"source": row.source if row.version else ""})
    if request.method == "POST" and form.is_valid():
        try:
            publish_reach(
                colour=colour, audiences=form.cleaned_data["audiences"], **about_of(form), actor=request.actor,
                now=clock.now(),
            )  # fmt: skip
        except (Invalid, Stale) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _published(request)
    return _page(request, {"form": form, "colour": colour, "versions": sheets_of("reach", colour)})


def _hazard_published(request: Any, form: HazardForm, steps: Any, code: str) -> bool:
    try:
        publish_hazard(code=code, guide=guide_from(steps), **form.as_hazard(), actor=request.actor, now=clock.now())
    except (Invalid, Stale) as refusal:
        form.add_error(None, str(refusal))
        return False
    _published(request)
    return True


def _published(request: Any) -> HttpResponse:
    messages.success(request, _("已发布新版本。已签发的预警按签发时的版本，不受影响。"))
    return HttpResponseRedirect(reverse("alerts:table"))


def _page(request: Any, context: dict[str, Any]) -> HttpResponse:
    status = 200 if request.method == "GET" else 422
    return render(request, "alerts/table_edit.html", context, status=status)
