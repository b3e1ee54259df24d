"""The receiver's phone: scan the note, count, sign."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.resources.dispatch import pages, selectors, services
from qianshao.resources.dispatch.states import MOVE_WORDS, MoveState
from qianshao.resources.dispatch.stock import rows_of


@requires("resources.receive")
@never_cache
@require_http_methods(["GET", "POST"])
def receive(request: Any, code: str) -> HttpResponse:
    """Count what came and sign for it; a second scan shows what was signed."""
    found, said, status = selectors.move_by_code(request.scope, code), "", 200
    lines = [line for line in found.lines.select_related("item").order_by("pk") if line.approved]
    if request.method == "POST":
        keys = [line.pk for line in lines]
        reasons = {key: request.POST.get(f"reason-{key}", "") for key in keys}
        counts = pages.numbers_in(request.POST, "count", keys)
        try:
            services.receive_goods(
                move_id=found.pk, counts=counts, reasons=reasons, actor=request.actor, now=clock.now()
            )
        except Refusal as refusal:
            said, status = str(refusal), refusal.status
        else:
            return HttpResponseRedirect(reverse("resources:move-receive", args=[found.code]))
    context = {
        "move": found,
        "rows": _typed(rows_of(found, lines), request.POST),
        "said": said,
        "words": MOVE_WORDS[found.state],
        "is_on_the_way": found.state == MoveState.CARRYING,
        "is_signed": found.received_at is not None,
    }
    return render(request, "resources/dispatch/receive.html", context, status=status)


def _typed(rows: list[dict[str, Any]], post: Any) -> list[dict[str, Any]]:
    """With what was typed before a refusal, else what was carried."""
    for row in rows:
        key = row["line"].pk
        row["typed"] = post.get(f"count-{key}", str(row["carried"]))[:9]
        row["typed_reason"] = post.get(f"reason-{key}", "")[:120]
    return rows
