"""The unit that has the word: its full number for a reason, the order it is given on paper."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound, Refusal
from qianshao.divisions import choices
from qianshao.hazards import selectors, services
from qianshao.hazards.pages.ledger import detail_context, list_context
from qianshao.hazards.signs import address_svg
from qianshao.people.forms import ReasonForm


@requires("people.reveal")
@never_cache
@require_POST
def unit_phone(request: Any, hazard_id: int) -> HttpResponse:
    """Show the full number once, for a reason."""
    row, now = selectors.hazard_of(request.scope, hazard_id), clock.now()
    form, shown, status = ReasonForm(request.POST), "", 422
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            shown = services.reveal_unit_phone(hazard_id=row.pk, reason=reason, actor=request.actor, now=now)
            status = 200
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    detail = detail_context(request.scope, row, now, request.actor.user_id)
    context = list_context(request.scope, request.GET, now) | {"d": detail}
    faults = [fault for found in form.errors.values() for fault in found]
    return render(
        request, "hazards/ledger.html", context | {"shown_phone": shown, "reveal_faults": faults}, status=status
    )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d}"


@requires("hazards.view")
@require_GET
def order_sheet(request: Any, hazard_id: int) -> HttpResponse:
    """The order on one sheet of A4, to be handed over in person.

    Raises:
        NotFound: it was handed to no unit yet.
    """
    row = selectors.hazard_of(request.scope, hazard_id)
    if row.assigned_at is None or not row.unit_name:
        raise NotFound("hazard.no_order", _("这条隐患还没有交办给单位，没有交办单。"))
    address = urljoin(request.build_absolute_uri("/"), reverse("hazards:hazard", args=[row.pk]))
    now = clock.now()
    # Whoever may write down the unit's work may also hand it the page on which it does so itself.
    link = services.show_unit_link(hazard_id=row.pk, actor=request.actor, now=now)
    context = {
        "h": row,
        "place": choices.places([row.division_path])[row.division_path],
        "plan": row.plans.first() if row.is_major else None,
        "qr": address_svg(link or address),
        "link": link,
        "until": _day(row.due_at) if row.due_at else "",
        "today": _day(now),
    }
    return render(request, "hazards/order.html", context)
