"""What must be looked at: reports that disagree, people who left early."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.evacuation import services
from qianshao.evacuation.pages.inbox import conflict_context
from qianshao.evacuation.pages.orders import order_url


@requires("people.view")
@requires("evacuation.view")
@require_GET
def conflict_list(request: Any, order_id: int) -> HttpResponse:
    """Both sides of each, side by side."""
    context = conflict_context(request.scope, order_id, request.GET.get("page"), now=clock.now())
    return render(request, "evacuation/conflicts.html", context)


@requires("evacuation.settle")
@require_POST
def settle(request: Any, order_id: int, conflict_id: int) -> HttpResponse:
    """One side is believed, for a reason; both stay on record."""
    back = reverse("evacuation:conflicts", args=[order_id])
    to, _sep, shelter = request.POST.get("to", "")[:40].partition(":")
    return act(
        request, back, _("已核实"), services.settle_conflict, conflict_id=conflict_id, to=to,
        reason=request.POST.get("reason", "")[:300], shelter_id=int(shelter) if shelter.isdigit() else None,
    )


@requires("evacuation.settle")
@require_POST
def alarm(request: Any, order_id: int, alarm_id: int) -> HttpResponse:
    """Somebody looked after it."""
    reason = request.POST.get("reason", "")[:200]
    return act(request, order_url(order_id), _("已记下处置"), services.handle_alarm, alarm_id=alarm_id, reason=reason)
