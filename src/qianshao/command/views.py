"""What the platform does by itself, what failed, and the table of proposals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.command import services
from qianshao.command.forms import SheetForm, initial_of
from qianshao.command.reactions import rules
from qianshao.command.rules import COLOURS, row_from
from qianshao.command.selectors import failing, hazard_rows, open_suggestions, rule_counts, sheet_at, sheets_of
from qianshao.command.selectors.suggestions import suggestion_of
from qianshao.command.selectors.tables import named_hazard, zone_labels
from qianshao.command.states import STAGE_LABELS
from qianshao.core import clock
from qianshao.core.errors import Invalid, Refusal, Stale


@requires("command.view")
@require_GET
def reactions(request: Any) -> HttpResponse:
    """The table in words, how often each rule ran, what waits for somebody."""
    counts = rule_counts()
    names = {rule.name: rule.when for rule, _kinds in rules().values()}
    context = {
        "rules": [(rule, counts.get(rule.name)) for rule, _kinds in rules().values()],
        "failing": [
            {"row": one.reaction, "entry": one.entry, "when": names.get(one.reaction.name)} for one in failing()
        ],
        "suggestions": open_suggestions(request.scope),
        "sheets": [_sheet_line(hazard, sheet) for hazard, sheet in hazard_rows(clock.now())],
        "colours": COLOURS,
        "may_table": request.scope.may("command.table"),
        "may_retry": request.scope.may("command.retry"),
        "may_decide": request.scope.may("command.decide"),
    }
    return render(request, "command/reactions.html", context)


@requires("command.retry")
@require_POST
def retry(request: Any, key: int) -> HttpResponse:
    """Run a failed reaction again with the next round."""
    try:
        services.retry_reaction(key, actor=request.actor, now=clock.now())
    except Stale as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("马上重试。"))
    return HttpResponseRedirect(reverse("command:reactions"))


@requires("command.decide")
@require_POST
def dismiss(request: Any, key: int) -> HttpResponse:
    """Set a suggestion aside, with a reason."""
    suggestion_of(request.scope, key)
    try:
        services.dismiss_suggestion(key, reason=request.POST.get("reason", ""), actor=request.actor, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已记下。"))
    return HttpResponseRedirect(reverse("command:reactions"))


@requires("command.table")
@require_http_methods(["GET", "POST"])
def sheet_edit(request: Any, hazard: str) -> HttpResponse:
    """What one hazard proposes by colour; a new version."""
    now = clock.now()
    named, sheet = named_hazard(hazard, now), sheet_at(hazard, now)
    start = initial_of(sheet.rows) | {"based_on": sheet.version, "source": sheet.source if sheet.version else ""}
    form = SheetForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("source", "confirmed", "reason", "based_on")}
        try:
            services.publish_sheet(hazard=hazard, rows=form.rows(), **given, actor=request.actor, now=now)
        except (Invalid, Stale) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已发布新版本。已经拟好的方案不受影响。"))
            return HttpResponseRedirect(reverse("command:reactions"))
    context = {"form": form, "hazard": named, "versions": sheets_of(hazard)}
    return render(request, "command/sheet.html", context, status=200 if request.method == "GET" else 422)


def _sheet_line(hazard: Any, sheet: Any) -> dict[str, Any]:
    kinds = zone_labels()
    cells = []
    for colour in COLOURS:
        row = row_from(sheet.rows.get(colour))
        cells.append(
            {"stage": STAGE_LABELS[row.stage], "row": row, "kinds": [kinds.get(kind, kind) for kind in row.kinds]}
        )
    return {"hazard": hazard, "sheet": sheet, "cells": cells}
