"""Pages of patrol points."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in
from qianshao.core.errors import Refusal
from qianshao.divisions import choices
from qianshao.files.selectors import evidence_for
from qianshao.hazards import selectors, services
from qianshao.hazards.forms import PointForm
from qianshao.hazards.signs import sign_svg
from qianshao.hazards.states import POINT_LABELS

MOST_CHECKS = 100
MOST_SIGNS = 60


@requires("hazards.view")
@require_GET
def point_list(request: Any) -> HttpResponse:
    """Which places were looked at in time, and which were missed."""
    under, state = request.GET.get("under", "")[:40], request.GET.get("state", "")[:10]
    every = selectors.points_with_state(request.scope, clock.now(), under=under)
    rows = [row for row in every if not state or row.state == state]
    where = choices.places([row.point.division_path for row in rows])
    context = {
        "rows": [(row, where[row.point.division_path]) for row in rows],
        "counts": [(code, label, sum(row.state == code for row in every)) for code, label in POINT_LABELS.items()],
        "total": len(every),
        "state": state,
        "under": under,
        "towns": choices.towns(request.scope, under),
        "may_edit": request.scope.may("hazards.points"),
    }
    return render(request, "hazards/points.html", context)


@requires("hazards.view")
@require_GET
def point_page(request: Any, point_id: int) -> HttpResponse:
    """One point: its sign and who looked at it when."""
    point = selectors.point_by_id(request.scope, point_id)
    checks = list(selectors.checks_of(request.scope, point_id=point_id)[:MOST_CHECKS])
    photos = evidence_for(request.scope, "check_in", [check.pk for check in checks])
    state = [row for row in selectors.points_with_state(request.scope, clock.now()) if row.point.pk == point.pk]
    context = {
        "point": point,
        "state": state[0] if state else None,
        "place": choices.places([point.division_path])[point.division_path],
        "sign": sign_svg(point.code or ""),
        "checks": [(check, photos.get(check.pk, [])) for check in checks],
        "may_edit": point.is_active and request.scope.may("hazards.points", point.division_path),
    }
    return render(request, "hazards/point.html", context)


def _form(request: Any, point: Any = None) -> PointForm:
    names = ("name", "kind", "division_path", "every_hours", "look_for", "lon", "lat")
    initial = {name: getattr(point, name) for name in names} if point else {}
    areas = choices.form_areas(request.scope, "hazards.points")
    return PointForm(request.POST or None, areas=areas, initial=initial)


@requires("hazards.points")
@require_http_methods(["GET", "POST"])
def point_new(request: Any) -> HttpResponse:
    """A new point."""
    return _save(request, None)


@requires("hazards.points")
@require_http_methods(["GET", "POST"])
def point_edit(request: Any, point_id: int) -> HttpResponse:
    """Correct a point."""
    return _save(request, selectors.point_by_id(request.scope, point_id))


def _save(request: Any, point: Any) -> HttpResponse:
    form = _form(request, point)
    if request.method == "POST" and form.is_valid():
        common = {**form.cleaned_data, "actor": request.actor, "now": clock.now()}
        try:
            if point is None:
                made = services.create_point(**common)
            else:
                version = number_in(request.POST, "version")
                made = services.edit_point(point_id=point.pk, version=version, **common)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("巡查点已保存。"))
            return HttpResponseRedirect(reverse("hazards:point", args=[made.pk]))
    status = 200 if request.method == "GET" else 422
    return render(request, "hazards/point_form.html", {"form": form, "point": point}, status=status)


@requires("hazards.points")
@require_POST
def point_retire(request: Any, point_id: int) -> HttpResponse:
    """Nobody needs to look there any more."""
    back, reason = reverse("hazards:points"), request.POST.get("reason", "")
    return act(request, back, _("已停用，记录保留。"), services.retire_point, point_id=point_id, reason=reason)


@requires("hazards.view")
@require_GET
def signs(request: Any) -> HttpResponse:
    """Signs to print, cut out and put up."""
    under = request.GET.get("under", "")[:40]
    found = list(selectors.points(request.scope, under=under)[:MOST_SIGNS])
    where = choices.places([point.division_path for point in found])
    rows = [(point, where[point.division_path], sign_svg(point.code or "")) for point in found]
    return render(request, "hazards/signs.html", {"rows": rows, "most": MOST_SIGNS})
