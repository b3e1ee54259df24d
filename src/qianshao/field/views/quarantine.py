"""The inbox of what came from phones that were taken back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import NotFound, Refusal
from qianshao.field.selectors.held import decided, held, held_by_id, shown
from qianshao.field.services import discard_held, run_held

PER_PAGE = 30


@requires("field.quarantine")
@require_GET
def quarantine(request: Any) -> HttpResponse:
    """What waits, oldest first, and the last decisions."""
    page = Paginator(held(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown(row) for row in page.object_list],
        "decided": [shown(row) for row in decided(request.scope)],
    }
    return render(request, "field/quarantine.html", context)


@requires("field.quarantine")
@require_POST
def quarantine_decide(request: Any, command_id: int, what: str) -> HttpResponse:
    """Let one run, or put it aside."""
    verbs = {"run": (run_held, _("已采用。")), "discard": (discard_held, _("已搁置，内容保留。"))}
    held_by_id(request.scope, command_id)
    if what not in verbs:
        raise NotFound("page.missing", _("没有这个页面。"))
    verb, said = verbs[what]
    try:
        verb(command_id=command_id, reason=request.POST.get("reason", ""), actor=request.actor, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("field:quarantine"))
