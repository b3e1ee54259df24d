"""What the desk offers for a person: the one next step, and the states that may be written now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.evacuation.states import ARRIVED, UNACCOUNTED, Whereabouts

_W = Whereabouts
#: The chip of a state: arrived green, on the way blue, to be done amber, refused red.
TONES: Mapping[str, str] = {
    _W.UNNOTIFIED: "wait",
    _W.NOTIFIED: "wait",
    _W.NOBODY: "wait",
    _W.PICKUP: "wait",
    _W.REFUSED: "bad",
    _W.MOVING: "run",
    _W.SETTLED: "ok",
    _W.ELSEWHERE: "ok",
}
#: Who still needs something done, for the list's first tab.
TODO = (*UNACCOUNTED, _W.REFUSED, _W.MOVING)
#: Marked for many at once: plain facts that need no words of their own.
IN_BULK = (_W.NOTIFIED, _W.NOBODY, _W.PICKUP, _W.MOVING, _W.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``to`` is proposed in its form; empty where the officer must say what was found."""

    key: str
    to: str
    label: "str | Promise"


_STEPS: Mapping[str, Step] = {
    _W.UNNOTIFIED: Step("notify", _W.NOTIFIED, _("记已通知")),
    _W.NOTIFIED: Step("update", "", _("更新状态")),
    _W.NOBODY: Step("knock", "", _("再次敲门")),
    _W.PICKUP: Step("car", _W.PICKUP, _("派车")),
    _W.REFUSED: Step("persuade", _W.REFUSED, _("劝返记录")),
    _W.MOVING: Step("arrive", _W.SETTLED, _("确认到达")),
}
_ABOARD = Step("aboard", _W.MOVING, _("已上车"))
_HOME = Step("return", _W.RETURNED, _("记返回"))


def next_step(state: str, *, has_help: bool = False, cleared: bool = False) -> Step | None:
    """The single next step for somebody in ``state``; None when there is nothing to do.

    Args:
        has_help: a helper or a vehicle is named already.
        cleared: the all-clear is given, so people may go home.
    """
    if cleared:
        return _HOME if state in ARRIVED else _STEPS.get(state)
    if state == _W.PICKUP and has_help:
        return _ABOARD
    return _STEPS.get(state)


def offered(state: str, *, cleared: bool) -> tuple[Whereabouts, ...]:
    """The states the desk may write for somebody now, by the order of the work; home only when it is clear."""
    ways = (_W.NOTIFIED, _W.NOBODY, _W.PICKUP, _W.REFUSED, _W.MOVING, _W.SETTLED, _W.ELSEWHERE)
    home = (_W.RETURNED,) if cleared else ()
    return (*ways, *home, _W.STRUCK) if state != _W.STRUCK else (*ways, *home)
