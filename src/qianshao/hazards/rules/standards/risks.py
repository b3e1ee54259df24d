"""The tables of risk points: scores, colours, how often they are looked at again."""

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.rules.standards.shape import CODE, COLOURS, GRADES, NAME, Column, Table

_KEEPERS = (("county", _("县")), ("town", _("乡镇")), ("village", _("村")), ("enterprise", _("企业")))
SCORES: tuple[Table, ...] = (
    Table(
        "risk_scores",
        _("风险分值 L、E、C"),
        _("作业条件危险性评价的分值：可能性 L、暴露 E、后果 C"),
        (
            Column("part", _("哪一项"), "choice", (("L", "L"), ("E", "E"), ("C", "C")), True),
            NAME,
            Column("value", _("分值"), "number", required=True),
        ),
        ("part", "value"),
    ),
    Table(
        "risk_bands",
        _("风险分级"),
        _("分值 D = L × E × C，含下限不含上限"),
        (
            CODE,
            Column("least", _("下限（含）"), "number", required=True),
            Column("below", _("上限（不含）"), "number"),
            Column("colour", _("颜色"), "choice", COLOURS, True),
            NAME,
        ),
    ),
    Table(
        "risk_matrix",
        _("风险矩阵"),
        _("可能性（行）和后果（列）各五档，每格一种颜色"),
        (
            Column("likelihood", _("可能性"), "number", required=True),
            Column("consequence", _("后果"), "number", required=True),
            Column("colour", _("颜色"), "choice", COLOURS, True),
        ),
        ("likelihood", "consequence"),
    ),
)
REVIEW: tuple[Table, ...] = (
    Table(
        "risk_weaken",
        _("隐患使风险升色"),
        _("风险点上有未销号隐患时，显示的颜色升几级；取升得最多的一行"),
        (
            CODE,
            Column("grade", _("隐患等级"), "choice", GRADES),
            Column("least", _("至少几条"), "number", required=True),
            Column("steps", _("升几级"), "number", required=True),
        ),
    ),
    Table(
        "risk_review",
        _("风险复评周期和管控层级"),
        _("每种颜色多久复评一次，至少由哪一级管控"),
        (
            Column("code", _("颜色"), "choice", COLOURS, True),
            Column("months", _("复评（月）"), "number"),
            Column("level", _("至少由哪级管控"), "choice", _KEEPERS),
        ),
    ),
)
