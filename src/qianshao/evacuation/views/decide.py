"""Decisions with consequences: issue, drop, all-clear, close. Each says the numbers and asks for the verb by hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.evacuation import services
from qianshao.evacuation.forms import TypedForm
from qianshao.evacuation.pages.decide import Ask, all_clear_ask, close_ask, issue_ask
from qianshao.evacuation.pages.orders import order_url


@requires("evacuation.order")
@require_http_methods(["GET", "POST"])
def issue(request: Any, order_id: int) -> HttpResponse:
    """A draft becomes an order: the ledger is made, doors are due, people are told."""
    ask = issue_ask(request.scope, order_id)
    return _decide(request, ask, lambda _reason: services.issue_order(
        order_id=order_id, actor=request.actor, now=clock.now()
    ))


@requires("evacuation.order")
@require_POST
def drop(request: Any, order_id: int) -> HttpResponse:
    """A proposal nobody will order."""
    reason = request.POST.get("reason", "")[:200]
    said = _("已记为未采用")
    return act(request, order_url(order_id), said, services.drop_order, order_id=order_id, reason=reason)


@requires("evacuation.all_clear")
@require_http_methods(["GET", "POST"])
def all_clear(request: Any, order_id: int) -> HttpResponse:
    """People may go home: by whose word and on what basis."""
    ask = all_clear_ask(request.scope, order_id)
    return _decide(request, ask, lambda reason: services.give_all_clear(
        order_id=order_id, basis=reason, actor=request.actor, now=clock.now()
    ))


@requires("evacuation.all_clear")
@require_http_methods(["GET", "POST"])
def close(request: Any, order_id: int) -> HttpResponse:
    """The end of the order; its numbers stay."""
    ask = close_ask(request.scope, order_id)
    return _decide(request, ask, lambda reason: services.close_order(
        order_id=order_id, reason=reason, actor=request.actor, now=clock.now()
    ))


def _decide(request: Any, ask: Ask, verb: Callable[[str], Any]) -> HttpResponse:
    """Show the question, or do it once the right words were typed."""
    given = request.POST if request.method == "POST" else None
    form = TypedForm(given, typed=ask.typed, reason_label=ask.reason_label, needs_reason=bool(ask.reason_label))
    said, status = "", 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                verb(form.cleaned_data.get("reason", ""))
                messages.success(request, ask.done)
                return redirect(order_url(ask.order.id))
        except Refusal as refusal:
            said, status = str(refusal), refusal.status
    context = {"o": ask.order, "ask": ask, "form": form, "said": said}
    return render(request, "evacuation/confirm.html", context, status=status)
