"""The county's tables of the ledger: everybody of the room may read them, few may publish a new version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.hazards import selectors, services
from qianshao.hazards.forms.standards import VersionForm, role_names, rows_of, table_form
from qianshao.hazards.rules.standards import TABLES


@requires("hazards.view")
@require_GET
def standards(request: Any) -> HttpResponse:
    """Every table, which version is in force, and how many rows nobody has confirmed; or one (``?table=``)."""
    now = clock.now()
    if name := request.GET.get("table", ""):
        current = selectors.standard_in_force(name, now)
        return _show(request, current, table_form(TABLES[name], current.rows))
    sets = [(table, selectors.standard_in_force(name, now)) for name, table in TABLES.items()]
    rows = [(table, found, sum(row.get("sure") == "U" for row in found.rows)) for table, found in sets]
    return render(request, "hazards/standards.html", {"rows": rows})


@requires("hazards.standards")
@require_POST
def standard_publish(request: Any) -> HttpResponse:
    """Publish the next version of the table ``name``."""
    name = request.POST.get("name", "kinds")
    current = selectors.standard_in_force(name, clock.now())
    table, about = TABLES[name], VersionForm(request.POST)
    rows = table_form(table, current.rows, request.POST)
    if not (rows.is_valid() and about.is_valid()):
        return _show(request, current, rows, _("有的格子填得不对。"))
    given = rows_of(table, rows)
    try:
        services.publish_standard(
            name=name, rows=given, actor=request.actor, now=clock.now(), version=about.cleaned_data["version"]
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _show(request, current, rows, str(refusal))
    messages.success(request, _("已发布新版本。"))
    return HttpResponseRedirect(reverse("hazards:standards") + f"?table={name}")


def _show(request: Any, current: Any, rows: Any, fault: str = "") -> HttpResponse:
    table = TABLES[current.name]
    context = {
        "table": table,
        "current": current,
        "rows": rows,
        "plain": [[_cell(column, row) for column in table.all_columns] for row in current.rows],
        "fault": fault,
        "may_edit": request.scope.may("hazards.standards"),
    }
    return render(request, "hazards/standard.html", context, status=422 if fault else 200)


def _cell(column: Any, row: dict[str, Any]) -> tuple[Any, bool]:
    """What stands in the cell, and whether it is a number."""
    value = row.get(column.key)
    if column.kind == "roles":
        return role_names(value or ""), False
    return dict(column.choices).get(value, value), column.kind == "number"
