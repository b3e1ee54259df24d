"""From a drawn page to an HTTP answer: the same bytes for everybody, an ETag, and no word about who asks."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from qianshao.accounts.addresses import client_address
from qianshao.core import clock
from qianshao.journal.selectors import latest_id
from qianshao.public.cache import Away, Changes, PageCache, Served, aged
from qianshao.public.limits import DrawLimit
from qianshao.public.selectors import concerns_public

CHANGES = Changes(latest_id, concerns_public)
#: Pages with an address of their own, and pages around somebody's position: many of the latter push out only others.
PAGES = PageCache(CHANGES)
SPOTS = PageCache(CHANGES)
LIMIT = DrawLimit()
Context = Callable[[], Mapping[str, Any]]


def answer(request: Any, key: str, template: str, context: Context, *, pages: PageCache = PAGES) -> HttpResponse:
    """The page under ``key``, drawn from ``template`` and ``context()`` when it must be."""
    language = get_language() or settings.LANGUAGE_CODE
    key = f"{language} {key}"
    if not pages.knows(key) and not LIMIT.take(client_address(request)):
        return _sorry(429, "public/busy.html", 10)
    try:
        served = pages.get(key, lambda: _draw(template, context()))
    except Away:
        return _sorry(503, "public/away.html", 5)
    return _handed(request, served, language)


def _draw(template: str, context: Mapping[str, Any]) -> bytes:
    """Without the request: nothing about who asks can get into the page."""
    site = {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO, "now": clock.now()}
    return render_to_string(template, {**site, **context}).encode()


def _handed(request: Any, served: Served, language: str) -> HttpResponse:
    page = served.page
    response: HttpResponse
    if served.stale:
        response = HttpResponse(aged(page.body, served.age, language))
        response["Age"] = str(int(served.age))
    elif page.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
        response["ETag"] = page.etag
    else:
        response = HttpResponse(page.body)
        response["ETag"] = page.etag
    # Whoever keeps a copy asks each time whether it is still right; the front answers that from memory.
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response


def _sorry(status: int, template: str, seconds: int) -> HttpResponse:
    response = HttpResponse(_draw(template, {}), status=status)
    response["Retry-After"], response["Cache-Control"] = str(seconds), "no-store"
    return response


def forget() -> None:
    """Start with nothing (tests)."""
    for one in (PAGES, SPOTS, LIMIT):
        one.forget()
