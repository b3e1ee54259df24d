"""Pages for everybody: report something, follow it, fetch a payout code.

No cookie is read or set and none would grant anything, so the pages are the same bytes for all and may be kept by any
cache; a token against forged posts would make each page different and protect nothing: whoever forges a post could
have sent it themselves. What a browser says it posts from another site is folded like other odd reports. Whoever
holds the 128 bits of a link may use it; nobody else can write it.
"""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qianshao.accounts.access import public
from qianshao.accounts.addresses import client_address
from qianshao.core import clock
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Refusal
from qianshao.files.rules import MAX_BYTES, is_photo
from qianshao.tips import services
from qianshao.tips.selectors.numbers import tip_kinds, tip_phones
from qianshao.tips.selectors.places import Place, place_of, towns_to_choose
from qianshao.tips.selectors.track import followed, link_of, tip_by_link
from qianshao.tips.states import STAGES

#: All photos and words of one report.
MAX_BODY = 40 * 2**20
_BROKEN = (MultiPartParserError, SuspiciousOperation, UnreadablePostError, RawPostDataException, ValueError)
_OWN = ("same-origin", "none", "")
_FIELDS = ("kind", "words", "phone", "place", "not_here")
#: A report that says it waited longer than this on a phone has a wrong clock.
LONGEST_WAIT = timedelta(days=60)


@public("anybody may report what they see; shows where the sign hangs and nothing else")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any, sign: str = "") -> HttpResponse:
    """The form, for a sign's place or the whole county; POST sends it."""
    if request.method == "POST":
        return _take(request, sign)
    response = _form(place_of(sign))
    response["Cache-Control"] = "public, max-age=60"
    return response


