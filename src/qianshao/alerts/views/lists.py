"""The list, the intake, one alert."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.alerts.forms import ReasonForm, UploadForm
from qianshao.alerts.selectors import alert_by_id, alerts, cap_of
from qianshao.alerts.services import CapRefused, receive_cap
from qianshao.alerts.states import STATE_LABELS, Source
from qianshao.alerts.views.page import alert_context
from qianshao.core import clock

TABS = ("", "waiting", "released", "ended")


@requires("alerts.view")
@require_GET
def alert_list(request: Any) -> HttpResponse:
    """Alerts of one's area, newest first."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "")
    found = alerts(request.scope, state=state, search=words)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "query": words, "tabs": TABS, "labels": STATE_LABELS}
    context["may_receive"] = request.scope.may("alerts.receive")
    return render(request, "alerts/list.html", context)


@requires("alerts.receive")
@require_http_methods(["GET", "POST"])
def intake(request: Any) -> HttpResponse:
    """Take in a CAP file; a refused one is explained line by line and leaves nothing behind."""
    form = UploadForm(request.POST or None, request.FILES or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data["file"], clock.now()
        try:
            received = receive_cap(
                data, source=Source.UPLOAD, actor=request.actor, now=now, trusted=settings.CAP_SIGNERS
            )
        except CapRefused as refusal:
            verdict = refusal.verdict
        else:
            suffix = "" if received.created else "?again=1"
            return HttpResponseRedirect(reverse("alerts:alert", args=[received.alert.pk]) + suffix)
    status = 200 if request.method == "GET" else 422
    return render(request, "alerts/intake.html", {"form": form, "verdict": verdict}, status=status)


@requires("alerts.view")
@require_GET
def alert_page(request: Any, key: int) -> HttpResponse:
    """One alert: what it says, whom it concerns, what stops it, what may be done."""
    alert = alert_by_id(request.scope, key)
    context = alert_context(alert, request.actor, clock.now())
    context |= {"again": request.GET.get("again"), "reason_form": ReasonForm(initial={"version": alert.version})}
    return render(request, "alerts/alert.html", context)


@requires("alerts.view")
@require_GET
def alert_cap(request: Any, key: int) -> HttpResponse:
    """The alert as CAP 1.2, or as it was received."""
    alert = alert_by_id(request.scope, key)
    response = HttpResponse(cap_of(alert), content_type="application/cap+xml")
    response["Content-Disposition"] = f'attachment; filename="alert-{alert.pk}.xml"'
    return response
