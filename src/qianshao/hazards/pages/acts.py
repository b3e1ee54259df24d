"""What may be done about a hazard on its page: which acts are offered to whom, with which form, by which verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import CharField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.divisions.choices import near_areas
from qianshao.hazards import services
from qianshao.hazards.forms import ledger as forms
from qianshao.hazards.rules.correct import Where
from qianshao.hazards.selectors import choices_of, duplicates_near, link_holders, open_extension, recurrences
from qianshao.hazards.services.hung import may_delist
from qianshao.hazards.states.ledger import (
    MOVES,
    PLAN_PARTS,
    REPORT_PARTS,
    UNDER_WORK,
    WITH_UNIT,
    GuardState,
    HazardState,
)
from qianshao.registry.selectors import record_by_uid, records

MOST_RISKS = 100
_PLACE = ("division_path", "place_name", "address", "lon", "lat")
Given = Callable[[dict[str, Any]], dict[str, Any]]


def _as_given(clean: dict[str, Any]) -> dict[str, Any]:
    return clean


def _nothing(_clean: dict[str, Any]) -> dict[str, Any]:
    return {}


def _dated(clean: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in clean.items() if k != "due_on"}, "due_at": forms.end_of(clean["due_on"])}


def _until(clean: dict[str, Any]) -> dict[str, Any]:
    return {"until": forms.end_of(clean["until_on"]), "reason": clean["reason"]}


def _only_words(clean: dict[str, Any]) -> dict[str, Any]:
    return {"words": clean["words"]}


def _graded(clean: dict[str, Any]) -> dict[str, Any]:
    return {**clean, "grade": int(clean["grade"])}


def _again(clean: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": clean["words"],
        "unit_name": clean["unit_name"],
        "unit_phone": clean["unit_phone"],
        "again_id": int(clean["again"]) if clean["again"] else None,
    }


def _decided(clean: dict[str, Any]) -> dict[str, Any]:
    return {"granted": clean["granted"] == "yes", "words": clean["words"]}


def _guarded(clean: dict[str, Any]) -> dict[str, Any]:
    words = {"cause_label": clean["cause"], "person_label": clean["person"], "every_hours": clean["every_hours"]}
    return {**words, "cause": ("desk", str(uuid7()))}


def _corrected(clean: dict[str, Any]) -> dict[str, Any]:
    where = {name: clean[name] for name in ("division_path", "place_name", "address", "lon", "lat")}
    return {"where": Where(**where), "registered": clean["registered"], "words": clean["words"]}


def _parts(names: Mapping[str, Any]) -> Given:
    return lambda clean: {"parts": {name: clean[name] for name in names}}


@dataclass(frozen=True)
class Act:
    """One act: the address it is posted to (by who may), its name, form, verb, and how the form becomes arguments.

    ``versioned``: the verb takes the version that was looked at. ``is_main``: the button stands out.
    """

    code: str
    group: str
    label: Any
    icon: str
    form: type[forms.ActForm]
    verb: Callable[..., Any]
    given: Given = _as_given
    versioned: bool = True
    is_main: bool = False
    is_grave: bool = False

    @property
    def permission(self) -> str:
        """Who may."""
        return f"hazards.{self.group}"


_W, _M, _V = forms.WordsForm, forms.MaybeWordsForm, forms.VerifyForm
ACTS: tuple[Act, ...] = (
    Act(
        "verify",
        "verify",
        _("核实定级"),
        "eye-check",
        forms.VerifyForm,
        services.verify_hazard,
        _graded,
        is_main=True,
    ),
    Act("assign", "assign", _("交办"), "send", forms.AssignForm, services.assign_hazard, _dated, is_main=True),
    Act("start", "fix", _("开始整改"), "tool", forms.StartForm, services.start_work),
    Act("ask", "fix", _("申请验收"), "camera", forms.ShowForm, services.ask_acceptance, is_main=True),
    Act("progress", "fix", _("整改进展"), "notes", forms.ProgressForm, services.report_progress, versioned=False),
    Act("accept", "accept", _("验收通过"), "circle-check", forms.AcceptForm, services.accept_hazard, is_main=True),
    Act("reject", "accept", _("驳回"), "circle-x", forms.RejectForm, services.reject_hazard),
    Act("close", "close", _("销号"), "circle-check", _M, services.close_hazard, is_main=True),
    Act("unaccept", "close", _("退回整改"), "arrow-back-up", forms.BackForm, services.send_back),
    Act("reopen", "close", _("重新打开"), "refresh", forms.ReopenForm, services.reopen_hazard, _again),
    Act("fix_on_site", "fix", _("立行立改"), "check", forms.ShowForm, services.fix_on_site),
    Act("report_up", "fix", _("上报"), "arrow-up", _W, services.report_up),
    Act("reassign", "assign", _("转办"), "arrows-exchange", forms.AssignForm, services.assign_hazard, _dated),
    Act("ask_extension", "fix", _("申请延期"), "calendar-time", forms.ExtendForm, services.ask_extension, _until),
    Act(
        "decide",
        "accept",
        _("批延期"),
        "calendar",
        forms.DecideForm,
        services.decide_extension,
        _decided,
        versioned=False,
        is_main=True,
    ),
    Act(
        "withdraw",
        "fix",
        _("撤回延期申请"),
        "x",
        forms.ActForm,
        services.withdraw_extension,
        _nothing,
        versioned=False,
    ),
    Act(
        "report",
        "fix",
        _("重大隐患报告"),
        "file-text",
        forms.ReportForm,
        services.put_report,
        _parts(REPORT_PARTS),
        versioned=False,
    ),
    Act(
        "plan",
        "fix",
        _("治理方案"),
        "list-check",
        forms.PlanForm,
        services.put_plan,
        _parts(PLAN_PARTS),
        versioned=False,
    ),
    Act("escalate", "supervise", _("挂牌督办"), "stairs", forms.EscalateForm, services.escalate, _dated),
    Act("delist", "supervise", _("摘牌"), "circle-check", _W, services.delist_hazard, is_main=True),
    Act("transfer", "assign", _("移交执法"), "shield", forms.TransferForm, services.transfer_hazard),
    Act("guard", "assign", _("安排盯守"), "eye", forms.GuardForm, services.set_guard, _guarded, versioned=False),
    Act(
        "end_guard",
        "assign",
        _("结束盯守"),
        "eye-off",
        forms.EndGuardForm,
        services.end_guard_of,
        lambda clean: {"guard_id": int(clean["guard"]), "words": clean["words"]},
        versioned=False,
    ),
    Act(
        "risk",
        "verify",
        _("关联风险点"),
        "link",
        forms.RiskForm,
        services.link_risk,
        lambda clean: {"risk_uid": UUID(clean["risk"]) if clean["risk"] else None},
        versioned=False,
    ),
    Act(
        "merge",
        "verify",
        _("并入同一处"),
        "copy",
        forms.MergeForm,
        services.merge_hazards,
        lambda clean: {"into_id": int(clean["into"])},
        versioned=False,
    ),
    Act(
        "split",
        "verify",
        _("不是同一处"),
        "unlink",
        forms.ActForm,
        services.split_hazard,
        lambda _c: {},
        versioned=False,
    ),
    Act("correct", "verify", _("更正位置"), "map-pin", forms.CorrectForm, services.correct_hazard, _corrected),
    Act("dismiss", "verify", _("不属实"), "circle-x", _W, services.mark_false, is_grave=True),
    Act("restore", "verify", _("恢复为待核实"), "refresh", _W, services.restore_hazard),
    Act("note", "find", _("记一笔"), "notes", _W, services.note_hazard, _only_words, versioned=False),
)
BY_CODE = {act.code: act for act in ACTS}


def offered(scope: Scope, hazard: Any, now: datetime, user_id: int | None) -> list[tuple[Act, forms.ActForm]]:
    """The acts this person may do now, each with its form."""
    choices = choices_for(scope, hazard, now)
    wish = open_extension(hazard)
    own = _own(hazard, wish, user_id) | (set() if may_delist(scope, hazard, now) else {"delist"})
    return [
        (act, form_of(act, hazard, choices))
        for act in ACTS
        if act.code not in own
        and scope.may(act.permission, hazard.division_path)
        and _fits(act.code, hazard, choices, has_wish=wish is not None)
    ]


def _own(hazard: Any, wish: Any, user_id: int | None) -> set[str]:
    """What would be refused as one's own work or wish: not offered, it is for somebody else."""
    own = {"decide"} if wish is not None and wish.asked_by_id == user_id else set()
    is_own = user_id is not None and (hazard.fixer_id == user_id or user_id in link_holders(hazard))
    return own | ({"accept"} if is_own else set())


