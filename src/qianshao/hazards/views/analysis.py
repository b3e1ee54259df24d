"""Sums of the ledger: a table of two dimensions, the months, and the years of major hazards."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import workbook
from qianshao.hazards.exports import export_cross
from qianshao.hazards.exports_majors import export_year
from qianshao.hazards.pages import analysis as pages
from qianshao.hazards.pages.majors import year_context


@requires("hazards.view")
@require_GET
def cross_table(request: Any) -> HttpResponse:
    """How many hazards, by any two dimensions."""
    return render(request, "hazards/cross.html", pages.cross_context(request.scope, request.GET, clock.now()))


@requires("hazards.export")
@require_GET
def cross_export(request: Any) -> FileResponse:
    """The table as a workbook."""
    now = clock.now()
    context = pages.cross_context(request.scope, request.GET, now)
    name, file = export_cross(context=context, actor=request.actor, now=now)
    return workbook(name, file)


@requires("hazards.view")
@require_GET
def months(request: Any) -> HttpResponse:
    """A month in figures and sentences, to print."""
    return render(request, "hazards/months.html", pages.month_context(request.scope, request.GET, clock.now()))


@requires("hazards.view")
@require_GET
def years(request: Any) -> HttpResponse:
    """A year of major hazards, to print."""
    return render(request, "hazards/years.html", year_context(request.scope, request.GET, clock.now()))


@requires("hazards.export")
@require_GET
def years_export(request: Any) -> FileResponse:
    """The year as a workbook."""
    now = clock.now()
    name, file = export_year(context=year_context(request.scope, request.GET, now), actor=request.actor, now=now)
    return workbook(name, file)
