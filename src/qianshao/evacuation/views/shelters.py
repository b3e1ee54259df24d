"""Where people are to go, and which shelters take them."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.evacuation import services
from qianshao.evacuation.pages.orders import order_url
from qianshao.evacuation.pages.shelters import plan_context
from qianshao.evacuation.selectors import order_of
from qianshao.places.services import set_state


@requires("people.view")
@requires("evacuation.view")
@require_GET
def shelter_plan(request: Any, order_id: int) -> HttpResponse:
    """Each household's shelter with the reason; hand changes win."""
    context = plan_context(request.scope, order_id, request.GET.get("shelter", ""), request.GET.get("page"))
    return render(request, "evacuation/shelters.html", context)


@requires("evacuation.assign")
@require_POST
def assign(request: Any, order_id: int) -> HttpResponse:
    """The picked households go where the officer says."""
    order_of(request.scope, order_id)
    households = [int(key) for key in request.POST.getlist("household") if key.isdigit() and len(key) < 16]
    shelter = request.POST.get("shelter", "")
    return act(
        request, reverse("evacuation:shelters", args=[order_id]), _("已改去向"), services.assign_shelter,
        order_id=order_id, household_ids=households, shelter_id=int(shelter) if shelter.isdigit() else None,
    )


@requires("evacuation.assign")
@require_POST
def compute(request: Any, order_id: int) -> HttpResponse:
    """Find a shelter for every household that has none by hand; what stood in the way is said."""
    order_of(request.scope, order_id)
    try:
        plan = services.plan_shelters(order_id=order_id, actor=request.actor, now=clock.now())
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        messages.error(request, str(refusal))
    else:
        words = _("安排了 {homes} 户 {people} 人，{lost} 户没有着落")
        said = words.format(homes=len(plan.rows), people=plan.placed_people, lost=len(plan.unplaced))
        (messages.warning if plan.unplaced else messages.success)(request, "；".join((said, *plan.limits)))
    return HttpResponseRedirect(reverse("evacuation:shelters", args=[order_id]))


@requires("places.state")
@require_POST
def state(request: Any, order_id: int, shelter_id: int) -> HttpResponse:
    """A shelter takes nobody more, or takes people again."""
    to, why = request.POST.get("state", "")[:12], request.POST.get("why", "")[:120]
    return act(request, order_url(order_id), _("已改"), set_state, shelter_id=shelter_id, to=to, why=why)
