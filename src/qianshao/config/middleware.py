"""Requests on their way in and out: the menu, and refusals as pages or JSON with a clear sentence."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from qianshao.config.navigation import navigation_for
from qianshao.core.errors import Refusal
from qianshao.core.refusals import refusal_response

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
        request.navigation = navigation_for(request)  # type: ignore[attr-defined]  # read by templates
        return self.respond(request)


class RefusalMiddleware:
    """A refused verb becomes its HTTP status and its sentence; never a 500."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; see ``process_exception``."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a ``Refusal``; leave everything else to Django."""
        if not isinstance(error, Refusal):
            return None
        return refusal_response(request, error)
