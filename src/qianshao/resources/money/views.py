"""Pages of money."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in, workbook
from qianshao.core.errors import Refusal
from qianshao.divisions.choices import form_areas
from qianshao.resources.money import pages, selectors, services
from qianshao.resources.money.exports import export_budget, export_project
from qianshao.resources.money.forms import (
    BookForm,
    CountForm,
    ItemForm,
    LineEditForm,
    LineForm,
    MatchingForm,
    ProjectEditForm,
    ProjectForm,
)

VIEW, MONEY = "budget.view", "resources.money"
WRONG = lazy("没有保存：请看填写的内容")


def _today() -> Any:
    return clock.now().astimezone(clock.BEIJING).date()


def _new(request: Any, form: Any, verb: Any, back: str, title: str) -> HttpResponse:
    """A form of something new: shown, or done; what was wrong is said on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            made = verb(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse(f"resources:{back}", args=[made.pk]))
    context = {"form": form, "title": title}
    return render(request, "resources/budget/new.html", context, status=200 if request.method == "GET" else 422)


def _did(request: Any, back: str, form: Any, verb: Any, **given: Any) -> HttpResponse:
    """A small form on a page: done and back to the page."""
    if not form.is_valid():
        messages.error(request, WRONG)
        return HttpResponseRedirect(back)
    return act(request, back, lazy("已保存。"), verb, **given)


@requires(VIEW)
@require_GET
def budget(request: Any) -> HttpResponse:
    """A year's budget."""
    return render(request, "resources/budget/budget.html", pages.budget(request))


@requires(VIEW)
@require_GET
def budget_export(request: Any) -> HttpResponseBase:
    """A year's budget as a workbook."""
    year = pages.year_in(request, selectors.years(request.scope))
    under = request.GET.get("under", "")[:40]
    return workbook(*export_budget(year=year, under=under, actor=request.actor, now=clock.now()))


@requires(MONEY)
@require_http_methods(["GET", "POST"])
def line_new(request: Any) -> HttpResponse:
    """A new line."""
    areas = form_areas(request.scope, MONEY)
    form = LineForm(request.POST or None, areas=areas, initial={"year": _today().year})
    return _new(request, form, services.plan_line, "budget-line", _("登记经费"))


@requires(VIEW)
@require_GET
def line(request: Any, line_id: int) -> HttpResponse:
    """One line: what was executed and paid."""
    row = selectors.line_of(request.scope, line_id)
    given = {"name": row.name, "planned": f"{row.planned / 100:.2f}", "note": row.note, "is_active": row.is_active}
    context = {
        "bar": pages.line_bar(row),
        "row": row,
        "entries": selectors.entries_of(request.scope, line_id),
        "book_form": BookForm(initial={"on": _today().isoformat()}),
        "edit_form": LineEditForm(initial=given),
        "may_edit": request.scope.may(MONEY, row.division_path),
    }
    return render(request, "resources/budget/line.html", context)


@requires(MONEY)
@require_POST
def line_edit(request: Any, line_id: int) -> HttpResponse:
    """Change a line."""
    form, back = LineEditForm(request.POST), reverse("resources:budget-line", args=[line_id])
    version = number_in(request.POST, "version")
    selectors.line_of(request.scope, line_id)
    changes = form.cleaned_data if form.is_valid() else {}
    verb = services.change_line
    return _did(request, back, form, verb, line_id=line_id, version=version, changes=changes)


@requires(MONEY)
@require_POST
def line_book(request: Any, line_id: int) -> HttpResponse:
    """Book an amount on a line."""
    form, back = BookForm(request.POST), reverse("resources:budget-line", args=[line_id])
    selectors.line_of(request.scope, line_id)
    given = form.cleaned_data if form.is_valid() else {}
    return _did(request, back, form, services.book, line_id=line_id, **given)


