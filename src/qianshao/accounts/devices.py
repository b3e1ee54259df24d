"""Known devices: a browser a user has come in from before has a failure counter of its own.

After OWASP's device cookies: guessing elsewhere, also from behind the same office address, cannot lock it out.
The cookie proves nothing else: whoever steals it still needs the password and gets its own five tries.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from qianshao.accounts.models import User
from qianshao.accounts.services.door import normal_username
from qianshao.core.fields import keyed_hash

COOKIE = "qs_device"
_SALT = "accounts.device"
_YEAR = 365 * 86400
_MOST_USERS = 20


def _read(request: Any) -> tuple[str, list[str]]:
    """The device's secret and the users known on it, as hashes."""
    try:
        secret, known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except (signing.BadSignature, ValueError, TypeError):
        return secrets.token_urlsafe(16), []
    return secret, known


def device_of(request: Any, username: str) -> str:
    """The device's secret if this user has come in from it before, else the empty string."""
    secret, known = _read(request)
    return secret if keyed_hash("device", normal_username(username)) in known else ""


def remember_device(request: Any, response: HttpResponse, user: User) -> None:
    """Let the browser be known for this user for a year."""
    secret, known = _read(request)
    mine = keyed_hash("device", user.username)
    known = [*[one for one in known if one != mine], mine][-_MOST_USERS:]
    response.set_cookie(
        COOKIE,
        signing.dumps([secret, known], salt=_SALT),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
