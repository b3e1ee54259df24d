"""Pages of danger zones."""

from typing import Any

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
from qianshao.people import pages, selectors, services
from qianshao.people.imports.outline import read_outline


def _page_of(zone_id: int) -> str:
    return reverse("people:zone", args=[zone_id])


@requires("people.view")
@require_GET
def zone_list(request: Any) -> HttpResponse:
    """Where people must leave, and how many live there."""
    under = request.GET.get("under", "")[:40]
    found = list(selectors.zones_with_counts(request.scope, under=under))
    where = choices.places([zone.division_path for zone in found])
    context = {
        "rows": [(zone, where[zone.division_path]) for zone in found],
        "under": under,
        "towns": choices.towns(request.scope, under),
        "may_edit": request.scope.may("people.edit"),
    }
    return render(request, "people/zones.html", context)


@requires("people.view")
@require_GET
def zone_page(request: Any, zone_id: int) -> HttpResponse:
    """One zone: trigger, route, shelter, outline, households."""
    zone = selectors.danger_zone(request.scope, zone_id)
    homes = selectors.households(request.scope, zone=zone_id)
    context = {
        "zone": zone,
        "place": choices.places([zone.division_path])[zone.division_path],
        "picture": pages.outline_picture(zone),
        "homes": pages.household_rows(homes[:200]),
        "count": homes.count(),
        "may_edit": zone.is_active and request.scope.may("people.edit", zone.division_path),
    }
    return render(request, "people/zone.html", context)


@requires("people.edit")
@require_http_methods(["GET", "POST"])
def zone_new(request: Any) -> HttpResponse:
    """Draw a zone."""
    form = pages.zone_form(request)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            polygon = read_outline(given.pop("outline"), given.pop("crs"))
            made = services.create_zone(polygon=polygon, actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(made.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "people/zone_form.html", {"form": form}, status=status)


@requires("people.edit")
@require_http_methods(["GET", "POST"])
def zone_edit(request: Any, zone_id: int) -> HttpResponse:
    """Correct a zone; an empty outline keeps the one on file."""
    zone = selectors.danger_zone(request.scope, zone_id)
    form = pages.zone_form(request, zone)
    form.fields.pop("division_path")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = number_in(request.POST, "version")
        try:
            polygon = read_outline(given.pop("outline"), given.pop("crs"))
            changes = {**given, "polygon": polygon} if polygon else given
            services.update_zone(
                zone_id=zone_id, version=version, changes=changes, actor=request.actor, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_page_of(zone_id))
    status = 200 if request.method == "GET" else 422
    return render(request, "people/zone_form.html", {"form": form, "zone": zone}, status=status)


@requires("people.edit")
@require_POST
def zone_settle(request: Any, zone_id: int) -> HttpResponse:
    """Put the households inside the outline into the zone."""
    return act(request, _page_of(zone_id), _("已按范围划入。"), services.settle_zone, zone_id=zone_id)


@requires("people.edit")
@require_POST
def zone_retire(request: Any, zone_id: int) -> HttpResponse:
    """The danger is gone."""
    reason = request.POST.get("reason", "")
    return act(request, reverse("people:zones"), _("已撤销。"), services.retire_zone, zone_id=zone_id, reason=reason)
