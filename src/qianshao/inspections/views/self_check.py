"""An enterprise's own check: the desk gives and takes back the link, the keeper's page needs no login.

The keeper's page is drawn without the request and reads no cookie, so none could grant anything, and a token against
forged posts would protect nothing: whoever holds the 128 bits of the address may send, and nobody else can write it.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from qianshao.accounts.access import public, requires
from qianshao.core import clock
from qianshao.core.acts import act
from qianshao.core.errors import Refusal
from qianshao.inspections import pages, selectors, services
from qianshao.inspections.forms import RecordForm
from qianshao.inspections.views.visits import replies_of

_BROKEN = (MultiPartParserError, SuspiciousOperation, UnreadablePostError, RawPostDataException, ValueError)


@requires("inspections.plan")
@require_POST
def link_new(request: Any, visit_id: int) -> HttpResponse:
    """A link for the keeper; the one before ends."""
    back = reverse("inspections:visit", args=[visit_id])
    return act(request, back, _("链接已生成，发给单位负责人。"), services.make_self_link, visit_id=visit_id)


@requires("inspections.plan")
@require_POST
def link_end(request: Any, visit_id: int) -> HttpResponse:
    """The keeper's link works no longer."""
    back = reverse("inspections:visit", args=[visit_id])
    return act(request, back, _("链接已停用。"), services.revoke_self_link, visit_id=visit_id)


@public("the 128 bits in the link are the permission; they name one place, and show its checklist and own checks")
@csrf_exempt  # no cookie is used: whoever knows the link may send, and nobody else can write it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: Any, token: str) -> HttpResponse:
    """The checklist as the keeper fills it in."""
    now = clock.now()
    try:
        link = selectors.link_by_token(token, now)
    except Refusal as refusal:
        return _drawn({"fault": str(refusal)}, refusal.status)
    context = pages.self_check_context(link, now)
    if request.method != "POST":
        context["done"] = request.GET.get("done", "") == "1"
        return _drawn({**context, "form": RecordForm(items=context["items"])})
    return _take(request, token, context)


def _take(request: Any, token: str, context: dict[str, Any]) -> HttpResponse:
    try:
        form = RecordForm(request.POST, items=context["items"])
    except _BROKEN:
        empty = RecordForm(items=context["items"])
        return _drawn({**context, "form": empty, "fault": _("没有收全，请再交一次。")}, 400)
    if not form.is_valid():
        return _drawn({**context, "form": form, "fault": _("有的项没有填好，请看红字。")}, 422)
    given = form.cleaned_data
    said = {"replies": replies_of(form), "signer": given["signer"], "words": given["words"]}
    try:
        services.send_self_check(token=token, now=clock.now(), **said)
    except Refusal as refusal:
        return _drawn({**context, "form": form, "fault": str(refusal)}, refusal.status)
    answer = HttpResponseRedirect(reverse("inspections:self-check", args=[token]) + "?done=1")
    answer.status_code = 303
    return _private(answer)


def _drawn(context: dict[str, Any], status: int = 200) -> HttpResponse:
    site = {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO, "now": clock.now()}
    page = render_to_string("inspections/self_check.html", {**site, **context})
    return _private(HttpResponse(page, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: not told to other pages, not kept, not listed."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
