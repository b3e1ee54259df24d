"""What is done to a move: decided, filed, picked, sent, settled; each a plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianshao.accounts.access import requires
from qianshao.core.acts import act, number_in
from qianshao.resources.dispatch import pages, selectors, services
from qianshao.resources.dispatch.forms import CarryForm, VerbalForm


def _back(move_id: int) -> str:
    return reverse("resources:move", args=[move_id])


def _chosen(request: Any, move_id: int) -> dict[str, Any]:
    """The store and the quantities of a decision; no quantities: all that was asked."""
    found = selectors.move_of(request.scope, move_id)
    keys = list(found.lines.values_list("pk", flat=True))
    given = any(f"count-{key}" in request.POST for key in keys)
    counts = pages.numbers_in(request.POST, "count", keys) if given else None
    return {"move_id": move_id, "store_id": number_in(request.POST, "store"), "counts": counts}


@requires("resources.approve")
@require_POST
def approve(request: Any, move_id: int) -> HttpResponse:
    """Say yes."""
    return act(request, _back(move_id), _("已批准。"), services.approve_move, **_chosen(request, move_id))


@requires("resources.request")
@require_POST
def by_word(request: Any, move_id: int) -> HttpResponse:
    """A leader ordered it by word."""
    chosen, form = _chosen(request, move_id), VerbalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明哪位领导下的令。"))
        return HttpResponseRedirect(_back(move_id))
    said = _("已按口头令开始，请按时补书面令。")
    return act(request, _back(move_id), said, services.order_by_word, **chosen, **form.cleaned_data)


@requires("resources.approve")
@require_POST
def paper(request: Any, move_id: int) -> HttpResponse:
    """File the written order."""
    number = request.POST.get("number", "")
    return act(request, _back(move_id), _("书面令已补。"), services.file_paper, move_id=move_id, number=number)


def _with_reason(right: str, said: Callable[[], str], verb: Any) -> Any:
    @requires(right)
    @require_POST
    def view(request: Any, move_id: int) -> HttpResponse:
        reason = request.POST.get("reason", "")
        return act(request, _back(move_id), said(), verb, move_id=move_id, reason=reason)

    return view


refuse = _with_reason("resources.approve", lambda: _("已答复不批准。"), services.refuse_move)
withdraw = _with_reason("resources.request", lambda: _("已撤回。"), services.withdraw_move)
put_back = _with_reason("resources.stock", lambda: _("已退回，可重新拣货。"), services.put_back)
turn_back = _with_reason("resources.stock", lambda: _("已全部退回原库。"), services.turn_back)


@requires("resources.stock")
@require_POST
def pick(request: Any, move_id: int) -> HttpResponse:
    """Choose the batches."""
    less = request.POST.get("less") == "1"
    return act(request, _back(move_id), _("已拣货。"), services.pick_goods, move_id=move_id, accept_less=less)


@requires("resources.stock")
@require_POST
def carry(request: Any, move_id: int) -> HttpResponse:
    """The vehicle leaves."""
    found, form = selectors.move_of(request.scope, move_id), CarryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写车牌，没有车就写“人力”"))
        return HttpResponseRedirect(_back(found.pk))
    said = _("已出发，物资记在路上。")
    return act(request, _back(found.pk), said, services.carry_goods, move_id=move_id, **form.cleaned_data)


@requires("resources.stock")
@require_POST
def settle(request: Any, move_id: int) -> HttpResponse:
    """Back in the store, or written off."""
    post = request.POST
    given = {
        "move_id": move_id,
        "pick_id": number_in(post, "pick"),
        "quantity": number_in(post, "count"),
        "where": "road" if post.get("where") == "road" else "site",
    }
    if post.get("what") == "write_off":
        reason = post.get("reason", "")
        return act(request, _back(move_id), _("已核销。"), services.write_off, reason=reason, **given)
    return act(request, _back(move_id), _("已归还入库。"), services.return_goods, **given)
