"""Who is asking for a stream: the same session and scope as on the pages, without Django's request stack."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.selectors import scope_of
from qianshao.config.rooms import ROOMS
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.streams import Picture, Stream


@cache
def streams() -> dict[str, Stream]:
    """Every room's streams by name."""
    rooms = [room for room in ROOMS if room != "core" and find_spec(f"qianshao.{room}.streams")]
    found = [stream for room in rooms for stream in import_module(f"qianshao.{room}.streams").STREAMS]
    return {stream.name: stream for stream in found}


def open_picture(name: str, number: int, query: Mapping[str, str], cookies: Mapping[str, str]) -> Picture:
    """The picture for the session in ``cookies``.

    Raises:
        NotAllowed: nobody is logged in. NotFound: no such stream, or not in the person's area.
    """
    close_old_connections()
    request = HttpRequest()
    request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    if not user.is_authenticated:
        raise NotAllowed("login.needed", _("登录已过期，请重新登录。"))
    stream = streams().get(name)
    if stream is None:
        raise NotFound("stream.unknown", _("没有这个实时页面。"))
    return stream.open(scope_of(user), number, query)
