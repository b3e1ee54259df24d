"""The list of orders and a new one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.evacuation import services
from qianshao.evacuation.pages.orders import draft_facts, list_context, order_form, zone_rows


@requires("evacuation.view")
@require_GET
def order_list(request: Any) -> HttpResponse:
    """Orders that concern the person: running ones first, drafts apart on top."""
    context = list_context(request.scope, request.GET.get("state", ""), now=clock.now())
    return render(request, "evacuation/orders.html", context)


@requires("evacuation.propose")
@require_http_methods(["GET", "POST"])
def order_new(request: Any) -> HttpResponse:
    """A draft; the numbers are checked on the next page, where it is issued."""
    now, status = clock.now(), 200
    form = order_form(request.scope, request.POST or None, picked=request.GET.getlist("zone"), now=now)
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                made = services.propose_order(actor=request.actor, now=now, **draft_facts(form.cleaned_data))
                return redirect("evacuation:launch", made.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "zones": zone_rows(request.scope, form)}
    return render(request, "evacuation/order_form.html", context, status=status)
