"""Write an alert, or fill in what a received one lacks."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from qianshao.accounts.access import requires
from qianshao.alerts import hazards
from qianshao.alerts.forms import ComposeForm
from qianshao.alerts.selectors import alert_by_id, hazards_at, home_of, villages_to_pick
from qianshao.alerts.services import compose_alert, edit_alert
from qianshao.core import clock
from qianshao.core.errors import Refusal

#: How long a warning written by hand holds unless its writer says otherwise.
USUAL = timedelta(hours=6)
_TYPES = {"update": "Update", "cancel": "Cancel"}


@requires("alerts.compose")
@require_http_methods(["GET", "POST"])
def compose_new(request: Any) -> HttpResponse:
    """A new alert; with ``?refers_to=ID&type=update`` one that goes on from another."""
    earlier, kind = _earlier(request)
    form, towns = _form(request, _initial(earlier) | _given(request))
    if request.method == "POST" and form.is_valid():
        try:
            content = form.composition(kind, earlier.pk if earlier else None)
            alert = compose_alert(content, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("alerts:alert", args=[alert.pk]))
    return _page(request, form, towns, earlier=earlier, kind=kind)


@requires("alerts.compose")
@require_http_methods(["GET", "POST"])
def compose_edit(request: Any, key: int) -> HttpResponse:
    """Change a draft."""
    alert = alert_by_id(request.scope, key)
    form, towns = _form(request, _initial(alert) | {"version": alert.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            edit_alert(key, form.composition(), version=version, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("alerts:alert", args=[key]))
    return _page(request, form, towns, alert=alert)


def _form(request: Any, initial: dict[str, Any]) -> tuple[ComposeForm, list[Any]]:
    home = home_of(request.scope)
    towns = villages_to_pick(request.scope, home.path)
    places = [(home.code, home.name)] if home.code else []
    for code, name, villages in towns:
        places += [(code, name), *villages]
    return ComposeForm(request.POST or None, initial=initial, places=places), towns


def _earlier(request: Any) -> tuple[Any, str]:
    kind = _TYPES.get(request.GET.get("type", ""), "Alert")
    given = request.GET.get("refers_to", "")
    if kind == "Alert" or not given.isdigit():
        return None, "Alert"
    return alert_by_id(request.scope, int(given)), kind


def _given(request: Any) -> dict[str, Any]:
    """The area where the map sends one here: ``drawing`` (GeoJSON) or ``villages`` (codes)."""
    drawing, villages = request.GET.get("drawing", ""), request.GET.getlist("villages")
    return ({"drawing": drawing} if drawing else {}) | ({"villages": villages} if villages else {})


def _initial(alert: Any) -> dict[str, Any]:
    if alert is None:
        return {"expires": clock.now() + USUAL}
    names = ("hazard", "colour", "headline", "description", "instruction", "sender_name", "expires", "is_drill")
    found = {name: getattr(alert, name) for name in names} | {"audiences": alert.audiences}
    codes = [row.code for row in alert.areas.all() if row.kind == "code"]
    return found | {"villages": codes, "codes": ""}


def _page(request: Any, form: ComposeForm, towns: list[Any], **more: Any) -> HttpResponse:
    picked = set(form["villages"].value() or [])
    context = {"form": form, "towns": towns, "picked": picked, "hazards": hazards_at(clock.now()).values(), **more}
    context["colours"] = list(hazards.colours().values())
    status = 200 if request.method == "GET" else 422
    return render(request, "alerts/compose.html", context, status=status)
