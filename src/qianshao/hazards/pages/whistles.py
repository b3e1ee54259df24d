"""Pages of 吹哨报到: which acts are offered to whom with which form, and what one whistle shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.divisions import choices
from qianshao.files.selectors import evidence_for
from qianshao.hazards import selectors, services
from qianshao.hazards.forms import whistles as forms
from qianshao.hazards.pages.acts import written
from qianshao.hazards.pages.told import told_by_id
from qianshao.hazards.selectors.whistles import TABS, TOWN
from qianshao.hazards.states.whistles import CALL_MOVES, CallState


@dataclass(frozen=True)
class WhistleAct:
    """An act: its name, form, verb and to whom it belongs. ``states``: of the call it is offered for."""

    code: str
    group: str
    label: Any
    icon: str
    form: type
    verb: Callable[..., Any]
    states: frozenset[str] = frozenset()
    is_main: bool = False
    is_grave: bool = False


def _from(act: str) -> frozenset[str]:
    return CALL_MOVES[act].sources


CALL_ACTS: tuple[WhistleAct, ...] = (
    WhistleAct("answer", "answer", _("应答"), "check", forms.AnswerForm, services.answer_call, _from("answer"), True),
    WhistleAct("arrive", "answer", _("报到"), "map-pin", forms.ArriveForm, services.arrive_at, _from("arrive"), True),
    WhistleAct(
        "finish", "answer", _("办完"), "circle-check", forms.FinishForm, services.finish_call, _from("finish"), True
    ),
    WhistleAct("set_out", "answer", _("出发"), "walk", forms.SetOutForm, services.set_out, _from("set_out")),
    WhistleAct(
        "decline",
        "answer",
        _("不归它管"),
        "arrow-back-up",
        forms.DeclineForm,
        services.decline_call,
        _from("decline"),
    ),
    WhistleAct(
        "insist",
        "whistle",
        _("仍请来办"),
        "speakerphone",
        forms.InsistForm,
        services.insist_call,
        _from("insist"),
        is_main=True,
    ),
    WhistleAct(
        "came", "whistle", _("人到了"), "map-pin", forms.ArriveForm, services.arrive_at, _from("arrive"), True
    ),
    WhistleAct(
        "rate", "whistle", _("评价"), "star", forms.RateForm, services.rate_call, frozenset({CallState.DONE}), True
    ),
    WhistleAct(
        "release", "whistle", _("不用来了"), "circle-x", forms.ReleaseForm, services.release_call, _from("release")
    ),
)
WHOLE_ACTS: tuple[WhistleAct, ...] = (
    WhistleAct(
        "call", "whistle", _("加叫部门"), "speakerphone", forms.OneMoreForm, services.call_department
    ),
    WhistleAct("note", "whistle", _("记一笔"), "notes", forms.WhistleWordsForm, services.note_whistle),
    WhistleAct(
        "close", "whistle", _("办结"), "circle-check", forms.WhistleMaybeForm, services.close_whistle, is_main=True
    ),
    WhistleAct(
        "withdraw", "whistle", _("撤回"), "arrow-back-up", forms.WhistleWordsForm, services.withdraw_whistle,
        is_grave=True,
    ),
)  # fmt: skip
BY_CODE = {act.code: act for act in (*CALL_ACTS, *WHOLE_ACTS)}


def form_of(act: WhistleAct, left: Any, data: Any = None, call_id: int | None = None) -> Any:
    """The form of an act; ``left``: departments that are not called yet. Ids differ between the calls of a page."""
    options: dict[str, Any] = {"departments": left} if act.code == "call" else {}
    initial = {"call_id": call_id} if call_id else {}
    return act.form(data, initial=initial, auto_id=f"id_{act.code}_{call_id or 0}_%s", **options)


def arguments_of(act: WhistleAct, clean: dict[str, Any], whistle_id: int) -> dict[str, Any]:
    """A form's values as the verb takes them."""
    given = dict(clean)
    if act in WHOLE_ACTS:
        given["whistle_id"] = whistle_id
    if "lon" in given:
        lon, lat = given.pop("lon"), given.pop("lat")
        given["position"] = Position(lon, lat, 0.0) if lon is not None and lat is not None else None
    if "rating" in given:
        given["rating"] = int(given["rating"])
    return given


