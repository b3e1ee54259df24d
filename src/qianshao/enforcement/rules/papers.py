"""Which paper belongs to which step, and the fields a template may use. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The acts a paper writes down: the newest of them is meant.
ACTS_OF: Mapping[str, tuple[str, ...]] = {
    "check": ("check",),
    "measure": ("measure",),
    "order": ("order",),
    "recheck": ("recheck",),
    "question": ("question",),
    "filing": ("ask_filing",),
    "notice": ("notify",),
    "decision": ("decide",),
    "transfer": ("hand_over",),
    "receipt": ("serve",),
    "closing": ("execute", "close", "close_mended", "close_clean"),
    "hold_notice": ("hold",),
    "hold_list": ("hold",),
    "hold_decision": ("settle_hold",),
    "statement": ("hear",),
    "handling": ("propose",),
    "urging": ("urge",),
    "hearing": ("hold_hearing",),
    "discussion": ("discuss",),
    "review": ("review",),
    "summons": ("summon",),
    "examination": ("examine",),
    "sample": ("sample",),
    "commission": ("commission",),
    "compulsion": ("compel",),
    "prolongation": ("prolong",),
    "hearing_notice": ("notify",),
    "hearing_call": ("plan_hearing",),
    "hearing_report": ("hold_hearing",),
    "deferral": ("grant_defer",),
    "court_application": ("apply_court",),
}
#: A paper of a step only where the step says so.
ONLY_WHERE: Mapping[str, tuple[str, Any]] = {
    "hearing_notice": ("hearing_right", True),
    "hearing": ("hearing", "held"),
    "hearing_report": ("hearing", "held"),
}
#: Fields that stand in an act's data under their own name.
AS_WRITTEN = ("where", "bring", "witness", "weather", "agency", "materials", "measure_basis", "more_days")
#: What a paper may not leave empty (行政处罚法 59), and what it may not where there is a fine.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "decision": ("party_address", "basis", "penalty", "carry_out", "appeal_to", "appeal_days", "court", "sue_months"),
    "notice": ("basis", "penalty", "hear_days", "hearing_right"),
    "hold_list": ("things",),
    "summons": ("asked", "when", "where"),
    "sample": ("things",),
    "commission": ("agency", "reply_by"),
    "compulsion": ("measure_basis", "compel_until", "appeal_to", "appeal_days", "court", "sue_months"),
    "prolongation": (
        "measure_basis",
        "compel_before",
        "compel_until",
        "appeal_to",
        "appeal_days",
        "court",
        "sue_months",
    ),
    "hearing_notice": ("hearing_days",),
    "hearing_call": ("when", "where", "chair"),
    "deferral": ("plan", "pay_to"),
    "court_application": ("basis", "unpaid", "served_on", "urged_on", "exec_court"),
}
REQUIRED_FINE: Mapping[str, tuple[str, ...]] = {"decision": ("fine", "pay_until", "pay_to"), "urging": ("pay_to",)}


def acts_of(kind: str, act: str) -> tuple[str, ...]:
    """The acts a paper writes down; ``act``: what the county's row says."""
    return ACTS_OF.get(kind) or ((act,) if act else ())


def fits(kind: str, data: Mapping[str, Any]) -> bool:
    """Whether a step is one of which this paper is made."""
    name, value = ONLY_WHERE.get(kind, ("", None))
    return not name or data.get(name) == value


def missing(kind: str, known: Mapping[str, str], *, is_fine: bool) -> list[str]:
    """The fields that a paper needs and that are empty."""
    needed = REQUIRED.get(kind, ()) + (REQUIRED_FINE.get(kind, ()) if is_fine else ())
    return [name for name in needed if not known.get(name, "").strip()]


#: What a template may name between {{ and }}; nothing else is filled.
FIELDS: Mapping[str, "str | Promise"] = {
    "number": _("文号"),
    "title": _("文书名称"),
    "date": _("制作日期"),
    "time": _("这一步的时间"),
    "case_no": _("案件编号"),
    "matter": _("案由"),
    "body_name": _("办案机关"),
    "mode": _("执法方式"),
    "place": _("地点"),
    "party_name": _("当事人"),
    "party_kind": _("单位还是个人"),
    "party_head": _("负责人"),
    "party_code": _("代码或证件号"),
    "party_phone": _("电话"),
    "party_address": _("地址"),
    "facts": _("这一步写下的内容"),
    "officers": _("执法人员和证号"),
    "due": _("整改期限"),
    "mended": _("复查结果"),
    "signed": _("当事人签字情况"),
    "asked": _("被询问人"),
    "proposal": _("违法事实、证据和理由"),
    "basis": _("处罚依据"),
    "penalty": _("处罚种类"),
    "fine": _("罚款数额"),
    "paid": _("已缴数额"),
    "delegation": _("赋权文件"),
    "decision_no": _("处罚决定书文号"),
    "served_how": _("送达方式"),
    "handed_to": _("移送到哪个单位"),
    "evidence": _("证据清单"),
    "hear_days": _("多少日内可以陈述申辩"),
    "hearing_right": _("听证的权利"),
    "said": _("陈述申辩还是放弃"),
    "chair": _("听证主持人"),
    "present": _("参加讨论、听证或在场的人"),
    "opinion": _("法制审核意见"),
    "carry_out": _("履行方式和期限"),
    "pay_until": _("缴款期限"),
    "pay_to": _("罚款缴到哪里"),
    "pay_date": _("缴款的最后一天"),
    "unpaid": _("还欠多少"),
    "appeal_to": _("向谁申请行政复议"),
    "appeal_days": _("多少日内可以申请行政复议"),
    "court": _("向哪个法院起诉"),
    "sue_months": _("多少个月内可以起诉"),
    "things": _("物品、样品清单"),
    "hold_until": _("登记保存的物品处理期限"),
    "when": _("询问、听证的时间"),
    "where": _("询问、听证的地点"),
    "bring": _("要带的材料"),
    "began": _("勘验从什么时候开始"),
    "ended": _("勘验到什么时候结束"),
    "weather": _("天气"),
    "witness": _("见证人"),
    "photos": _("这一步拍的照片"),
    "agency": _("鉴定机构"),
    "materials": _("送去鉴定的材料"),
    "reply_by": _("鉴定期限"),
    "measure": _("强制措施"),
    "measure_basis": _("强制措施的依据"),
    "compel_until": _("强制措施到哪一天"),
    "compel_before": _("强制措施延长前到哪一天"),
    "more_days": _("强制措施延长几天"),
    "hearing_days": _("多少日内可以要求听证"),
    "plan": _("延期、分期缴纳的日期和数额"),
    "overdue": _("已到期没有缴的"),
    "served_on": _("处罚决定书送达的日期"),
    "urged_on": _("催告的日期"),
    "exec_court": _("向哪个法院申请强制执行"),
    "asker": _("谁提出"),
    "approver": _("谁批准"),
}
