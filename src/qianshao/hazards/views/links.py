"""Pages of links: a department answers a whistle, a unit its hazard; no login.

The pages are drawn without the request and read no cookie, so none could grant anything, and a token against forged
posts would protect nothing: whoever holds the 128 bits of the address may press, and nobody else can write it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from django.views.decorators.http import require_http_methods

from qianshao.accounts.access import public
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.files.rules import MAX_BYTES
from qianshao.hazards import selectors, services
from qianshao.hazards.forms.links import LinkForm
from qianshao.hazards.pages import links as pages

MAX_BODY = 4 * MAX_BYTES + 2**20
_BROKEN = (MultiPartParserError, SuspiciousOperation, UnreadablePostError, RawPostDataException, ValueError)


@dataclass(frozen=True)
class _Matter:
    """What one kind of link opens."""

    url: str
    template: str
    find: Callable[..., Any]
    context: Callable[..., dict[str, Any]]
    presses: Mapping[str, pages.Press]
    press: Callable[..., Any]


_CALL = _Matter(
    "hazards:link-whistle", "hazards/link_whistle.html", selectors.call_by_link, pages.call_context,
    {press.code: press for press in (*pages.ANSWERS, pages.DECLINE)}, services.press_call,
)  # fmt: skip
_HAZARD = _Matter(
    "hazards:link-unit", "hazards/link_unit.html", selectors.hazard_by_link, pages.hazard_context,
    {press.code: press for press in (pages.MENDED, pages.LATER)}, services.press_hazard,
)  # fmt: skip


@public("the 128 bits in the link are the permission; they name one department of one whistle, and end with it")
@csrf_exempt  # no cookie is used: whoever knows the link may answer, and nobody else can write it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def department(request: Any, token: str) -> HttpResponse:
    """What a department is called to, and its answer."""
    return _page(request, token, _CALL)


@public("the 128 bits in the link are the permission; they name one handing over of one hazard, and end with it")
@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: Any, token: str) -> HttpResponse:
    """What a unit is to mend, its work and its wish for more time."""
    return _page(request, token, _HAZARD)


def _page(request: Any, token: str, matter: _Matter) -> HttpResponse:
    if request.method == "POST":
        return _take(request, token, matter)
    return _shown(token, matter, done=request.GET.get("done") in matter.presses)


def _shown(
    token: str, matter: _Matter, fault: str = "", status: int = 200, failed: Any = None, *, done: bool = False
) -> HttpResponse:
    """The page as things stand now; or, in words, that the link opens nothing (any more)."""
    now = clock.now()
    try:
        row = matter.find(token, now)
    except Refusal as refusal:
        return _drawn("hazards/link_over.html", {"said": str(refusal)}, refusal.status)
    return _drawn(matter.template, {**matter.context(row, now, failed), "fault": fault, "done": done}, status)


def _take(request: Any, token: str, matter: _Matter) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return _shown(token, matter, _("照片太大，没有收。请少选几张再交。"), 413)
    try:
        posted, files = request.POST, request.FILES
    except _BROKEN:
        return _shown(token, matter, _("没有收全，请再交一次。"), 400)
    press = matter.presses.get(posted.get("act", ""))
    if press is None:
        return _shown(token, matter, _("没有这种处理。"), 422)
    form = press.form(posted, files, auto_id=f"{press.code}-%s")
    if not form.is_valid():
        return _shown(token, matter, _("有的没有填好，请看红字。"), 422, (press.code, form))
    return _pressed(token, matter, press.code, form)


def _pressed(token: str, matter: _Matter, act: str, form: LinkForm) -> HttpResponse:
    photos = [file.read() for file in form.cleaned_data.get("photos", ())]
    try:
        matter.press(token=token, act=act, given=form.given, photos=photos, now=clock.now())
    except Refusal as refusal:
        return _shown(token, matter, str(refusal), refusal.status, (act, form))
    answer = HttpResponseRedirect(reverse(matter.url, args=[token]) + f"?done={act}")
    answer.status_code = 303
    return _private(answer)


def _drawn(template: str, context: dict[str, Any], status: int) -> HttpResponse:
    site = {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO, "now": clock.now()}
    return _private(HttpResponse(render_to_string(template, {**site, **context}), status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: not told to other pages, not kept, not listed."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
