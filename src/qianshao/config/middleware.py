"""Requests on their way in and out: the menu, and refusals as pages or JSON with a clear sentence."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qianshao.config.navigation import navigation_for
from qianshao.core.errors import Busy, Refusal
from qianshao.core.refusals import refusal_response

logger = logging.getLogger("qianshao.requests")
Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless this person chose another language: a browser set to English is no choice."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak it for this request only."""
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with override(language):
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NavigationMiddleware:
    """Gives each request its menu (``request.navigation``)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach and go on."""
        # Counted when a page draws it: a phone's sync or a fragment asks the database for no menu.
        request.navigation = SimpleLazyObject(lambda: navigation_for(request))  # type: ignore[attr-defined]
        return self.respond(request)


class PlainTextMiddleware:
    """Refuses text with the character NUL, which PostgreSQL cannot store and no keyboard types.

    Asked once here, before any view, instead of in every form and selector. Uploaded files are not text and pass.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; see ``process_view``."""
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """400 with a sentence for NUL in the query, a form or a JSON body of the API."""
        if not _has_nul(request, view):
            return None
        return refusal_response(request, Unreadable("input.nul", _("内容里有看不见的控制字符，请去掉后再试。")))


class Unreadable(Refusal):
    """What came is not text."""

    status = 400


def _has_nul(request: HttpRequest, view: Any) -> bool:
    texts = [value for values in request.GET.lists() for value in (values[0], *values[1])]
    if request.content_type == "application/json" and request.path.startswith("/api/"):
        if request.headers.get("Content-Encoding"):
            return any("\0" in text for text in texts)  # packed: whoever unpacks it looks (field.wire)
        body = request.body
        return b"\\u0000" in body or b"\0" in body or any("\0" in text for text in texts)
    if request.content_type == "multipart/form-data" and getattr(view, "csrf_exempt", False):
        return any("\0" in text for text in texts)  # its body is the view's to read, as a whole
    texts += [value for values in request.POST.lists() for value in (values[0], *values[1])]
    return any("\0" in text for text in texts)


class RefusalMiddleware:
    """A refused verb becomes its HTTP status and its sentence; never a 500."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; see ``process_exception``."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a ``Refusal``, and a database that others hold; leave everything else to Django."""
        if isinstance(error, Refusal):
            return refusal_response(request, error)
        if isinstance(error, OperationalError) and _is_held(error):
            logger.warning("database busy: %s %s", request.method, request.path)
            words = _("服务器这会儿太忙。您填的没有保存，请过一分钟再提交一次；急事先打电话。")
            return refusal_response(request, Busy("busy", words))
        return None


#: SQLite's lock, PostgreSQL's lock and statement limits, too many connections: all pass by themselves.
_HELD = ("database is locked", "database table is locked", "lock timeout", "statement timeout", "too many clients")


def _is_held(error: OperationalError) -> bool:
    said = str(error).lower()
    return any(words in said for words in _HELD)