def _take(request: Any, sign: str) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        said = _("照片太大，请少选几张再提交；按返回键，填过的还在。急事请打电话。")
        return _refused(place_of(sign), said, 413)
    try:
        given, files = request.POST, request.FILES.getlist("photos")
    except _BROKEN:
        return _refused(place_of(sign), _("没有收全，请再提交一次。急事请打电话。"), 400)
    place = place_of(given.get("place", "") if not sign or given.get("not_here") else sign)
    now, fits = clock.now(), [file.read() for file in files if 0 < (file.size or 0) <= MAX_BYTES]
    sent = _given(request, place, [data for data in fits if is_photo(data)], now)
    try:
        tip = services.send_tip(sent, now=now)
    except Refusal as refusal:
        if any((file.size or 0) > MAX_BYTES for file in files):
            said = _("照片太大，一张最多 {n} 兆。换一张小的，或写一句话，就可以提交。").format(n=MAX_BYTES // 2**20)
            return _refused(place_of(sign), said, 413, given)
        if len(sent.photos) < len(fits):
            said = _("选的不是照片，只收 JPEG、PNG、WebP。换一张，或写一句话，就可以提交。")
            return _refused(place_of(sign), said, 422, given)
        return _refused(place_of(sign), str(refusal), 422, given)
    left = len(sent.photos) < len(files) or tip.photo_count < len(sent.photos)
    answer = HttpResponseRedirect(reverse("tips:mine", args=[link_of(tip)]) + ("?left=1" if left else ""))
    answer.status_code = 303
    return _private(answer)


@public("a program without any data, the same for everybody")
@require_safe
def worker(_request: Any) -> HttpResponse:
    """The service worker of the pages under ``/p/``: opens the form without a signal."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


@cache
def _worker() -> bytes:
    return Path(str(finders.find("qianshao/tips-worker.js"))).read_bytes()


def _given(request: Any, place: Place, photos: list[bytes], now: datetime) -> services.Given:
    """What was filled in, and from where it came."""
    return services.Given(
        place=place,
        kind=request.POST.get("kind", "")[:24],
        words=request.POST.get("words", ""),
        photos=photos,
        phone=request.POST.get("phone", "")[:40],
        network=client_address(request),
        elsewhere=request.headers.get("Sec-Fetch-Site", "") not in _OWN,
        command_id=_by_chance(request.POST.get("command_id", "")),
        made_at=_waited_since(request.POST.get("made_at", ""), now),
    )


def _by_chance(text: str) -> UUID | None:
    """An id a phone drew by chance; others could be guessed, and who names it is led to that report's own page."""
    try:
        found = UUID(text[:36])
    except ValueError:
        return None
    return found if found.version == 4 else None


def _waited_since(text: str, now: datetime) -> datetime | None:
    """When a phone says that it was written; nothing where its clock cannot be right."""
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo is not None and now - LONGEST_WAIT < found < now else None


def _refused(place: Place, fault: str, status: int, given: Any = None) -> HttpResponse:
    """The form once more with everything that was filled in: for this person alone, kept by nobody."""
    return _private(_form(place, fault, status=status, filled=given))


def _form(place: Place, fault: str = "", *, status: int = 200, filled: Any = None) -> HttpResponse:
    """Drawn without the request: nothing about who asks gets into the page, but what was filled in and refused."""
    now, filled = clock.now(), filled or {}
    context = {
        "place": place,
        "kinds": tip_kinds(now),
        "towns": [] if place.sign else towns_to_choose(),
        "fault": fault,
        "filled": {name: filled.get(name, "")[:500] for name in _FIELDS},
    }
    return _drawn("tips/report.html", context, status)


def _drawn(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    site = {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO, "now": clock.now()}
    return HttpResponse(render_to_string(template, {**site, **context}), status=status)


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: not told to other pages, not kept, not listed."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@public("a day and six digits show how far that report has come, in calm words; wrong ones are counted and limited")
@csrf_exempt  # asks a question, changes nothing of anybody's
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Any) -> HttpResponse:
    """Follow by day and code; posted, so that no code stands in an address or a log."""
    now = clock.now()
    context: dict[str, Any] = {"day": now.astimezone(BEIJING).date(), "code": ""}
    if request.method != "POST":
        return _private(_drawn("tips/track.html", context))
    try:
        code, context["day"] = request.POST.get("code", "")[:12], _day(request.POST.get("day", ""), context["day"])
        found = services.follow_code(day=context["day"], code=code, network=client_address(request), now=now)
    except _BROKEN:
        return _private(_drawn("tips/track.html", {**context, "fault": _("没有收全，请再试一次。")}, 400))
    except Refusal as refusal:
        return _private(_drawn("tips/track.html", {**context, "fault": str(refusal)}, refusal.status))
    stage, words = found
    marks = [(label, "done" if n < stage else "now" if n == stage else "") for n, label in enumerate(STAGES)]
    return _private(_drawn("tips/track.html", {**context, "stages": marks, "said": words}))


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return today


@public("the 128 bits in the link are the permission; they name one report")
@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: Any, link: str) -> HttpResponse:
    """One's own report: the code to note down, how far it is, the answer, the reward."""
    try:
        tip = tip_by_link(link)
    except Refusal as refusal:
        return _private(_drawn("tips/track.html", {"fault": str(refusal), "day": clock.now().date()}, refusal.status))
    return _private(_own(tip, link, left=request.GET.get("left") == "1"))


def _own(tip: Any, link: str, status: int = 200, **more: Any) -> HttpResponse:
    address = settings.PUBLIC_URL + reverse("tips:mine", args=[link])
    context = {"t": followed(tip), "link": link, "address": address, "phones": tip_phones(clock.now()), **more}
    return _drawn("tips/mine.html", context, status)


@public("the 128 bits in the link are the permission; the code is shown once")
@csrf_exempt  # no cookie is used: whoever knows the link may fetch, and nobody else can write it
@never_cache
@require_POST
def payout(_request: Any, link: str) -> HttpResponse:
    """Show the payout code, once; by a press, so that no preview of a link uses it up."""
    try:
        tip = tip_by_link(link)
        code = services.show_code(link=link, now=clock.now())
    except Refusal as refusal:
        if refusal.code == "tip.unknown":
            context = {"fault": str(refusal), "day": clock.now().date()}
            return _private(_drawn("tips/track.html", context, refusal.status))
        return _private(_own(tip, link, refusal.status, fault=str(refusal)))
    return _private(_own(tip, link, payout_code=code))