@requires(VIEW)
@require_GET
def bonds(request: Any) -> HttpResponse:
    """Every equipment list with its matching money."""
    cards = pages.project_cards(request.scope, list(selectors.projects(request.scope)))
    context = {
        "cards": cards,
        "required": sum(card.required for card in cards),
        "in_place": sum(card.row.in_place for card in cards),
        "lacking": sum(card.lacking for card in cards),
        "may_edit": request.scope.may(MONEY),
    }
    return render(request, "resources/budget/bonds.html", context)


@requires(MONEY)
@require_http_methods(["GET", "POST"])
def bond_new(request: Any) -> HttpResponse:
    """A new equipment list."""
    form = ProjectForm(request.POST or None, areas=form_areas(request.scope, MONEY))
    return _new(request, form, services.start_project, "bond", _("登记国债装备项目"))


@requires(VIEW)
@require_GET
def bond(request: Any, project_id: int) -> HttpResponse:
    """One equipment list under the six categories."""
    row = selectors.project_of(request.scope, project_id)
    given = {"base": f"{row.base / 100:.2f}", "in_place": f"{row.in_place / 100:.2f}"}
    context = {
        "card": pages.project_cards(request.scope, [row])[0],
        "groups": pages.by_category(selectors.items_of(request.scope, [project_id])),
        "item_form": ItemForm(),
        "edit_form": ProjectEditForm(initial={"name": row.name, "batch": row.batch, **given}),
        "may_edit": request.scope.may(MONEY, row.division_path),
    }
    return render(request, "resources/budget/bond.html", context)


@requires(VIEW)
@require_GET
def bond_export(request: Any, project_id: int) -> HttpResponseBase:
    """One equipment list as a workbook."""
    return workbook(*export_project(project_id=project_id, actor=request.actor, now=clock.now()))


@requires(MONEY)
@require_POST
def bond_edit(request: Any, project_id: int) -> HttpResponse:
    """Change a project."""
    form, back = ProjectEditForm(request.POST), reverse("resources:bond", args=[project_id])
    version = number_in(request.POST, "version")
    selectors.project_of(request.scope, project_id)
    changes = form.cleaned_data if form.is_valid() else {}
    verb = services.change_project
    return _did(request, back, form, verb, project_id=project_id, version=version, changes=changes)


@requires(MONEY)
@require_POST
def item_new(request: Any, project_id: int) -> HttpResponse:
    """Add a line of equipment."""
    form, back = ItemForm(request.POST), reverse("resources:bond", args=[project_id])
    selectors.project_of(request.scope, project_id)
    given = dict(form.cleaned_data) if form.is_valid() else {}
    given["price"] = given.get("price") or 0
    return _did(request, back, form, services.add_item, project_id=project_id, **given)


@requires(MONEY)
@require_POST
def item_count(request: Any, project_id: int, item_id: int) -> HttpResponse:
    """Say how far a line of equipment has come."""
    form, back = CountForm(request.POST), reverse("resources:bond", args=[project_id])
    selectors.project_of(request.scope, project_id)
    version, given = number_in(request.POST, "version"), form.cleaned_data if form.is_valid() else {}
    return _did(request, back, form, services.count_item, item_id=item_id, version=version, **given)


@requires(VIEW)
@require_GET
def matching(request: Any) -> HttpResponse:
    """The rates, every version."""
    context = {
        "versions": selectors.matchings()[::-1],
        "current": selectors.matching_on(_today()),
        "form": MatchingForm(),
        "may_edit": request.scope.may(MONEY),
    }
    return render(request, "resources/budget/matching.html", context)


@requires(MONEY)
@require_POST
def matching_new(request: Any) -> HttpResponse:
    """Add a version of the rates."""
    form, back = MatchingForm(request.POST), reverse("resources:matching")
    if not form.is_valid():
        return _did(request, back, form, services.add_matching)
    given = {key: form.cleaned_data[key] for key in ("name", "valid_from", "source")}
    return _did(request, back, form, services.add_matching, classes=form.classes(), **given)
