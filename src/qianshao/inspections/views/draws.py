"""Pages of draws and of the list inspectors are drawn from."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Refusal
from qianshao.core.once import once
from qianshao.divisions import choices
from qianshao.inspections import pages, selectors, services
from qianshao.inspections.forms import DrawForm, InspectorForm, InterestForm

PER_PAGE = 40


@requires("inspections.view")
@never_cache
@require_GET
def draw_list(request: Any) -> HttpResponse:
    """The reader's own draws, and those that are over."""
    found = selectors.draws(request.scope, viewer=request.actor.user_id)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    where = choices.places([row.division_path for row in page])
    rows = [(row, where[row.division_path]) for row in page]
    context = {"rows": rows, "page": page, "may_draw": request.scope.may("inspections.draw")}
    return render(request, "inspections/draws.html", context)


@requires("inspections.draw")
@once
@require_http_methods(["GET", "POST"])
def draw_new(request: Any) -> HttpResponse:
    """Draw."""
    now = clock.now()
    form = DrawForm(
        request.POST or None,
        classes=selectors.class_choices(now),
        areas=choices.form_areas(request.scope, "inspections.draw"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_draw(actor=request.actor, now=now, **_given(request, form))
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("inspections:draw", args=[made.pk]))
    status = 200 if request.method == "GET" else 422
    return render(request, "inspections/draw_form.html", {"form": form}, status=status)


def _given(request: Any, form: DrawForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["place_uids"] = pages.places_in(request.scope, given.pop("codes"))
    given["due_at"] = datetime.combine(given.pop("due_on"), time(23, 59), BEIJING)
    return given | {"wanted": given["wanted"] or 0, "each": given["each"] or 0}


@requires("inspections.view")
@never_cache
@require_GET
def draw_page(request: Any, draw_id: int) -> HttpResponse:
    """What was drawn, from what, by which seed; drawn again before the reader's eyes."""
    viewer = request.actor.user_id
    made = selectors.draw_of(request.scope, draw_id, viewer=viewer)
    found = selectors.visits_of_draw(request.scope, made, viewer=viewer)
    where = choices.places([row.division_path for row in found])
    context = {
        "draw": made,
        "place": choices.places([made.division_path])[made.division_path],
        "rows": [(row, where[row.division_path], list(row.seats.all())) for row in found],
        "holds": selectors.draw_again(made),
        "pool": (len(made.pool["places"]), len(made.pool["inspectors"])),
        "is_maker": made.maker_id == viewer and request.scope.may("inspections.draw", made.division_path),
    }
    return render(request, "inspections/draw.html", context)


@requires("inspections.draw")
@require_POST
def draw_tell(request: Any, draw_id: int) -> HttpResponse:
    """Tell the inspectors, and only them."""
    back, version = reverse("inspections:draw", args=[draw_id]), number_in(request.POST, "version")
    return act(request, back, _("已告知检查人员。"), services.tell_draw, draw_id=draw_id, version=version)


@requires("inspections.draw")
@require_POST
def draw_void(request: Any, draw_id: int) -> HttpResponse:
    """It does not hold."""
    given = {
        "draw_id": draw_id,
        "version": number_in(request.POST, "version"),
        "words": request.POST.get("words", ""),
    }
    back = reverse("inspections:draw", args=[draw_id])
    return act(request, back, _("已作废，抽取过程保留。"), services.void_draw, **given)


@requires("inspections.draw")
@require_http_methods(["GET", "POST"])
def inspector_list(request: Any) -> HttpResponse:
    """Who may be drawn, and where they must not go."""
    form = InspectorForm(request.POST or None, people=pages.people_choices(request.scope))
    if request.method == "POST" and form.is_valid():
        back = reverse("inspections:inspectors")
        return act(request, back, _("名录已更新。"), services.save_inspector, **form.cleaned_data)
    page = Paginator(selectors.inspectors(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    where = choices.places([row.division_path for row in page])
    context = {
        "rows": [(row, where[row.division_path], list(row.interests.all())) for row in page],
        "page": page,
        "today": clock.now().astimezone(BEIJING).date(),
        "form": form,
        "interest": InterestForm(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/inspectors.html", context, status=status)


@requires("inspections.draw")
@require_POST
def interest_new(request: Any, inspector_id: int) -> HttpResponse:
    """Where one of them must not go."""
    form, back = InterestForm(request.POST), reverse("inspections:inspectors")
    if not form.is_valid():
        messages.error(request, _("填得太长了。"))
        return HttpResponseRedirect(back)
    verb, given = services.declare_interest, form.cleaned_data
    return act(request, back, _("回避已记下。"), verb, inspector_id=inspector_id, **given)


@requires("inspections.draw")
@require_POST
def interest_withdraw(request: Any, interest_id: int) -> HttpResponse:
    """It holds no longer."""
    words, back = request.POST.get("words", ""), reverse("inspections:inspectors")
    verb = services.withdraw_interest
    return act(request, back, _("回避已撤回，过程保留。"), verb, interest_id=interest_id, words=words)
