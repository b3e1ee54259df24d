"""What a department or a unit reads on the page of its link: its own matter; nobody else's name or number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.text import without_personal
from qianshao.divisions import choices
from qianshao.hazards.forms import links as forms
from qianshao.hazards.models import Hazard, WhistleCall
from qianshao.hazards.selectors.ledger import open_extension
from qianshao.hazards.states.ledger import WITH_UNIT, HazardState
from qianshao.hazards.states.whistles import CALL_MOVES, CallState


@dataclass(frozen=True)
class Press:
    """One thing that may be pressed: ``label`` of the button, ``past`` once it was done, its form."""

    code: str
    label: Any
    icon: str
    form: type[forms.LinkForm]
    past: Any = ""


ANSWERS = (
    Press("answer", _("收到"), "check", forms.AnswerLinkForm, _("已收到")),
    Press("set_out", _("出发"), "walk", forms.SetOutLinkForm, _("已出发")),
    Press("arrive", _("到达"), "map-pin", forms.ArriveLinkForm, _("已到达")),
    Press("finish", _("已办"), "circle-check", forms.FinishLinkForm, _("已办完")),
)
DECLINE = Press("decline", _("不归我们管"), "arrow-back-up", forms.DeclineLinkForm)
MENDED = Press("mended", _("整改完成"), "circle-check", forms.MendedLinkForm)
LATER = Press("later", _("申请延期"), "clock", forms.LaterLinkForm)
_AT = {"answer": "answered_at", "set_out": "set_out_at", "arrive": "arrived_at", "finish": "finished_at"}
_DUE = {"answer": "answer_due_at", "arrive": "arrive_due_at", "finish": "finish_due_at"}
#: What "怎么办" begins with: one word less to type on the way.
_MEASURE = _("马上派人到现场处置")


@dataclass(frozen=True)
class Step:
    """A press as the page shows it: done, due, or with its form."""

    press: Press
    done: datetime | None
    due: datetime | None
    left: Any
    is_late: bool
    form: Any = None
    is_next: bool = False


def call_context(call: WhistleCall, now: datetime, failed: tuple[str, Any] | None = None) -> dict[str, Any]:
    """A department's page."""
    whistle = call.whistle
    left_out = {"set_out"} if call.arrived_at and not call.set_out_at else set()  # who is there needs no way
    steps = [_step(press, call, now, failed) for press in ANSWERS if press.code not in left_out]
    main = next((n for n, step in enumerate(steps) if step.form is not None), None)
    return {
        "c": call,
        "no": whistle.no,
        "case": whistle.case_name,
        "matter": without_personal(whistle.matter),
        "where": choices.places([whistle.division_path])[whistle.division_path],
        "spot": without_personal(whistle.place),
        "way": way_to(whistle.lon, whistle.lat),
        "blown_at": whistle.blown_at,
        "steps": [Step(**{**vars(step), "is_next": n == main}) for n, step in enumerate(steps)],
        "decline": _decline(call, failed),
        "insisted": _insisted(call),
        "drill_name": _("不是真的") if call.is_drill else "",
    }


def _step(press: Press, call: WhistleCall, now: datetime, failed: tuple[str, Any] | None) -> Step:
    done, due = getattr(call, _AT[press.code]), getattr(call, _DUE.get(press.code, ""), None)
    may = done is None and CALL_MOVES[press.code].allows(call.state)
    form = _form(press, failed, _first(press, call, now)) if may else None
    return Step(press, done, due, left_until(due, now), bool(due and (done or now) > due), form)


def _first(press: Press, call: WhistleCall, now: datetime) -> dict[str, Any]:
    """What a form begins with."""
    if press.code != "answer":
        return {}
    soon = now + timedelta(hours=1)
    return {"measure": _MEASURE, "promised_at": max(call.finish_due_at or soon, soon)}


def _form(press: Press, failed: tuple[str, Any] | None, first: dict[str, Any]) -> Any:
    if failed is not None and failed[0] == press.code:
        return failed[1]
    return press.form(initial=first, auto_id=f"{press.code}-%s")


def _decline(call: WhistleCall, failed: tuple[str, Any] | None) -> Step | None:
    if call.state != CallState.CALLED or call.declined_at is not None:
        return None
    form = _form(DECLINE, failed, {})
    return Step(DECLINE, None, None, "", is_late=False, form=form)


def _insisted(call: WhistleCall) -> str:
    """Why the township wants the department all the same, the newest word."""
    acts = call.whistle.acts.filter(act__in=("insist", "decline"), department_name=call.department_name)
    last = acts.order_by("-id").first() if call.state == CallState.CALLED else None
    return without_personal(last.words) if last and last.act == "insist" else ""


def hazard_context(hazard: Hazard, now: datetime, failed: tuple[str, Any] | None = None) -> dict[str, Any]:
    """A unit's page."""
    is_theirs = hazard.state in WITH_UNIT
    wish = open_extension(hazard)
    rejected = hazard.acts.filter(act__in=("reject", "unaccept")).order_by("-id").first()
    is_back = hazard.state == HazardState.REJECTED and rejected is not None
    return {
        "h": hazard,
        "what": without_personal(hazard.description or hazard.kind_name),
        "where": choices.places([hazard.division_path])[hazard.division_path],
        "spot": without_personal(f"{hazard.place_name} {hazard.address}".strip()),
        "way": way_to(hazard.lon, hazard.lat),
        "interim": without_personal(hazard.interim),
        "left": left_until(hazard.due_at, now),
        "is_late": hazard.due_at is not None and now > hazard.due_at,
        "back": without_personal(rejected.words) if is_back and rejected else "",
        "wish": wish,
        "is_major_unready": hazard.is_major and not (hazard.reports.exists() and hazard.plans.exists()),
        "is_theirs": is_theirs,
        "mended": _own(MENDED, failed) if is_theirs else None,
        "later": _own(LATER, failed) if is_theirs and wish is None else None,
        "drill_name": _("不是真的") if hazard.is_drill else "",
    }


def _own(press: Press, failed: tuple[str, Any] | None) -> Step:
    return Step(press, None, None, "", is_late=False, form=_form(press, failed, {}))


def way_to(lon: float | None, lat: float | None) -> str:
    """``geo:`` address that a phone opens in its own map; empty without a position."""
    return "" if lon is None or lat is None else f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}"


def left_until(due: datetime | None, now: datetime) -> str:
    """How long there is, or how long it is over, in words."""
    if due is None:
        return ""
    minutes = int(abs((due - now).total_seconds()) // 60)
    days, hours = minutes // 1440, minutes // 60
    if days >= 2:
        said = str(_("{n} 天")).format(n=days)
    else:
        said = str(_("{n} 小时")).format(n=hours) if hours >= 2 else str(_("{n} 分钟")).format(n=minutes)
    return str(_("还剩 {long}") if due >= now else _("已超 {long}")).format(long=said)
