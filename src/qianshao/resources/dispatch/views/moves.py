"""Pages of moves: list, new, one, prints, who is there first."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.resources.dispatch import pages, selectors, services

PER_PAGE = 40


@requires("resources.view")
@never_cache
@require_GET
def move_list(request: Any) -> HttpResponse:
    """Moves, those that still need something first."""
    state, search, now = request.GET.get("state", "live")[:10], request.GET.get("q", "").strip()[:60], clock.now()
    late = now if request.GET.get("late") == "1" else None
    query = selectors.MoveQuery("" if late else state, search, late)
    page = Paginator(selectors.moves(request.scope, query), PER_PAGE).get_page(request.GET.get("page"))
    counts = selectors.counts(request.scope, now)
    context = {
        "page": page,
        "rows": pages.marked(list(page.object_list)),
        "tabs": pages.tabs(counts, state),
        "counts": counts,
        "late": late,
        "search": search,
        "state": state,
        "may_request": request.scope.may("resources.request"),
        "may_plan": request.scope.may("resources.plan"),
        "may_rules": request.scope.may("resources.dispatch_rules"),
    }
    return render(request, "resources/dispatch/list.html", context)


@requires("resources.request")
@never_cache
@require_http_methods(["GET", "POST"])
def move_new(request: Any) -> HttpResponse:
    """Ask for goods."""
    form, post = pages.request_form(request), request.POST if request.method == "POST" else None
    if post is not None and form.is_valid():
        given = dict(form.cleaned_data)
        wanted = services.Wanted(lines=pages.lines_in(post), to_store_id=given.pop("to_store"), **given)
        try:
            made = services.request_move(wanted=wanted, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("resources:move", args=[made.pk]))
    context = {"form": form, "lines": pages.new_lines(post), "items": pages.items()}
    return render(request, "resources/dispatch/new.html", context, status=200 if post is None else 422)


@requires("resources.view")
@never_cache
@require_GET
def move_page(request: Any, move_id: int) -> HttpResponse:
    """One move with its story."""
    found = selectors.move_of(request.scope, move_id)
    return render(request, "resources/dispatch/move.html", pages.move_page(request, found))


@requires("resources.view")
@never_cache
@require_GET
def print_page(request: Any, move_id: int, paper: str) -> HttpResponse:
    """The pick list, or the delivery note with the code the receiver scans."""
    found = selectors.move_of(request.scope, move_id)
    address = request.build_absolute_uri(reverse("resources:move-receive", args=[found.code]))
    context = {**pages.move_page(request, found), "qr": pages.qr(address), "printed_at": clock.now()}
    return render(request, f"resources/dispatch/print_{paper}.html", context)


@requires("resources.view")
@never_cache
@require_GET
def first_page(request: Any) -> HttpResponse:
    """Who can be at a place first."""
    at = _place_in(request.GET)
    found = selectors.first_there(request.scope, *at, now=clock.now()) if at else {}
    groups = [(selectors.group_words(group), rows) for group, rows in found.items()]
    context = {"groups": groups, "at": at, "figures": selectors.figures()}
    return render(request, "resources/dispatch/first.html", context)


def _place_in(got: Any) -> tuple[float, float] | None:
    try:
        lon, lat = float(got.get("lon", "")), float(got.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if 73 <= lon <= 136 and 3 <= lat <= 54 else None
