"""What the room writes into the journal. Parties, words and sums stay where they are."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

_NO = ("no",)
_CASE = (
    ("open", _("登记执法案件 {no}"), "run", "shield"),
    ("check", _("案件 {no} 现场检查"), "run", "clipboard-check"),
    ("measure", _("案件 {no} 现场处理措施"), "warn", "hand-stop"),
    ("order", _("案件 {no} 责令限期整改"), "warn", "clipboard-text"),
    ("recheck", _("案件 {no} 整改复查"), "run", "eye-check"),
    ("summon", _("案件 {no} 询问通知"), "run", "mail"),
    ("question", _("案件 {no} 询问"), "run", "message"),
    ("examine", _("案件 {no} 勘验"), "run", "search"),
    ("sample", _("案件 {no} 抽样取证"), "run", "package"),
    ("commission", _("案件 {no} 委托鉴定"), "run", "send"),
    ("expertise", _("案件 {no} 收到鉴定意见"), "run", "inbox"),
    ("evidence", _("案件 {no} 收集证据"), "run", "camera"),
    ("hold", _("案件 {no} 先行登记保存"), "warn", "lock"),
    ("settle_hold", _("案件 {no} 处理登记保存的物品"), "run", "key"),
    ("ask_compel", _("案件 {no} 报请强制措施"), "run", "send"),
    ("compel", _("案件 {no} 采取强制措施"), "warn", "shield-lock"),
    ("refuse_compel", _("案件 {no} 不同意强制措施"), "run", "circle-x"),
    ("ask_prolong", _("案件 {no} 报请延长强制措施"), "run", "send"),
    ("prolong", _("案件 {no} 延长强制措施"), "warn", "calendar-time"),
    ("refuse_prolong", _("案件 {no} 不同意延长强制措施"), "run", "circle-x"),
    ("lift_compel", _("案件 {no} 解除强制措施"), "run", "key"),
    ("ask_filing", _("案件 {no} 报请立案"), "run", "send"),
    ("refuse_filing", _("案件 {no} 不同意立案"), "run", "circle-x"),
    ("file", _("案件 {no} 立案"), "warn", "folder"),
    ("propose", _("案件 {no} 拟处罚"), "run", "send"),
    ("send_back", _("案件 {no} 退回补查"), "run", "arrow-back-up"),
    ("notify", _("案件 {no} 处罚告知"), "warn", "message-2"),
    ("hear", _("案件 {no} 陈述申辩"), "run", "microphone"),
    ("ask_hearing", _("案件 {no} 要求听证"), "warn", "message-2"),
    ("plan_hearing", _("案件 {no} 通知听证"), "run", "calendar"),
    ("hold_hearing", _("案件 {no} 听证"), "run", "microphone"),
    ("review", _("案件 {no} 法制审核"), "run", "eye-check"),
    ("discuss", _("案件 {no} 集体讨论"), "run", "message"),
    ("decide", _("案件 {no} 作出处罚决定"), "warn", "signature"),
    ("serve", _("案件 {no} 送达"), "run", "mail"),
    ("execute", _("案件 {no} 执行"), "run", "coins"),
    ("close", _("案件 {no} 结案"), "ok", "circle-check"),
    ("close_mended", _("案件 {no} 整改合格，办结"), "ok", "circle-check"),
    ("no_punish", _("案件 {no} 不予处罚"), "run", "circle-x"),
    ("withdraw", _("案件 {no} 撤案"), "run", "circle-x"),
    ("hand_over", _("案件 {no} 移送"), "warn", "send"),
    ("close_clean", _("案件 {no} 没有问题，办结"), "ok", "circle-check"),
    ("urge", _("案件 {no} 催缴罚款"), "warn", "coins"),
    ("ask_defer", _("案件 {no} 当事人申请延期、分期缴纳"), "run", "send"),
    ("grant_defer", _("案件 {no} 批准延期、分期缴纳"), "run", "calendar-time"),
    ("refuse_defer", _("案件 {no} 不同意延期、分期缴纳"), "run", "circle-x"),
    ("apply_court", _("案件 {no} 申请法院强制执行"), "warn", "send"),
    ("publish", _("案件 {no} 公开处罚信息"), "run", "eye"),
    ("party", _("案件 {no} 更正当事人信息"), "run", "user-edit"),
    ("mode", _("案件 {no} 更改执法方式"), "warn", "arrows-exchange"),
    ("note", _("案件 {no} 记一笔"), "run", "notes"),
)
KINDS: tuple[Kind, ...] = tuple(
    Kind(f"enforcement.{act}", sentence, _NO, tone=tone, icon=icon) for act, sentence, tone, icon in _CASE
)
KINDS += (
    Kind("enforcement.paper", _("案件 {no} 制作{paper} {number}"), ("no", "paper", "number"), icon="file-text"),
    Kind("enforcement.paper_taken", _("案件 {no} 的{paper}被下载"), ("no", "paper"), icon="download"),
    Kind("enforcement.officer_saved", _("登记执法人员 {certificate}"), ("certificate",), icon="id-badge-2"),
    Kind("enforcement.officer_ended", _("执法人员 {certificate} 停用"), ("certificate",), icon="id-badge-off"),
    Kind("enforcement.delegated", _("登记乡镇赋权：{document}，{count} 项"), ("document", "count"), icon="list"),
    Kind("enforcement.delegation_ended", _("乡镇赋权终止：{document}"), ("document",), tone="warn", icon="list"),
    Kind("enforcement.template", _("{paper}模板第 {version} 版"), ("paper", "version"), icon="file-upload"),
    Kind("enforcement.exported", _("导出执法台账 {count} 条"), ("count",), icon="download"),
)
