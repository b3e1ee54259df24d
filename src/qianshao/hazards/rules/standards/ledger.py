"""The tables of the ledger: what is found, who is told and by when, whistles."""

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.rules.standards.shape import CODE, COLOURS, GRADES, NAME, WAYS, WHEN, Column, Table

_LEVELS = (("county", _("县")), ("city", _("市")), ("province", _("省")), ("town", _("乡镇")))
#: What people are told of beside the dates of hazards. Some at once, or when a guard has not looked.
_NOTICES = (
    ("whistle", _("吹哨一响")),
    ("declined", _("部门说不归它管")),
    ("worse", _("盯守回报变坏")),
    ("moved", _("隐患更正到本地")),
    ("missed", _("盯守到点没回报")),
    ("extension", _("延期申请等批")),
    ("tip", _("举报、热线答复期限")),
    ("clock", _("执法案件期限")),
    ("visit", _("巡查检查漏检")),
    ("reward", _("举报奖励等审批")),
    ("handed", _("移交执法等立卷")),
    ("hung", _("挂牌督办")),
)
FINDING: tuple[Table, ...] = (
    Table(
        "kinds",
        _("隐患类别"),
        _("报隐患时选的类别，通常由哪个部门牵头，属于哪个灾种、哪个行业领域"),
        (
            CODE,
            NAME,
            Column("department", _("牵头部门"), required=True),
            Column("disaster", _("灾种")),
            Column("sector", _("行业领域")),
            Column("hint", _("看什么"), width=30),
        ),
    ),
    Table(
        "grades",
        _("等级和时限"),
        _("空着就是没有规定，到时不催"),
        (
            CODE,
            NAME,
            Column("verify_hours", _("核实（小时）"), "number"),
            Column("assign_hours", _("交办（小时）"), "number"),
            Column("rectify_days", _("整改（天）"), "number"),
            Column("accept_days", _("验收（天）"), "number"),
            Column("recheck_days", _("驳回后再整改（天）"), "number"),
            Column("close_days", _("销号（天）"), "number"),
            Column("reopen_days", _("多少天内再现可重新打开"), "number"),
        ),
    ),
    Table(
        "reminders",
        _("提醒和督办"),
        _("到期前提醒，到期后督办；抄送的人一并收到"),
        (
            CODE,
            Column("grade", _("等级"), "choice", GRADES),
            Column("when", _("什么时候"), "choice", WHEN, True),
            Column("hours", _("小时"), "number"),
            Column("roles", _("提醒谁"), "roles", required=True, width=24),
            Column("copies", _("抄送谁"), "roles", width=24),
            Column("way", _("怎么通知"), "choice", WAYS),
        ),
    ),
    Table(
        "guards",
        _("预警期间盯守"),
        _("预警生效时，范围内没销号的隐患几小时看一次；空着就是这个颜色不安排"),
        (
            Column("code", _("预警颜色"), "choice", COLOURS, True),
            Column("every_hours", _("几小时看一次"), "number"),
            Column("measure", _("临时措施"), width=36),
        ),
    ),
    Table(
        "notices",
        _("随时告知"),
        _("吹哨、盯守、举报、执法、巡查、挂牌的事告诉谁；小时按期限算，吹哨、不归它管、变坏、更正到本地和挂牌是马上告诉；每条只告诉一次"),
        (
            CODE,
            Column("what", _("什么事"), "choice", _NOTICES, True),
            Column("when", _("什么时候"), "choice", WHEN, True),
            Column("hours", _("小时"), "number"),
            Column("roles", _("告诉谁"), "roles", required=True, width=24),
            Column("way", _("怎么通知"), "choice", WAYS),
        ),
    ),
    Table(
        "departments",
        _("部门"),
        _("隐患交办和吹哨用的部门；值班电话出厂是空的，由本县填，填了吹哨时马上发一条"),
        (CODE, NAME, Column("phone", _("值班电话"), "phone", width=16)),
    ),
    Table("disasters", _("灾种"), _("台账按灾种分；隐患类别各属于哪一种"), (CODE, NAME)),
    Table("sectors", _("行业领域"), _("台账按行业领域分；隐患类别各属于哪一个"), (CODE, NAME)),
)
PRESSING: tuple[Table, ...] = (
    Table(
        "supervision",
        _("督办层级"),
        _("挂牌督办由哪一级挂；挂着牌时，到期提醒和督办每次都抄送谁"),
        (
            CODE,
            NAME,
            Column("level", _("层级"), "choice", _LEVELS, True),
            Column("copies", _("抄送谁"), "roles", width=24),
        ),
    ),
    Table(
        "whistles",
        _("吹哨事由和时限"),
        _("空着就是没有规定"),
        (
            CODE,
            NAME,
            Column("answer_minutes", _("应答（分钟）"), "number"),
            Column("arrive_minutes", _("到场（分钟）"), "number"),
            Column("finish_hours", _("办结（小时）"), "number"),
            Column("roles", _("超时告诉谁"), "roles", width=24),
            Column("again_minutes", _("还没办，多少分钟后再告诉"), "number"),
            Column("copies", _("第二次起抄送谁"), "roles", width=24),
            Column("times", _("最多告诉几次"), "number"),
        ),
    ),
    Table(
        "limits",
        _("其他数值"),
        _("排名、重复隐患、风险复评、办理链接用的数值"),
        (CODE, NAME, Column("value", _("数值"), "number", required=True), Column("unit", _("单位"))),
    ),
)
#: As ``standards.KEPT``.
KEPT: dict[str, tuple[str, ...]] = {
    "kinds": ("other",),
    "grades": ("1", "2"),
    "limits": (
        "whistle_rank_least", "repeat_least", "repeat_months", "link_presses_hour", "whistle_link_days",
        "drill_link_hours",
    ),
}  # fmt: skip
