"""隐患辅助识别 on the pages: before a hazard is written down, and on one that waits for verification."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.hazards import selectors, services
from qianshao.hazards.assist.vision import Eye
from qianshao.hazards.pages.assist import assist_before, assist_lines
from qianshao.hazards.pages.ledger import detail_context, list_context
from qianshao.hazards.views.ledger import find_form


@requires("hazards.find")
@require_POST
def assist_new(request: Any) -> HttpResponse:
    """What the words of a form not yet sent may be about; the form keeps what was written."""
    now = clock.now()
    form = find_form(request, now, initial=request.POST.dict())
    context = {"form": form, "assist": assist_before(request.scope, request.POST, now)}
    return render(request, "hazards/hazard_new.html", context)


@requires("hazards.verify")
@require_POST
def assist_eye(request: Any, hazard_id: int) -> HttpResponse:
    """What the configured outside service sees in the photo, shown once."""
    now = clock.now()
    try:
        eye = Eye() if settings.DEMO else Eye(**settings.VISION)
        words = services.ask_eye(hazard_id=hazard_id, eye=eye, actor=request.actor, now=now)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("hazards:hazard", args=[hazard_id]))
    row = selectors.hazard_of(request.scope, hazard_id)
    detail = detail_context(request.scope, row, now, request.actor.user_id)
    detail["assist"] = assist_lines(selectors.assist(request.scope, words, now, besides=row.pk), seen=True)
    return render(request, "hazards/ledger.html", list_context(request.scope, request.GET, now) | {"d": detail})
