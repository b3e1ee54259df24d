"""Submit, send back, withdraw, release."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.alerts.forms import ReasonForm, ReleaseForm, SubmitForm
from qianshao.alerts.selectors import alert_by_id
from qianshao.alerts.services import release_alert, return_alert, submit_alert, withdraw_alert
from qianshao.alerts.views.page import alert_context
from qianshao.core import clock
from qianshao.core.errors import Invalid, Refusal


@requires("alerts.compose")
@require_POST
def submit(request: Any, key: int) -> HttpResponse:
    """Give it to a second person."""
    version = _clean(request, key, SubmitForm)["version"]
    submit_alert(key, version=version, actor=request.actor, now=clock.now())
    messages.success(request, _("已提交，等另一人签发。"))
    return HttpResponseRedirect(reverse("alerts:alert", args=[key]))


@requires("alerts.release")
@require_POST
def send_back(request: Any, key: int) -> HttpResponse:
    """Send it back with a reason."""
    return_alert(key, **_clean(request, key, ReasonForm), actor=request.actor, now=clock.now())
    return HttpResponseRedirect(reverse("alerts:alert", args=[key]))


@requires("alerts.compose")
@require_POST
def withdraw(request: Any, key: int) -> HttpResponse:
    """End it before anybody was called."""
    withdraw_alert(key, **_clean(request, key, ReasonForm), actor=request.actor, now=clock.now())
    return HttpResponseRedirect(reverse("alerts:list"))


@requires("alerts.release")
@require_http_methods(["GET", "POST"])
def release(request: Any, key: int) -> HttpResponse:
    """The consequence in numbers, then the verb, the number and the reason by hand."""
    alert = alert_by_id(request.scope, key)
    form = ReleaseForm(request.POST or None, initial={"version": alert.version})
    if request.method == "POST" and form.is_valid():
        try:
            release_alert(key, **form.cleaned_data, actor=request.actor, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已签发，正在叫应。"))
            return HttpResponseRedirect(reverse("alerts:alert", args=[key]))
    context = alert_context(alert, request.actor, clock.now()) | {"form": form}
    return render(request, "alerts/release.html", context, status=200 if request.method == "GET" else 422)


def _clean(request: Any, key: int, kind: Any) -> dict[str, Any]:
    """The form's values; an alert of another area is unknown before anything else is said."""
    alert_by_id(request.scope, key)
    form = kind(request.POST)
    if not form.is_valid():
        raise Invalid("form.invalid", _("提交的内容不完整，请刷新后再试。"))
    found: dict[str, Any] = form.cleaned_data
    return found
