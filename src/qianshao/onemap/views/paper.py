"""The map on A3 paper."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from qianshao.accounts.access import requires
from qianshao.core import clock
from qianshao.core.errors import Invalid
from qianshao.onemap.rules.pdf import A3, Colour, Sheet, rgb
from qianshao.onemap.selectors.layers import drawing, map_state
from qianshao.onemap.services import note_print

_TONES = {"ok": "#2E9E6B", "run": "#3B93B3", "wait": "#B97A12", "bad": "#D8493F"}
_LEGEND, _TOP = 230.0, 70.0
_GREY = (0.4, 0.4, 0.4)


@requires("onemap.export")
@never_cache
@require_GET
def sheet(request: Any) -> HttpResponse:
    """A3 landscape: the layers that are on, a legend, who drew it and when."""
    now = clock.now()
    on = request.GET.get("layers")
    state = map_state(request.scope, on=None if on is None else frozenset(on.split(",")), now=now)
    size = (A3[0] - _LEGEND - 60, A3[1] - _TOP - 40)
    found = drawing(request.scope, state, now=now, width=size[0], height=size[1])
    if found is None:
        raise Invalid("map.no_outline", _("没有乡镇边界，画不了图。"))
    paper = Sheet()
    _draw(paper, found)
    _legend(paper, state)
    at = now.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M")
    paper.text(30, 44, _("一张图"), 24)
    paper.text(
        140, 44, _("制图 {at}　{who}").format(at=at, who=request.actor.label) + "　" + _("内部使用"), 11, _GREY
    )
    note_print(count=len(state.on), actor=request.actor, now=now)
    response = HttpResponse(paper.write(), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="map.pdf"'
    return response


def _tone(name: str) -> Colour:
    return rgb(_TONES.get(name, "#5F6C79"))


def _draw(paper: Sheet, found: dict[str, Any]) -> None:
    for town in found["towns"]:
        paper.path(town["d"], (0.95, 0.96, 0.95), (0.45, 0.5, 0.5), 0.7, 30, _TOP)
    for one in found["features"]:
        if one.d:
            paper.path(one.d, None, _tone(one.feature.tone), 1.6, 30, _TOP)
    for town in found["towns"]:
        paper.text(town["x"] + 30, town["y"] + _TOP, town["name"], 10, middle=True)
    for spot in found["spots"]:
        x, y = spot["x"] + 30, spot["y"] + _TOP
        paper.circle(x, y, 9 if spot["n"] > 1 else 4, _tone(spot["tone"]))
        if spot["n"] > 1:
            paper.text(x, y + 2.5, str(spot["n"]), 7, (1, 1, 1), middle=True)
    for one in found["features"]:
        if not one.d:
            paper.circle(one.x + 30, one.y + _TOP, 4.5, _tone(one.feature.tone))
            paper.text(one.x + 37, one.y + _TOP + 3, one.feature.title[:14], 7, _GREY)


def _legend(paper: Sheet, state: Any) -> None:
    x, y = A3[0] - _LEGEND, _TOP + 20
    paper.text(x, y, _("图例"), 15)
    for room, switches in state.rooms:
        lit = [one for one in switches if one.is_on]
        if lit:
            y += 28
            paper.text(x, y, room, 11, _GREY)
        for one in lit:
            y += 19
            paper.circle(x + 6, y - 4, 4.5, _tone("run"))
            paper.text(x + 18, y, f"{one.label}　{one.n}", 11)
    paper.text(x, y + 34, _("点多处只标数目"), 9, _GREY)
