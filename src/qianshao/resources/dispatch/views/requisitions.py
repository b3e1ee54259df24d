"""Pages of requisitions: ledger, new, one, receipt."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.divisions.choices import form_areas
from qianshao.resources.dispatch import pages, selectors, services
from qianshao.resources.dispatch.forms import RequisitionForm
from qianshao.resources.dispatch.states import REQUISITION_TONES, REQUISITION_WORDS

PER_PAGE = 40


@requires("resources.view")
@never_cache
@require_GET
def requisition_list(request: Any) -> HttpResponse:
    """The ledger: what is in use, given back, owed and paid."""
    state = request.GET.get("state", "")[:10]
    rows = selectors.requisitions(request.scope, state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    owed = selectors.owed(request.scope)
    context = {
        "page": page,
        "rows": [(row, REQUISITION_WORDS[row.state], REQUISITION_TONES[row.state]) for row in page.object_list],
        "states": REQUISITION_WORDS.items(),
        "state": state,
        "in_use": owed["in_use"],
        "due": owed["due"] / 100,
        "paid": owed["paid"] / 100,
        "may_new": request.scope.may("resources.requisition"),
    }
    return render(request, "resources/dispatch/requisitions.html", context)


@requires("resources.requisition")
@never_cache
@require_http_methods(["GET", "POST"])
def requisition_new(request: Any) -> HttpResponse:
    """Record a decision."""
    form = RequisitionForm(request.POST or None, areas=form_areas(request.scope, "resources.requisition"))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.order_requisition(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("resources:requisition", args=[made.pk]))
    status = 422 if request.method == "POST" else 200
    return render(request, "resources/dispatch/requisition_new.html", {"form": form}, status=status)


@requires("resources.view")
@never_cache
@require_GET
def requisition_page(request: Any, requisition_id: int) -> HttpResponse:
    """One requisition."""
    found = selectors.requisition_of(request.scope, requisition_id)
    context = {
        **pages.requisition_page(request, found),
        "words": REQUISITION_WORDS[found.state],
        "tone": REQUISITION_TONES[found.state],
        "due": (found.assessed_cents or 0) / 100,
    }
    return render(request, "resources/dispatch/requisition.html", context)


@requires("resources.requisition")
@never_cache
@require_GET
def receipt(request: Any, requisition_id: int) -> HttpResponse:
    """The owner's receipt, to be printed twice and signed; its name is filled in by hand."""
    found = selectors.requisition_of(request.scope, requisition_id)
    context = {**pages.requisition_page(request, found), "printed_at": clock.now()}
    return render(request, "resources/dispatch/receipt.html", context)


def _cents(text: str) -> int:
    try:
        return int(Decimal(text.strip()[:16]) * 100)
    except (InvalidOperation, ValueError, OverflowError):
        return -1


@requires("resources.requisition")
@require_POST
def requisition_act(request: Any, requisition_id: int, what: str) -> HttpResponse:
    """Take over, cancel, give back, use up, assess, close."""
    words = request.POST.get("words", "")
    verbs: dict[str, tuple[Any, dict[str, Any]]] = {
        "take": (services.take_over, {"condition": words}),
        "cancel": (services.cancel_requisition, {"reason": words}),
        "back": (services.give_back, {"damage": words}),
        "used": (services.use_up, {"damage": words}),
        "assess": (
            services.assess_damage,
            {"cents": _cents(request.POST.get("yuan", "")), "assessed_by": words},
        ),
        "close": (services.close_unharmed, {}),
    }
    if what not in verbs:
        raise Http404
    verb, given = verbs[what]
    back = reverse("resources:requisition", args=[requisition_id])
    return act(request, back, _("已记下。"), verb, requisition_id=requisition_id, **given)


@requires("resources.money")
@require_POST
def pay(request: Any, requisition_id: int) -> HttpResponse:
    """The compensation was paid."""
    back = reverse("resources:requisition", args=[requisition_id])
    voucher = request.POST.get("voucher", "")
    said = _("已记下补偿。")
    return act(request, back, said, services.pay_compensation, requisition_id=requisition_id, voucher=voucher)
