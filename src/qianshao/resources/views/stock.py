"""What is where, one store, one item; goods in, out and back; a count."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act, number_in, workbook
from qianshao.core.errors import Refusal
from qianshao.resources import exports, pages
from qianshao.resources.forms import HandForm, ReceiveForm
from qianshao.resources.selectors import board, stock
from qianshao.resources.selectors.policy import policy_for
from qianshao.resources.selectors.reserves import standing
from qianshao.resources.selectors.stores import store_of, stores
from qianshao.resources.services import count_stock, handle

_SHOWN = 60


def _today() -> date:
    return clock.now().astimezone(clock.BEIJING).date()


def _store_page(store_id: int) -> str:
    return reverse("resources:store", args=[store_id])


@requires("resources.view")
@never_cache
@require_GET
def supplies(request: Any) -> HttpResponse:
    """What is where: below the minimum first, then what expires."""
    scope, today = request.scope, _today()
    short = board.below_minimum(scope, today)
    days = policy_for((scope.paths or ("",))[0]).warn_days[0]
    soon = board.expiring(scope, today, days)
    context = {
        "short": short[:_SHOWN],
        "short_count": len(short),
        "expiring": list(soon[:_SHOWN]),
        "expiring_count": soon.count(),
        "days": days,
        "today": today,
        "untested": board.untested(scope, today).count(),
        "refills": list(board.refills_open(scope)[:_SHOWN]),
        "held": board.totals_by_store(scope),
        "items": board.totals_by_item(scope),
        "stores": stores(scope).count(),
        "area_short": pages.with_places(board.below_area_minimum(scope, today)),
        "may_import": scope.may("resources.stock"),
        "may_rules": scope.may("resources.items"),
    }
    return render(request, "resources/stock/supplies.html", context)


@requires("resources.view")
@never_cache
@require_GET
def store_page(request: Any, store_id: int) -> HttpResponse:
    """One store: its batches, what it lacks, what moved."""
    return render(request, "resources/stock/store.html", _store_card(request, store_id))


def _store_card(request: Any, store_id: int, **more: Any) -> dict[str, Any]:
    scope, today = request.scope, _today()
    store = store_of(scope, store_id)
    return {
        "store": store,
        "batches": list(stock.batches(scope, store_id=store_id).filter(stock__gt=0)),
        "short": board.below_minimum(scope, today, store_id=store_id),
        "entries": list(stock.entries(scope, store_id=store_id)[:_SHOWN]),
        "take": board.take_open(scope, store_id),
        "counted": board.last_counted(scope, store_id),
        "today": today,
        "may": scope.may("resources.stock", store.division_path),
        **more,
    }


@requires("resources.view")
@never_cache
@require_GET
def item_page(request: Any, item_id: int) -> HttpResponse:
    """One item: who has it, and how long it lasts."""
    row, today, scope = stock.item(item_id), _today(), request.scope
    path = (scope.paths or ("",))[0]
    context = {
        "item": row,
        "stores": stock.stores_with(scope, row.pk, today),
        "forecast": board.forecast_of(scope, row.pk, clock.now(), today, path),
        "horizon": policy_for(path).horizon_days,
        "available": stock.available(scope, row.pk, today),
        "reserves": standing(scope, row.pk, today),
        "may_items": scope.may("resources.items"),
    }
    return render(request, "resources/stock/item.html", context)


@requires("resources.stock")
@require_http_methods(["GET", "POST"])
def receive(request: Any, store_id: int) -> HttpResponse:
    """Goods come in."""
    store = store_of(request.scope, store_id)
    request.actor.demand("resources.stock", store.division_path)
    items = [(row.pk, f"{row.name}（{row.unit}）") for row in stock.items()]
    form = ReceiveForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            handle.receive(store_id=store.pk, actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_store_page(store.pk))
    status = 200 if request.method == "GET" else 422
    return render(request, "resources/stock/form.html", {"form": form, "store": store}, status=status)


@requires("resources.stock")
@require_http_methods(["GET", "POST"])
def hand_out(request: Any, batch_id: int) -> HttpResponse:
    """Goods of one batch go out, come back, or are written off."""
    row = stock.batch(request.scope, batch_id)
    request.actor.demand("resources.stock", row.division_path)
    form = HandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handle.hand_out(batch_id=row.pk, actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_store_page(row.store_id or 0))
    store = store_of(request.scope, row.store_id or 0)
    status = 200 if request.method == "GET" else 422
    context = {"form": form, "store": store, "batch": row}
    return render(request, "resources/stock/form.html", context, status=status)


@requires("resources.stock")
@never_cache
@require_http_methods(["GET", "POST"])
def count(request: Any, store_id: int) -> HttpResponse:
    """Begin a count, and write down what was found."""
    store = store_of(request.scope, store_id)
    request.actor.demand("resources.stock", store.division_path)
    take = board.take_open(request.scope, store_id)
    here = reverse("resources:count", args=[store_id])
    if request.method == "POST" and take is None:
        return act(request, here, _("盘点已开始"), count_stock.start_count, store_id=store_id)
    lines = board.count_lines(take) if take else []
    if request.method == "POST" and take:
        typed = {line.pk: number_in(request.POST, f"n{line.pk}") for line in lines}
        why = {line.pk: request.POST.get(f"w{line.pk}", "") for line in lines}
        given = {"take_id": take.pk, "counted": typed, "reasons": why}
        return act(request, here, _("实盘数已保存"), count_stock.write_count, **given)
    return render(request, "resources/stock/count.html", {"store": store, "take": take, "lines": lines})


@requires("resources.stock")
@require_POST
def count_book(request: Any, store_id: int) -> HttpResponse:
    """Confirm a count, or give it up (with words)."""
    take = board.take_open(request.scope, store_id)
    if take is None:
        return HttpResponseRedirect(_store_page(store_of(request.scope, store_id).pk))
    if request.POST.get("drop"):
        words = request.POST.get("words", "")
        given = {"take_id": take.pk, "words": words}
        return act(request, _store_page(store_id), _("盘点已作废"), count_stock.drop_count, **given)
    return act(request, _store_page(store_id), _("盘点已入账"), count_stock.book_count, take_id=take.pk)


@requires("resources.view")
@require_GET
def export(request: Any) -> HttpResponseBase:
    """The stock as Excel."""
    name, file = exports.export_stock(actor=request.actor, now=clock.now())
    return workbook(name, file)
