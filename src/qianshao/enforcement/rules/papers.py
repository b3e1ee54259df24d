"""Which paper belongs to which step, and the fields a template may use. Pure."""

from collections.abc import Mapping

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
    "closing": ("execute", "close", "close_mended"),
}
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
    "asker": _("谁提出"),
    "approver": _("谁批准"),
}