def form_of(act: Act, hazard: Any, choices: Mapping[str, Any], data: Any = None, files: Any = None) -> forms.ActForm:
    """The form of an act, filled with what is known, or what was posted."""
    known = (
        "unit_name",
        "department",
        "person_name",
        "treatment",
        "order_no",
        "money",
        "interim",
        "kind",
        *_PLACE,
    )
    initial = {name: getattr(hazard, name) for name in known} | {"version": hazard.version}
    initial["registered"] = choices.get("registered_name", "")
    if act.group == "accept":
        initial["unit_name"] = ""
    if hazard.grade:
        initial["grade"] = str(hazard.grade)
    newest = {"report": hazard.reports, "plan": hazard.plans}.get(act.code)
    if newest is not None and (paper := newest.first()):
        initial |= {name: getattr(paper, name) for name in (*REPORT_PARTS, *PLAN_PARTS) if hasattr(paper, name)}
    return act.form(data, files, initial=initial, choices=choices, prefix=None, auto_id=f"id_{act.code}_%s")


def again(form: forms.ActForm, version: int) -> None:
    """What was posted and refused, as the page shows it once more: with the version that the page shows now."""
    shown: Any = QueryDict(mutable=True) if not isinstance(form.data, QueryDict) else form.data.copy()
    shown["version"] = str(version)
    form.data = shown


