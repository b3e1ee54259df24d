"""Who is asking: one scope and one actor for each request, and nothing for views nobody vouched for."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.access import NotSignedIn, access_of
from qianshao.accounts.selectors import actor_of, living_token, scope_of, scope_of_token
from qianshao.accounts.selectors.phones import device_by_secret, is_living
from qianshao.core import clock
from qianshao.core.actor import Source
from qianshao.core.errors import NotAllowed
from qianshao.core.refusals import refusal_response

API_PREFIX = "/api/"
#: Where a program's token counts: our API, and the standard one of the map.
TOKEN_PATHS = (API_PREFIX, "/ogc/")
_BEARER = "bearer "
PHONE_COOKIE = "qs_phone"
#: A label that was read opens one record: with a login as the login, else as the bound phone's user.
SCAN_PATH = "/r/"
#: Where a phone acts as its user. Everywhere else its cookie counts for nothing: a stolen phone opens no desk page.
PHONE_PATHS = ("/m/", "/api/v1/sync", "/api/v1/files", SCAN_PATH)


class ScopeMiddleware:
    """Sets ``request.scope``, ``request.actor`` and, for programs, ``request.api_token``."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: Any) -> HttpResponse:
        """Attach and go on."""
        is_api = request.path.startswith(TOKEN_PATHS)
        request.api_token = request.device = None
        if is_api and (secret := _bearer(request)):
            _enter_with_token(request, secret)
        elif (secret := request.COOKIES.get(PHONE_COOKIE, "")) and _acts_as_phone(request):
            _enter_with_phone(request, secret)
        else:
            request.scope = scope_of(request.user)
        source: Source = "phone" if request.device else "api" if is_api else "desk"
        request.actor = SimpleLazyObject(lambda: actor_of(request.user, source, request.scope))
        response = self.respond(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # What a login showed must not come back with the browser's back button after the logout.
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse an unmarked view and a dead token; send those with a one-time password to choose their own."""
        access = access_of(view)
        if access is None:
            return refusal_response(request, NotAllowed("view.unmarked", _("这个页面没有登记访问权限，已拒绝。")))
        if getattr(request, "bad_token", False):
            return refusal_response(request, NotSignedIn("token.invalid", _("接口令牌无效或已过期。")))
        if access.kind != "public" and not _settled(request) and request.path != reverse("accounts:password"):
            return HttpResponseRedirect(reverse("accounts:password"))
        return None


def _acts_as_phone(request: Any) -> bool:
    """Whether this address is one where the phone's cookie counts."""
    if request.path.startswith(SCAN_PATH) and request.user.is_authenticated:
        return False
    return bool(request.path.startswith(PHONE_PATHS))


def _settled(request: Any) -> bool:
    by_password = request.user.is_authenticated and not request.api_token and not request.device
    return not (by_password and request.user.must_change_password)


def _bearer(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""


def _enter_with_token(request: Any, secret: str) -> None:
    """Act as the token's user within its grant; no cookie counts, so CSRF does not apply."""
    token = living_token(secret, clock.now())
    request.bad_token = token is None
    request._dont_enforce_csrf_checks = True
    if token is None:
        request.scope = scope_of(_nobody(request))
        return
    request.user, request.api_token, request.scope = token.grant.user, token, scope_of_token(token)


def _enter_with_phone(request: Any, secret: str) -> None:
    """Act as the phone's user. A phone that was cut off or whose days are over is still known, but acts as nobody.

    An address of the API is asked by a script, which sends our own header: no other site can make a browser send
    it, so it stands in for the CSRF token (``ApiAuth``). Pages under /m/ keep Django's token.
    """
    now = clock.now()
    request.device = device_by_secret(secret)
    if request.device is None or not is_living(request.device, now):
        request.scope = scope_of(_nobody(request), now)
        return
    request.user = request.device.user
    request.scope = scope_of(request.user, now)


def _nobody(request: Any) -> Any:
    request.user = AnonymousUser()
    return request.user
