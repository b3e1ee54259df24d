"""Live pictures: the board, the wall and the front page, drawn once for all who see the same."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from qianshao.core import clock
from qianshao.core.errors import NotAllowed
from qianshao.core.scope import Scope
from qianshao.core.streams import Picture, Stream
from qianshao.desk.forms import read_board_query, read_map_query
from qianshao.desk.selectors.board import board, callout_head
from qianshao.desk.selectors.wall import wall
from qianshao.desk.views.context import board_context, wall_context
from qianshao.desk.views.home import home_context, wall_desk_context


def open_board(scope: Scope, number: int, query: Mapping[str, str]) -> Picture:
    """The board of one call-out, with the page's own filters."""
    _demand(scope, "calling.view")
    callout_head(scope, number)
    wanted = read_board_query(query)

    def draw() -> str:
        found = board(scope, number, wanted, now=clock.now())
        return _draw("desk/parts/board.html", board_context(scope, found), query, f"/callouts/{number}/")

    return Picture(f"callout-{number}-{scope_key(scope)}-{wanted}", draw)


def open_wall(scope: Scope, number: int, _query: Mapping[str, str]) -> Picture:
    """The wall of one call-out."""
    _demand(scope, "calling.view")
    callout_head(scope, number)

    def draw() -> str:
        found = wall(scope, number, now=clock.now())
        return _draw("desk/parts/wall_callout.html", wall_context(scope, found), {}, f"/wall/callout/{number}/")

    return Picture(f"wall-{number}-{scope_key(scope)}", draw)


def open_home(scope: Scope, _number: int, query: Mapping[str, str]) -> Picture:
    """The desk's front page, with the map's own switches."""
    _demand(scope, "desk.view")
    wanted = read_map_query(query)

    def draw() -> str:
        return _draw("desk/parts/home.html", home_context(scope, wanted, now=clock.now()), {}, "/desk/")

    return Picture(f"home-{scope_key(scope)}-{wanted.fill}-{wanted.on and sorted(wanted.on)}", draw)


def open_wall_desk(scope: Scope, _number: int, _query: Mapping[str, str]) -> Picture:
    """The desk on the wall."""
    _demand(scope, "desk.view")

    def draw() -> str:
        return _draw("desk/parts/wall_desk.html", wall_desk_context(scope, now=clock.now()), {}, "/wall/desk/")

    return Picture(f"wall-desk-{scope_key(scope)}", draw)


def scope_key(scope: Scope) -> str:
    """Equal for people who see and may do the same."""
    grants = "|".join(f"{path}:{','.join(sorted(actions))}" for path, actions in sorted(scope.grants.items()))
    return str(hash((scope.whole, grants)))


def _demand(scope: Scope, action: str) -> None:
    if not scope.may(action):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))


def _draw(template: str, context: dict[str, Any], query: Mapping[str, str], path: str) -> str:
    """A part without a session: the request carries only the address, for the links in it."""
    request = HttpRequest()
    request.path = path
    request.GET = QueryDict(urlencode(query))
    return render_to_string(template, context, request=request)


STREAMS = (
    Stream("callout", open_board),
    Stream("wall", open_wall),
    Stream("desk", open_home),
    Stream("wall-desk", open_wall_desk),
)
