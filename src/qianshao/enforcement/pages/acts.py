"""What may be done about a case on its page: which steps are offered to whom, with which form, by which verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import Scope
from qianshao.enforcement import selectors, services
from qianshao.enforcement.forms import cases as forms
from qianshao.enforcement.forms import inquiry
from qianshao.enforcement.rules.cases import asked_at, hearing_fault, urge_fault
from qianshao.enforcement.rules.inquiry import still_open, waiting_prolongs
from qianshao.enforcement.rules.money import court_fault
from qianshao.enforcement.states import BESIDES, DECIDED, MOVES, CaseState, may_beside
from qianshao.hazards.forms.ledger import end_of
from qianshao.hazards.selectors import choices_of

Given = Callable[[dict[str, Any]], dict[str, Any]]
GROUPS = ("handle", "approve", "decide")
#: What must wait for a step to be offered, by the step.
_ABOUT = {
    "settle_hold": "hold", "expertise": "commission", "compel": "compel", "lift_compel": "compulsion",
    "ask_prolong": "prolongable", "prolong": "prolong", "mode": "mode",
}  # fmt: skip
#: What the page shows of a party anyway; numbers of people are written anew, never read back.
_PARTY_SHOWN = ("party_name", "party_head", "party_address")
_DEFERRING = ("ask_defer", "grant_defer")


def _as_given(clean: dict[str, Any]) -> dict[str, Any]:
    return clean


def _dated(clean: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in clean.items() if k != "due_on"}, "due_at": end_of(clean["due_on"])}


def _agreed(clean: dict[str, Any]) -> dict[str, Any]:
    return {**clean, "agreed": clean["agreed"] == "yes"}


def _mended(clean: dict[str, Any]) -> dict[str, Any]:
    return {**clean, "mended": clean["mended"] == "yes"}


def _paid(clean: dict[str, Any]) -> dict[str, Any]:
    return {**clean, "paid": clean["paid"] or 0}


def _prolonged(clean: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in clean.items() if k != "prolongable"}, "compulsion": clean["prolongable"]}


@dataclass(frozen=True)
class Act:
    """One step: the address it is posted to (by who may), its name, form, verb, how the form becomes arguments."""

    code: str
    group: str
    label: Any
    icon: str
    form: type[forms.StepForm]
    verb: Callable[..., Any]
    given: Given = _as_given
    is_main: bool = False
    is_grave: bool = False

    @property
    def permission(self) -> str:
        """Who may."""
        return f"enforcement.{self.group}"


_H, _A, _D = GROUPS
ACTS: tuple[Act, ...] = (
    Act("check", _H, _("现场检查"), "clipboard-check", forms.CheckForm, services.record_check, is_main=True),
    Act("order", _H, _("责令限期整改"), "clipboard-text", forms.OrderForm, services.order_mending, _dated),
    Act("measure", _H, _("现场处理措施"), "hand-stop", forms.MeasureForm, services.order_measure, _dated),
    Act("recheck", _H, _("整改复查"), "eye-check", forms.RecheckForm, services.record_recheck, _mended, is_main=True),
    Act("summon", _H, _("通知询问"), "mail", inquiry.SummonForm, services.summon_person),
    Act("examine", _H, _("勘验"), "search", inquiry.ExamineForm, services.examine_scene),
    Act("sample", _H, _("抽样取证"), "package", inquiry.SampleForm, services.take_sample),
    Act("commission", _H, _("委托鉴定"), "send", inquiry.CommissionForm, services.commission_experts, _dated),
    Act("expertise", _H, _("登记鉴定意见"), "inbox", inquiry.OpinionForm, services.record_opinion),
    Act("ask_compel", _H, _("报请强制措施"), "shield-lock", inquiry.CompelForm, services.ask_compel),
    Act("compel", _A, _("审批强制措施"), "shield-lock", forms.AgreeForm, services.decide_compel, _agreed),
    Act(
        "ask_prolong",
        _H,
        _("报请延长强制措施"),
        "calendar-time",
        inquiry.ProlongForm,
        services.ask_prolong,
        _prolonged,
    ),
    Act("prolong", _A, _("审批延长强制措施"), "calendar-time", forms.AgreeForm, services.decide_prolong, _agreed),
    Act("lift_compel", _H, _("解除强制措施"), "key", inquiry.LiftForm, services.lift_compel),
    Act("evidence", _H, _("收集证据"), "camera", forms.EvidenceForm, services.add_evidence),
    Act("question", _H, _("询问"), "message", forms.QuestionForm, services.record_questioning),
    Act("hold", _H, _("先行登记保存"), "lock", forms.HoldForm, services.hold_things),
    Act("settle_hold", _H, _("处理保存的物品"), "key", forms.SettleHoldForm, services.settle_hold),
    Act("ask_filing", _H, _("报请立案"), "send", forms.WordsForm, services.ask_filing),
    Act("file", _A, _("审批立案"), "folder", forms.AgreeForm, services.file_case, _agreed, is_main=True),
    Act("propose", _H, _("拟处罚"), "send", forms.ProposeForm, services.propose_penalty, is_main=True),
    Act("notify", _A, _("同意，告知当事人"), "message-2", forms.MaybeForm, services.notify_party, is_main=True),
    Act("hear", _H, _("陈述申辩"), "microphone", forms.HearForm, services.hear_party, is_main=True),
    Act("decide", _D, _("作出处罚决定"), "signature", forms.DecideForm, services.decide_penalty, is_main=True),
    Act("ask_hearing", _H, _("当事人要求听证"), "message-2", forms.WordsForm, services.ask_hearing),
    Act("plan_hearing", _H, _("通知听证"), "calendar", forms.CallForm, services.plan_hearing),
    Act("hold_hearing", _H, _("登记听证"), "microphone", forms.HearingForm, services.hold_hearing, is_main=True),
    Act("review", _H, _("法制审核"), "eye-check", forms.ReviewForm, services.review_case, _agreed),
    Act("discuss", _A, _("记下集体讨论"), "message", forms.DiscussForm, services.discuss_case),
    Act("send_back", _A, _("退回补查"), "arrow-back-up", forms.WordsForm, services.send_back),
    Act("serve", _H, _("送达"), "mail", forms.ServeForm, services.serve_decision, is_main=True),
    Act("execute", _H, _("登记执行"), "coins", forms.PayForm, services.record_payment, _paid, is_main=True),
    Act("publish", _H, _("登记公开"), "eye", forms.PublishForm, services.publish_penalty),
    Act("urge", _H, _("催缴罚款"), "coins", forms.MaybeForm, services.urge_payment),
    Act("ask_defer", _H, _("申请延期、分期缴纳"), "calendar-time", inquiry.DeferForm, services.ask_deferral),
    Act("grant_defer", _A, _("审批延期、分期"), "calendar-time", forms.AgreeForm, services.decide_deferral, _agreed),
    Act("apply_court", _A, _("申请法院强制执行"), "send", inquiry.CourtForm, services.apply_court, is_grave=True),
    Act("close", _A, _("结案"), "circle-check", forms.MaybeForm, services.close_case, is_main=True),
    Act(
        "close_mended", _A, _("整改合格，办结"), "circle-check", forms.WordsForm, services.close_mended, is_main=True
    ),
    Act("close_clean", _A, _("没有问题，办结"), "circle-check", forms.WordsForm, services.close_clean),
    Act("no_punish", _D, _("不予处罚"), "circle-x", forms.WordsForm, services.decide_no_penalty, is_grave=True),
    Act("hand_over", _A, _("移送"), "send", forms.HandOverForm, services.hand_over, is_grave=True),
    Act("withdraw", _A, _("撤案"), "circle-x", forms.WordsForm, services.withdraw_case, is_grave=True),
    Act("party", _H, _("更正当事人信息"), "user-edit", forms.PartyForm, services.correct_party),
    Act("mode", _A, _("更改执法方式"), "arrows-exchange", forms.ModeForm, services.change_mode),
    Act("note", _H, _("记一笔"), "notes", forms.WordsForm, services.write_note),
)
BY_CODE = {act.code: act for act in ACTS}


def offered(scope: Scope, case: Any, now: datetime) -> list[tuple[Act, forms.StepForm]]:
    """The steps this person may take now, each with its form."""
    choices = choices_for(case, now)
    mine = [act for act in ACTS if _may(scope, act, case) and _fits(act.code, case, choices, now)]
    return [(act, form_of(act, case, choices)) for act in mine]


def _may(scope: Scope, act: Act, case: Any) -> bool:
    given = {"body": case.body, "mode": case.mode, "place": case.division_path, "body_area": case.body_path}
    return scope.may(act.permission, asked_at(act.permission, **given))


def _fits(code: str, case: Any, choices: Mapping[str, Any], now: datetime) -> bool:
    if code in BESIDES:
        return _fits_beside(code, case, choices, now)
    if not MOVES[code].allows(CaseState(case.state)):
        return code == "recheck" and bool(case.is_order_open)
    if code == "close_mended":
        return bool(case.is_mended)
    if code == "ask_hearing":
        return hearing_fault(until=selectors.wait_until(case, "hearing"), now=now) == ""
    return True


def _fits_beside(code: str, case: Any, choices: Mapping[str, Any], now: datetime) -> bool:
    if not may_beside(code, case.state):
        return False
    if code == "publish":
        return case.state in DECIDED and case.decided_at is not None and case.published_at is None
    if code == "urge":
        return case.decided_at is not None and (
            urge_fault(owed=selectors.owed(case), until=selectors.pay_until(case), now=now) == ""
        )
    if code in _DEFERRING:
        waits = bool(choices["grant_defer"])
        return bool(selectors.owed(case)) and waits == (code == "grant_defer")
    if code == "apply_court":
        return court_fault(selectors.court_of(case, now), now) == ""
    return bool(choices[_ABOUT[code]]) if code in _ABOUT else True


def choices_for(case: Any, now: datetime) -> dict[str, Any]:
    """What the forms of a case offer to choose from, by field."""
    today = selectors.day_of(now)
    wide = selectors.is_county_wide(case.mode, now)
    rows = selectors.officers_for(case.division_path, whole_county=wide, today=today)
    acts = selectors.acts_of(case)
    return {
        "officers": [(str(row.pk), f"{row.name} {row.certificate} {row.organisation}") for row in rows],
        "matter": _matters(case, now),
        "hold": _labelled(selectors.open_holds(case)),
        "commission": _labelled(still_open(acts, "commission", "expertise")),
        "compel": still_open(acts, "ask_compel", "compel", "refuse_compel"),
        "compulsion": _labelled(still_open(acts, "compel", "lift_compel")),
        "prolongable": _labelled(selectors.prolongable(case, acts, now)),
        "prolong": waiting_prolongs(acts),
        "mode": [(code, name) for code, name in choices_of("case_modes", now) if code != case.mode],
        "grant_defer": still_open(acts, "ask_defer", "grant_defer", "refuse_defer"),
        "to_county": [("county", "")] if case.body == "town" else [],
    }


def _labelled(acts: list[Any]) -> list[tuple[str, str]]:
    return [(str(act.pk), selectors.held_label(act)) for act in acts]


def _matters(case: Any, now: datetime) -> list[tuple[str, str]]:
    """A township chooses among what is delegated to it; the county writes."""
    if case.body != "town":
        return []
    found = [
        matter for row in selectors.delegations_of(case.body_path, selectors.day_of(now)) for matter in row.matters
    ]
    return [(matter, matter) for matter in dict.fromkeys(found)] or [("", str(_("没有赋权事项，请移送县里")))]


def form_of(act: Act, case: Any, choices: Mapping[str, Any], data: Any = None, files: Any = None) -> forms.StepForm:
    """The form of a step, filled with what is known, or what was posted."""
    initial = {"version": case.version, "matter": case.matter, "basis": case.basis, "penalty": case.penalty or "fine"}
    initial |= {"fine": case.fine} | {name: getattr(case, name) for name in _PARTY_SHOWN}
    return act.form(data, files, initial=initial, choices=choices, auto_id=f"id_{act.code}_%s")