def written(form: forms.ActForm) -> list[tuple[Any, str]]:
    """What somebody wrote into a form that is not offered any more: labels and words."""
    boxes = [box for box in form if not box.is_hidden and isinstance(box.field, CharField)]
    return [(box.label, str(box.value())) for box in boxes if box.value()]


def _fits(code: str, hazard: Any, choices: Mapping[str, Any], *, has_wish: bool) -> bool:
    state = HazardState(hazard.state)
    if hazard.same_as_id is not None:
        return code == "split"
    if code in ("close", "dismiss", "merge") and hazard.supervised_at is not None:
        return False  # that level takes it down first
    if code == "reject":
        return MOVES["reject"].allows(state) or MOVES["reject_on_site"].allows(state)
    if code in ("report", "plan"):
        return bool(hazard.is_major) and not hazard.is_over
    if code == "fix_on_site" and hazard.is_major:
        return False
    if code in MOVES:
        return MOVES[code].allows(state)
    working = state in WITH_UNIT
    others = {
        "progress": working,
        "ask_extension": working and not has_wish,
        "decide": has_wish,
        "withdraw": has_wish,
        "escalate": not hazard.is_over,
        "delist": hazard.supervised_at is not None and state not in UNDER_WORK,
        "transfer": state != HazardState.FALSE and hazard.transferred_at is None,
        "guard": not hazard.is_over,
        "end_guard": bool(choices["guard"]),
        "risk": not hazard.is_over and len(choices["risk"]) > 1,
        "merge": bool(choices["into"]),
        "split": False,
        "correct": not hazard.is_over,
        "note": True,
    }
    return others[code]


def choices_for(scope: Scope, hazard: Any, now: datetime) -> dict[str, Any]:
    """What the forms of a hazard offer to choose from, by field."""
    near = duplicates_near(
        scope, hazard.kind, hazard.lon, hazard.lat, now, place_uid=hazard.place_uid, besides=hazard.pk, days=3650,
        is_drill=hazard.is_drill,
    )  # fmt: skip
    again = [(str(row.pk), f"{row.no} {row.title}"[:60]) for row in recurrences(scope, hazard) if not row.same_as_id]
    return {
        "kind": choices_of("kinds", now),
        "department": [("", _("没有说")), *choices_of("departments", now)],
        "level": choices_of("supervision", now),
        "guard": [
            (str(one.pk), f"{one.cause_label} {one.person_label}"[:80])
            for one in hazard.guards.within(scope)
            if one.state == GuardState.OPEN
        ],
        "into": [_named(row) for row, _metres in near if not row.is_over],
        "again": [("", _("没有另外登记")), *map(_named, again)],
        "risk": [("", _("不关联")), *_risks(scope, hazard)],
        **_places(scope, hazard),
    }


def _places(scope: Scope, hazard: Any) -> dict[str, Any]:
    """Where it may be corrected to, and the registered place it has; only for who may."""
    if hazard.is_over or not scope.may("hazards.verify", hazard.division_path):
        return {}
    known = record_by_uid(scope, hazard.place_uid) if hazard.place_uid else None
    return {
        "division_path": near_areas(scope, "hazards.verify", hazard.division_path),
        "registered_name": known.name if known else "",
    }


def _named(row: Any) -> tuple[str, str]:
    return str(row.pk), f"{row.no} {row.title}"[:60]


def _risks(scope: Scope, hazard: Any) -> list[tuple[str, str]]:
    found = records(scope, group="risk", under=hazard.division_path)[:MOST_RISKS]
    return [(str(row.uid), row.name) for row in found]
