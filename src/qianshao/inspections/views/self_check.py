"""An enterprise's own check: the desk gives and takes back the link, the keeper's page needs no login.

The keeper's page is drawn without the request and reads no cookie, so none could grant anything, and a token against
forged posts would protect nothing: whoever holds the 128 bits of the address may send, and nobody else can write it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from qianshao.files.rules import MAX_BYTES
from qianshao.inspections import pages, selectors, services
from qianshao.inspections.forms import RecordForm
from qianshao.inspections.services.self_photos import MOST_BYTES
from qianshao.inspections.states import Result
from qianshao.inspections.views.visits import MOST_PHOTOS, replies_of

#: Of a whole form: more photos than any point may have, so that one too many is still answered with what was typed.
MAX_BODY = 200 * 2**20
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
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        empty = RecordForm(items=context["items"])
        return _drawn({**context, "form": empty, "fault": _("照片太大，请少选几张。")}, 413)
    try:
        form = RecordForm(request.POST, request.FILES, items=context["items"])
    except _BROKEN:
        empty = RecordForm(items=context["items"])
        return _drawn({**context, "form": empty, "fault": _("没有收全，请再交一次。")}, 400)
    if not form.is_valid():
        return _again(request, context, form, _("有的项没有填好，请看红字。"), 422)
    try:
        services.send_self_check(token=token, now=clock.now(), **_said(form))
    except services.BadPhoto as refusal:
        form.add_error(f"p-{refusal.item}", str(refusal))
        return _again(request, context, form, _("有的照片用不了，请看红字。"), refusal.status)
    except Refusal as refusal:
        return _again(request, context, form, str(refusal), refusal.status)
    answer = HttpResponseRedirect(reverse("inspections:self-check", args=[token]) + "?done=1")
    answer.status_code = 303
    return _private(answer)


def _said(form: RecordForm) -> dict[str, Any]:
    """What was filled in."""
    given, replies = form.cleaned_data, replies_of(form)
    failed = [reply.item for reply in replies if reply.result == Result.FAIL]
    photos = read_photos({code: given[f"p-{code}"] or [] for code in failed})
    return {"replies": replies, "signer": given["signer"], "words": given["words"], "photos": photos}


def read_photos(files: Mapping[str, Sequence[Any]]) -> dict[str, list[bytes]]:
    """Photos of what failed as bytes: one more of a point than it may have and one byte more than all may, so that
    the verb sees it and no memory holds a whole form of them.
    """
    left, found = MOST_BYTES, defaultdict(list)
    for code, some in files.items():
        for file in some[: MOST_PHOTOS + 1]:
            found[code].append(file.read(min(MAX_BYTES, max(0, left)) + 1))
            left -= len(found[code][-1])
    return found


def _again(request: Any, context: dict[str, Any], form: RecordForm, fault: str, status: int) -> HttpResponse:
    """The form with everything that was typed; photos no page can choose again for anybody."""
    lost = _("填过的都还在，照片要重新选。") if request.FILES else ""
    return _drawn({**context, "form": form, "fault": f"{fault}{lost}"}, status)


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
