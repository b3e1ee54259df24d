"""The life of a case, in one table. Pure data.

检查 → 责令整改 → 复查 → 报请立案 → 立案 → 拟处罚 → 告知 → 陈述申辩（听证）→ 法制审核、集体讨论 → 处罚决定 →
送达 → 执行 → 结案, or 移送, 不予处罚, 撤案.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class CaseState(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    CHECKED = "checked"
    ORDERED = "ordered"
    RECHECKED = "rechecked"
    FILING = "filing"
    FILED = "filed"
    PROPOSED = "proposed"
    NOTIFIED = "notified"
    HEARING = "hearing"
    HEARD = "heard"
    DECIDED = "decided"
    SERVED = "served"
    EXECUTING = "executing"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    NOT_PUNISHED = "not_punished"
    WITHDRAWN = "withdrawn"


S = CaseState
#: Nobody must do anything more.
ENDED = (S.CLOSED, S.HANDED_OVER, S.NOT_PUNISHED, S.WITHDRAWN)
LIVING = tuple(state for state in S if state not in ENDED)
_BEFORE_FILING = (S.OPENED, S.CHECKED, S.ORDERED, S.RECHECKED)
_UNDECIDED = (S.FILED, S.PROPOSED, S.NOTIFIED, S.HEARING, S.HEARD)
_HANDLE, _APPROVE, _DECIDE = "enforcement.handle", "enforcement.approve", "enforcement.decide"

MOVES = table(
    ("check", [S.OPENED, S.CHECKED], S.CHECKED, _HANDLE),
    ("measure", [S.CHECKED, S.ORDERED, S.RECHECKED], S.ORDERED, _HANDLE),
    ("order", [S.CHECKED, S.ORDERED, S.RECHECKED], S.ORDERED, _HANDLE),
    ("recheck", [S.ORDERED], S.RECHECKED, _HANDLE),
    ("ask_filing", [S.CHECKED, S.ORDERED, S.RECHECKED], S.FILING, _HANDLE),
    ("refuse_filing", [S.FILING], S.CHECKED, _APPROVE),
    ("file", [S.FILING], S.FILED, _APPROVE),
    ("propose", [S.FILED], S.PROPOSED, _HANDLE),
    ("send_back", [S.PROPOSED, S.HEARD], S.FILED, _APPROVE),
    ("ask_hearing", [S.NOTIFIED, S.HEARD], S.HEARING, _HANDLE),
    ("plan_hearing", [S.HEARING], S.HEARING, _HANDLE),
    ("hold_hearing", [S.HEARING], S.HEARD, _HANDLE),
    ("review", [S.HEARD], S.HEARD, _HANDLE),
    ("discuss", [S.HEARD], S.HEARD, _APPROVE),
    ("notify", [S.PROPOSED], S.NOTIFIED, _APPROVE),
    ("hear", [S.NOTIFIED], S.HEARD, _HANDLE),
    ("decide", [S.HEARD], S.DECIDED, _DECIDE),
    ("serve", [S.DECIDED], S.SERVED, _HANDLE),
    ("execute", [S.SERVED, S.EXECUTING], S.EXECUTING, _HANDLE),
    ("close", [S.EXECUTING], S.CLOSED, _APPROVE),
    ("close_mended", [S.RECHECKED], S.CLOSED, _APPROVE),
    ("close_clean", [S.CHECKED], S.CLOSED, _APPROVE),
    ("no_punish", _UNDECIDED, S.NOT_PUNISHED, _DECIDE),
    ("withdraw", [*_BEFORE_FILING, S.FILING, *_UNDECIDED], S.WITHDRAWN, _APPROVE),
    ("hand_over", [*_BEFORE_FILING, S.FILING, *_UNDECIDED], S.HANDED_OVER, _APPROVE),
)
#: Done without moving the case.
BESIDES: Mapping[str, str] = {
    "summon": _HANDLE,
    "question": _HANDLE,
    "examine": _HANDLE,
    "sample": _HANDLE,
    "evidence": _HANDLE,
    "commission": _HANDLE,
    "expertise": _HANDLE,
    "hold": _HANDLE,
    "settle_hold": _HANDLE,
    "ask_compel": _HANDLE,
    "compel": _APPROVE,
    "refuse_compel": _APPROVE,
    "ask_prolong": _HANDLE,
    "prolong": _APPROVE,
    "refuse_prolong": _APPROVE,
    "lift_compel": _HANDLE,
    "publish": _HANDLE,
    "urge": _HANDLE,
    "ask_defer": _HANDLE,
    "grant_defer": _APPROVE,
    "refuse_defer": _APPROVE,
    "apply_court": _APPROVE,
    "party": _HANDLE,
    "mode": _APPROVE,
    "note": _HANDLE,
}
DECIDED = (S.DECIDED, S.SERVED, S.EXECUTING, S.CLOSED)
_INQUIRY = (*_BEFORE_FILING, S.FILING, *_UNDECIDED)
_PAYING = (S.SERVED, S.EXECUTING)
_UNSERVED = (*_INQUIRY, S.DECIDED)
#: A township that has come so far has used its power to punish.
PUNISHING = (S.NOTIFIED, S.HEARING, S.HEARD, S.DECIDED)
#: The party's name may still be put right: it was told of nothing yet.
NAMEABLE = (*_BEFORE_FILING, S.FILING, S.FILED, S.PROPOSED)
#: In which states; what is not named here: while the case lives.
BESIDE_STATES: Mapping[str, tuple[CaseState, ...]] = {
    **dict.fromkeys(("summon", "examine", "sample", "commission", "ask_compel", "compel", "refuse_compel"), _INQUIRY),
    **dict.fromkeys(("ask_prolong", "prolong", "refuse_prolong"), _INQUIRY),
    **dict.fromkeys(("ask_defer", "grant_defer", "refuse_defer", "apply_court"), _PAYING),
    **dict.fromkeys(("publish", "urge"), DECIDED),
    "mode": _UNSERVED,
    "note": tuple(S),
}


def may_beside(act: str, state: str) -> bool:
    """Whether something may be done beside the steps in a state."""
    return state in BESIDE_STATES.get(act, LIVING)


#: A reader will ask why.
NEEDS_WORDS = (
    "open", "check", "measure", "order", "recheck", "question", "ask_filing", "refuse_filing", "propose", "send_back",
    "hear", "ask_hearing", "hold_hearing", "review", "discuss", "decide", "close_mended", "close_clean", "no_punish",
    "withdraw", "hand_over", "hold", "settle_hold", "note", "summon", "examine", "sample", "commission", "expertise",
    "ask_compel", "refuse_compel", "ask_prolong", "refuse_prolong", "lift_compel", "ask_defer", "refuse_defer",
    "apply_court", "party", "mode",
)  # fmt: skip
#: Acts under which two officers sign.
BY_OFFICERS = (
    "check", "measure", "order", "recheck", "question", "hold", "settle_hold", "hear", "serve", "summon", "examine",
    "sample", "ask_compel", "compel", "ask_prolong", "prolong", "lift_compel",
)  # fmt: skip
#: What a party may do until a date; when it has passed nobody is late.
PARTYS_CLOCKS = ("hear", "hearing")

Words = Mapping[str, "str | Promise"]
STATE_LABELS: Words = {
    S.OPENED: _("待检查"),
    S.CHECKED: _("已检查，待处理"),
    S.ORDERED: _("责令整改中"),
    S.RECHECKED: _("已复查，待处理"),
    S.FILING: _("待批立案"),
    S.FILED: _("已立案，调查中"),
    S.PROPOSED: _("拟处罚，待批"),
    S.NOTIFIED: _("已告知，待陈述申辩"),
    S.HEARING: _("待听证"),
    S.HEARD: _("待处罚决定"),
    S.DECIDED: _("已决定，待送达"),
    S.SERVED: _("已送达，待执行"),
    S.EXECUTING: _("执行中，待结案"),
    S.CLOSED: _("已结案"),
    S.HANDED_OVER: _("已移送"),
    S.NOT_PUNISHED: _("不予处罚"),
    S.WITHDRAWN: _("已撤案"),
}
STATE_TONES: Mapping[str, str] = {
    S.OPENED: "wait",
    S.CHECKED: "wait",
    S.ORDERED: "run",
    S.RECHECKED: "wait",
    S.FILING: "wait",
    S.FILED: "run",
    S.PROPOSED: "wait",
    S.NOTIFIED: "run",
    S.HEARING: "run",
    S.HEARD: "wait",
    S.DECIDED: "run",
    S.SERVED: "run",
    S.EXECUTING: "run",
    S.CLOSED: "ok",
    S.HANDED_OVER: "off",
    S.NOT_PUNISHED: "off",
    S.WITHDRAWN: "off",
}
#: The tabs of the list: code, label, states.
TABS: tuple[tuple[str, "str | Promise", tuple[CaseState, ...]], ...] = (
    ("open", _("在办"), LIVING),
    ("field", _("检查整改"), _BEFORE_FILING),
    ("approve", _("待审批"), (S.FILING, S.PROPOSED, S.HEARD, S.EXECUTING)),
    ("filed", _("立案调查"), (S.FILED, S.NOTIFIED, S.HEARING)),
    ("penalty", _("决定执行"), (S.DECIDED, S.SERVED)),
    ("closed", _("已办结"), ENDED),
)
ACT_LABELS: Words = {
    "open": _("登记案件"),
    "check": _("现场检查"),
    "measure": _("现场处理措施"),
    "order": _("责令限期整改"),
    "recheck": _("整改复查"),
    "summon": _("询问通知"),
    "question": _("询问"),
    "examine": _("勘验"),
    "sample": _("抽样取证"),
    "evidence": _("收集证据"),
    "commission": _("委托鉴定"),
    "expertise": _("鉴定意见"),
    "hold": _("先行登记保存"),
    "settle_hold": _("处理登记保存的物品"),
    "ask_compel": _("报请强制措施"),
    "compel": _("采取强制措施"),
    "refuse_compel": _("不同意强制措施"),
    "ask_prolong": _("报请延长强制措施"),
    "prolong": _("延长强制措施"),
    "refuse_prolong": _("不同意延长强制措施"),
    "lift_compel": _("解除强制措施"),
    "ask_filing": _("报请立案"),
    "refuse_filing": _("不同意立案"),
    "file": _("批准立案"),
    "propose": _("拟处罚"),
    "send_back": _("退回补查"),
    "notify": _("处罚告知"),
    "hear": _("陈述申辩"),
    "ask_hearing": _("要求听证"),
    "plan_hearing": _("通知听证"),
    "hold_hearing": _("听证"),
    "review": _("法制审核"),
    "discuss": _("集体讨论"),
    "decide": _("处罚决定"),
    "serve": _("送达"),
    "execute": _("执行"),
    "close": _("结案"),
    "close_mended": _("整改合格，办结"),
    "close_clean": _("没有问题，办结"),
    "no_punish": _("不予处罚"),
    "withdraw": _("撤案"),
    "hand_over": _("移送"),
    "urge": _("催缴罚款"),
    "ask_defer": _("申请延期、分期缴纳"),
    "grant_defer": _("批准延期、分期缴纳"),
    "refuse_defer": _("不同意延期、分期缴纳"),
    "apply_court": _("申请法院强制执行"),
    "publish": _("公开处罚信息"),
    "party": _("更正当事人信息"),
    "mode": _("更改执法方式"),
    "note": _("记一笔"),
    "paper": _("制作文书"),
}
#: What may be put right of a party.
PARTY_FIELDS: Words = {
    "party_name": _("名称"),
    "party_head": _("负责人"),
    "party_code": _("代码或证件号"),
    "party_phone": _("电话"),
    "party_address": _("地址"),
}
PARTY_LABELS: Words = {"unit": _("单位"), "person": _("个人")}
BODY_LABELS: Words = {"county": _("县级"), "town": _("乡镇级")}
PENALTY_LABELS: Words = {
    "warning": _("警告、通报批评"),
    "fine": _("罚款"),
    "confiscate": _("没收"),
    "suspend": _("责令停产停业"),
    "licence": _("暂扣或吊销许可证件"),
    "other": _("其他"),
}
#: What the party did after the notice, and how a hearing ended.
SAID_LABELS: Words = {"yes": _("作了陈述申辩"), "waived": _("明确放弃"), "no": _("到期没有提出")}
HEARING_LABELS: Words = {"held": _("听证举行了"), "absent": _("当事人没有到场"), "withdrawn": _("当事人撤回了")}
REVIEW_LABELS: Words = {"agreed": _("同意"), "against": _("不同意")}
#: Compulsory measures (行政强制法 9; 安全生产法 65, 70).
COMPEL_LABELS: Words = {
    "seal": _("查封"),
    "seize": _("扣押"),
    "power": _("停止供电、停止供应民用爆炸物品"),
    "other": _("其他"),
}
HEARING_TOLD = _("已告知可以要求听证")
SERVED_LABELS: Words = {
    "at_once": _("当场交付"),
    "direct": _("直接送达"),
    "left": _("留置送达"),
    "post": _("邮寄送达"),
    "notice": _("公告送达"),
    "electronic": _("电子送达"),
}
