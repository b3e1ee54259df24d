"""Pages of disposal: what is due, one order's, two persons' acts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.evacuation import services
from qianshao.evacuation.closing import selectors
from qianshao.evacuation.closing.forms import DisposalForm

PER_PAGE = 50


@requires("evacuation.dispose")
@never_cache
@require_GET
def disposal_list(request: Any) -> HttpResponse:
    """Closed orders: which still hold personal data, which are due."""
    page = Paginator(selectors.closed_orders(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(order, selectors.disposal_of(order)) for order in page.object_list]
    return render(request, "evacuation/closing/list.html", {"page": page, "rows": rows})


@requires("evacuation.dispose")
@never_cache
@require_http_methods(["GET", "POST"])
def disposal_page(request: Any, order_id: int) -> HttpResponse:
    """One closed order's personal data: ask to destroy or to keep them."""
    order = selectors.closed_order(request.scope, order_id)
    form = DisposalForm(request.POST or None, initial={"wish": "destroy"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.propose_disposal(order_id=order_id, actor=request.actor, now=clock.now(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("evacuation:disposal", args=[order_id]))
    found = selectors.disposal_of(order)
    context = {
        "order": order,
        "found": found,
        "form": form,
        "held": selectors.people_held(order),
        "may_approve": request.scope.may("evacuation.dispose_approve", order.division_path),
        "own": found is not None and found.proposed_by_id == request.actor.user_id,
    }
    status = 200 if request.method == "GET" else 422
    return render(request, "evacuation/closing/page.html", context, status=status)


@requires("evacuation.dispose_approve")
@require_POST
def disposal_approve(request: Any, order_id: int) -> HttpResponse:
    """The second person agrees."""
    back = reverse("evacuation:disposal", args=[order_id])
    return act(request, back, _("已批准。"), services.approve_disposal, order_id=order_id)


@requires("evacuation.dispose_approve")
@require_POST
def disposal_refuse(request: Any, order_id: int) -> HttpResponse:
    """The second person does not agree."""
    back, reason = reverse("evacuation:disposal", args=[order_id]), request.POST.get("reason", "")
    return act(request, back, _("没有批准，已记下。"), services.refuse_disposal, order_id=order_id, reason=reason)
