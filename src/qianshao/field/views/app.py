"""The app's page, program, manifest and service worker: no data of anybody, so they can be kept on the phone."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from qianshao.accounts.access import public
from qianshao.core.errors import NotFound
from qianshao.field import shell
from qianshao.field.words import words_script

SHELL = "field/app/shell.html"


@public("an empty page and its program; what it shows comes by the sync, which asks for the device")
@require_safe
@gzip_page
def app(request: HttpRequest) -> HttpResponse:
    """The one page of the app. Without script it says whom to call."""
    response = render(request, SHELL, _facts())
    patch_cache_control(response, no_cache=True)
    return response


@public("the app's own program, the same for everybody")
@require_safe
def code(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """One file of the program. Its address carries the version, so a phone may keep it for ever."""
    found = shell.program().get(name)
    if found is None:
        raise NotFound("page.missing", _("没有这个页面。"))
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.packed if packed else found.plain, content_type=found.kind)
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["X-Content-Type-Options"] = "nosniff"
    right = version == shell.version()
    response["Cache-Control"] = "public, max-age=31536000, immutable" if right else "no-store"
    return response


@public("the app's name and icon")
@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What the phone shows on its home screen."""
    return JsonResponse(shell.manifest(), content_type="application/manifest+json")


@public("the app's own program, the same for everybody")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: the list of files of this version, then the program."""
    page = render(request, SHELL, _facts()).content
    response = HttpResponse(shell.worker(page), content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


def _facts() -> dict[str, Any]:
    return {"version": shell.version(), "words": words_script(), "symbols": shell.symbols(), "modules": shell.MODULES}
