"""转移清单: one order, live."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.evacuation.pages.ledger import order_context, read_query


@requires("evacuation.view")
@require_GET
def order_page(request: Any, order_id: int) -> HttpResponse:
    """Totals, villages, shelters and the list, with what must be looked at on top."""
    context = order_context(request.scope, order_id, read_query(request.GET), now=clock.now())
    query = request.GET.urlencode()
    context["live_url"] = f"/live/evacuation/{order_id}" + (f"?{query}" if query else "")
    head = context["o"]
    context["drill_name"] = head.title if head.is_drill else ""
    context["shell_level"] = head.colour if head.is_running else ""
    return render(request, "evacuation/order.html", context)
