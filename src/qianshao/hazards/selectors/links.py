"""The links of a department called by a whistle, and of the unit that has the word: whom an address is of.

An address is a signature over the row's number (``core.ids``) and stands in no table. A unit's names the act that
handed the hazard over, so it ends with the next one; a whistle's ends with the whistle.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound, TooLate
from qianshao.core.ids import DEPARTMENT, UNIT, link_address, read_link
from qianshao.hazards.models import Hazard, HazardAct, LinkSight, WhistleCall
from qianshao.hazards.selectors.standards import limit_of
from qianshao.hazards.states.ledger import WITH_UNIT, HazardState
from qianshao.hazards.states.whistles import CallState, WhistleState

_OVER = {
    "withdrawn": _("这次吹哨已经撤回，不用来了。谢谢。"),
    "closed": _("这次吹哨已经办结，这个链接不用了。谢谢。"),
    "released": _("乡镇说不用来了，这个链接不用了。谢谢。"),
    "old": _("这个链接已经过期，请联系镇上。"),
    "handed_on": _("这处隐患已经不由贵单位办理，这个链接不用了。"),
    "mended": _("这处隐患已经销号，这个链接不用了。谢谢。"),
}
#: Acts that give a unit the word, the last two where they name another.
_HANDED_BY = ("assign", "reassign", "unaccept", "reopen")
#: The unit still has a part in it: it works, or its work is being looked at.
_WITH_LINK = (*WITH_UNIT, HazardState.ACCEPT_ASKED, HazardState.ACCEPTED)


def call_by_link(token: str, now: datetime) -> WhistleCall:
    """The call a department's address is of.

    Raises:
        NotFound: none of ours. TooLate: the matter is over, which only the holder of the address is told.
    """
    number = read_link(DEPARTMENT, token)
    rows = WhistleCall.objects.unscoped("whoever holds the address may answer").select_related("whistle")
    found: WhistleCall | None = rows.filter(pk=number).first() if number is not None else None
    if found is None:
        raise _unknown()
    _refuse(_call_over(found, now))
    return found


def _call_over(call: WhistleCall, now: datetime) -> str:
    if call.whistle.state != WhistleState.OPEN:
        return "withdrawn" if call.whistle.state == WhistleState.WITHDRAWN else "closed"
    if call.state == CallState.RELEASED:
        return "released"
    lasts = timedelta(days=max(1, limit_of("whistle_link_days", now)))
    return _old(call.called_at, lasts, now, is_drill=call.is_drill)


def _old(since: datetime, lasts: timedelta | None, now: datetime, *, is_drill: bool) -> str:
    """A drill's link ends with the drill's day, whatever a real one may do."""
    if is_drill:
        lasts = timedelta(hours=max(1, limit_of("drill_link_hours", now)))
    return "old" if lasts is not None and now > since + lasts else ""


def call_address(call: WhistleCall) -> str:
    """The page on which the department answers."""
    return link_address(DEPARTMENT, call.pk)


def handing_over(hazard: Hazard) -> HazardAct | None:
    """The act by which the unit that has the word got it: handed over, or sent back to another; None: none has."""
    if hazard.assigned_at is None:
        return None
    acts = hazard.acts.filter(act__in=_HANDED_BY, received_at=hazard.assigned_at)
    found: HazardAct | None = acts.order_by("-id").first()
    return found if found and found.data.get("unit") == hazard.unit_name else None


def hazard_by_link(token: str, now: datetime) -> Hazard:
    """The hazard a unit's address is of.

    Raises:
        NotFound: none of ours. TooLate: it was handed on, is over, or a drill's day is.
    """
    number = read_link(UNIT, token)
    act = HazardAct.objects.filter(pk=number).first() if number is not None else None
    if act is None:
        raise _unknown()
    hazard: Hazard = Hazard.objects.unscoped("whoever holds the address may answer").get(pk=act.hazard_id)
    _refuse(_unit_over(hazard, act, now))
    return hazard


def _unit_over(hazard: Hazard, act: HazardAct, now: datetime) -> str:
    if hazard.state == HazardState.CLOSED:
        return "mended"
    newest = handing_over(hazard)
    if newest is None or newest.pk != act.pk or hazard.state not in _WITH_LINK or hazard.same_as_id is not None:
        return "handed_on"
    return _old(act.received_at, None, now, is_drill=hazard.is_drill)


def unit_address(hazard: Hazard) -> str:
    """The page on which the unit that has the word answers; empty: there is none."""
    act = handing_over(hazard) if hazard.state in _WITH_LINK and hazard.same_as_id is None else None
    return link_address(UNIT, act.pk) if act else ""


def link_holders(hazard: Hazard) -> frozenset[int]:
    """The officers who could have pressed by a link of the work as it is shown now; empty where it was shown by
    somebody with an account. Whoever handed it over, or gave it back, since it was handed to this unit, wrote the
    number the link went to; ``LinkSight`` has who was shown it.
    """
    if hazard.fixer_id is not None or hazard.state != HazardState.ACCEPT_ASKED:
        return frozenset()
    handed = handing_over(hazard)
    if handed is None:
        return frozenset()
    gave = hazard.acts.filter(act__in=_HANDED_BY, pk__gte=handed.pk, by_id__isnull=False)
    saw = LinkSight.objects.filter(kind=UNIT, number=handed.pk)
    users = {*gave.values_list("by_id", flat=True), *saw.values_list("user_id", flat=True)}
    return frozenset(user for user in users if user is not None)


def number_of(row: Any) -> int:
    """The number a row's link was signed over."""
    if isinstance(row, WhistleCall):
        return row.pk
    act = handing_over(row)
    return act.pk if act else 0


def _unknown() -> NotFound:
    return NotFound("link.unknown", _("这个链接打不开。请从短信里重新点开，或联系镇上。"))


def _refuse(fault: str) -> None:
    if fault:
        raise TooLate(f"link.{fault}", _OVER[fault])
