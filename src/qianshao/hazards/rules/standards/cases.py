"""The tables of enforcement: rules of a case, its papers, days that are no working days."""

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.rules.standards.shape import CODE, NAME, Column, Table

_CASE_UNITS = (
    ("working", _("工作日")),
    ("days", _("天")),
    ("months", _("个月")),
    ("people", _("人")),
    ("times", _("次")),
    ("yuan", _("元")),
)
#: The steps of a case after which a paper may be made; the room enforcement knows them by these codes.
CASE_ACTS = (
    ("check", _("现场检查")),
    ("measure", _("现场处理措施")),
    ("order", _("责令限期整改")),
    ("recheck", _("整改复查")),
    ("summon", _("询问通知")),
    ("question", _("询问")),
    ("examine", _("勘验")),
    ("sample", _("抽样取证")),
    ("evidence", _("收集证据")),
    ("commission", _("委托鉴定")),
    ("expertise", _("鉴定意见")),
    ("hold", _("先行登记保存")),
    ("settle_hold", _("处理登记保存的物品")),
    ("ask_compel", _("报请强制措施")),
    ("compel", _("采取强制措施")),
    ("refuse_compel", _("不同意强制措施")),
    ("ask_prolong", _("报请延长强制措施")),
    ("prolong", _("延长强制措施")),
    ("refuse_prolong", _("不同意延长强制措施")),
    ("lift_compel", _("解除强制措施")),
    ("ask_filing", _("报请立案")),
    ("refuse_filing", _("不同意立案")),
    ("file", _("批准立案")),
    ("propose", _("拟处罚")),
    ("send_back", _("退回补查")),
    ("notify", _("处罚告知")),
    ("hear", _("陈述申辩")),
    ("ask_hearing", _("要求听证")),
    ("plan_hearing", _("通知听证")),
    ("hold_hearing", _("听证")),
    ("review", _("法制审核")),
    ("discuss", _("集体讨论")),
    ("decide", _("处罚决定")),
    ("serve", _("送达")),
    ("urge", _("催缴罚款")),
    ("ask_defer", _("申请延期、分期缴纳")),
    ("grant_defer", _("批准延期、分期缴纳")),
    ("refuse_defer", _("不同意延期、分期缴纳")),
    ("apply_court", _("申请法院强制执行")),
    ("execute", _("执行")),
    ("publish", _("公开处罚信息")),
    ("close", _("结案")),
    ("close_mended", _("整改合格，办结")),
    ("close_clean", _("没有问题，办结")),
    ("no_punish", _("不予处罚")),
    ("withdraw", _("撤案")),
    ("hand_over", _("移送")),
    ("party", _("更正当事人信息")),
    ("mode", _("更改执法方式")),
    ("note", _("记一笔")),
)
_CASE_REACH = (("area", _("本辖区的")), ("county", _("全县的")))
_DAY_KINDS = (("off", _("放假")), ("work", _("上班")))
TABLES: tuple[Table, ...] = (
    Table(
        "case_rules",
        _("执法办案规则"),
        _("几名执法人员、各步多少天；空着就是没有规定，到时不催；多少元起那几行空着就是都要"),
        (
            CODE,
            NAME,
            Column("number", _("数量"), "number"),
            Column("unit", _("单位"), "choice", _CASE_UNITS, True),
        ),
    ),
    Table(
        "case_modes",
        _("执法方式"),
        _("派驻、联合、委托、协作；能不能由全县的执法人员一起办"),
        (CODE, NAME, Column("reach", _("执法人员"), "choice", _CASE_REACH, True)),
    ),
    Table(
        "case_papers",
        _("执法文书"),
        _("文书的名称和文号里的字；本县另加的文书写明是哪一步的，再到文书模板里传模板"),
        (
            CODE,
            NAME,
            Column("word", _("字"), required=True),
            Column("act", _("哪一步的文书"), "choice", CASE_ACTS),
        ),
    ),
    Table(
        "case_texts",
        _("执法文书用语"),
        _("罚款缴到哪里、向谁申请复议、向哪个法院起诉和申请强制执行；空着就制作不了决定书、申请书"),
        (CODE, NAME, Column("words", _("内容"), width=40)),
    ),
    Table(
        "workdays",
        _("放假和调休"),
        _("和平常的周一到周五不同的日子，算工作日时用；每年照通知补"),
        (CODE, NAME, Column("kind", _("放假还是上班"), "choice", _DAY_KINDS, True)),
    ),
)
#: As ``standards.KEPT``.
KEPT: dict[str, tuple[str, ...]] = {
    "case_rules": (
        "officers", "hold", "decide", "hear", "hearing", "hearing_unit", "hearing_person", "major_unit",
        "major_person", "serve", "publish", "pay", "appeal_days", "sue_months", "hearing_notice", "compel",
        "prolong_days", "prolong_times", "expert_decide", "expert_compel", "defer_most", "urge_wait", "court_months",
    ),
    "case_texts": ("pay_to", "appeal_to", "court", "exec_court"),
    "case_modes": ("own",),
    "case_papers": (
        "check", "measure", "order", "recheck", "question", "filing", "notice", "decision", "transfer", "receipt",
        "closing", "hold_notice", "hold_list", "hold_decision", "statement", "handling", "urging",
    ),
}  # fmt: skip