def whistle_context(scope: Scope, row: Any, now: datetime, failed: Any = None) -> dict[str, Any]:
    """One whistle: its departments with what may be done, its one timeline."""
    calls = selectors.calls_of(row)
    called = {call.department for call in calls}
    left = [(code, name) for code, name in selectors.choices_of("departments", now) if code not in called]
    may = {name: scope.may(f"hazards.{name}", row.division_path) for name in ("whistle", "answer")}
    is_open = row.state == "open"
    phones = {one["code"]: str(one.get("phone") or "") for one in selectors.standard_rows("departments", now)}
    timeline = selectors.timeline_of(row)
    photos = evidence_for(scope, "whistle_act", [act.pk for act in timeline if act.act == "finish"])
    told = told_by_id(scope, "whistle_call", [call.pk for call in calls])
    return {
        "w": row,
        "place": choices.places([row.division_path])[row.division_path],
        "calls": [
            {
                "c": call,
                "lines": call.lines(now),
                "offers": _offers(call, may, left) if is_open else [],
                "phone": phones.get(call.department, ""),
                "told": told.get(call.pk),
                "link": selectors.call_address(call) if is_open and may["answer"] and not call.is_over else "",
            }
            for call in calls
        ],
        "timeline": [(act, photos.get(act.pk, [])) for act in timeline],
        "acts": [(act, form_of(act, left)) for act in WHOLE_ACTS] if is_open and may["whistle"] else [],
        "may": may,
        "failed": failed,
        "is_open": is_open,
    }


def with_lost(context: dict[str, Any]) -> dict[str, Any]:
    """The refusal of an act that is offered no longer, and what was written with it: said at the head of the page."""
    failed = context["failed"]
    if failed is None:
        return context
    offered = {(act.code, one["c"].pk) for one in context["calls"] for act, _form in one["offers"]}
    offered |= {(act.code, failed["call"]) for act, _form in context["acts"]}
    if (failed["act"], failed["call"]) in offered:
        return context
    act = BY_CODE[failed["act"]]
    faults = [str(fault) for faults in failed["form"].errors.values() for fault in faults]
    return context | {"lost_act": act.label, "lost_faults": faults, "lost": written(failed["form"])}


def _offers(call: Any, may: dict[str, bool], left: Any) -> list[tuple[WhistleAct, Any]]:
    rated = call.rating is not None
    past = {"rate": rated, "set_out": call.set_out_at, "decline": call.declined_at, "insist": not call.declined_at}
    acts = [act for act in CALL_ACTS if call.state in act.states and may[act.group] and not past.get(act.code)]
    return [(act, form_of(act, left, call_id=call.pk)) for act in acts]


def list_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The list under its filters."""
    tab, under = given.get("tab", "open")[:10], given.get("under", "")[:40]
    counts = selectors.whistle_counts(scope, now, under)
    return {
        "tab": tab,
        "under": under,
        "tabs": [(code, label, counts.get(code, 0)) for code, label in TABS],
        "towns": choices.towns(scope, under),
        "may_blow": scope.may("hazards.whistle"),
    }


def lines(rows: list[Any], now: datetime) -> list[dict[str, Any]]:
    """Rows of the list: each with its departments and whether any is late."""
    where = choices.places([row.division_path for row in rows])
    return [
        {
            "w": row,
            "place": where[row.division_path],
            "calls": list(row.calls.all()),
            "late": row.state == "open" and any(_late_now(call, now) for call in row.calls.all()),
        }
        for row in rows
    ]


def _late_now(call: Any, now: datetime) -> bool:
    return not call.is_over and any(line["late"] and line["done"] is None for line in call.lines(now))


def ranking_context(scope: Scope, now: datetime, since: datetime) -> dict[str, Any]:
    """Departments and townships by how they answer, and how they are answered."""
    departments, least = selectors.response(scope, by="department", now=now, since=since)
    towns, _least = selectors.response(scope, by="town", now=now, since=since)
    where = choices.places([row.key for row in towns])
    return {
        "departments": departments,
        "towns": [(row, where.get(row.key[:TOWN], row.key)) for row in towns],
        "least": least,
        "since": since,
    }
