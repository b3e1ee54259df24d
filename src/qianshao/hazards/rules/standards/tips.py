"""The tables of reports by anybody: buttons, answers, folding, rewards."""

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.rules.standards.shape import CODE, GRADES, NAME, Column, Table

TABLES: tuple[Table, ...] = (
    Table(
        "tip_kinds",
        _("随手拍类别"),
        _("群众随手拍页面上的大按钮，和它对应的隐患类别"),
        (
            CODE,
            NAME,
            Column("icon", _("图标"), required=True),
            Column("kind", _("隐患类别"), required=True),
        ),
    ),
    Table(
        "tip_rules",
        _("随手拍时限和折叠"),
        _("群众举报多久答复，多少条一样的折叠起来；折叠不是拒收，都还查得到"),
        (CODE, Column("name", _("名称"), required=True, width=36), Column("value", _("数值"), "number")),
    ),
    Table(
        "rewards",
        _("举报奖励"),
        _("一档奖励按固定金额或罚款的比例算；上限空着就是没有上限"),
        (
            CODE,
            Column("name", _("名称"), required=True, width=24),
            Column("grade", _("等级"), "choice", GRADES),
            Column("amount", _("固定金额（元）"), "number"),
            Column("share", _("罚款的百分之几"), "number"),
            Column("per_death", _("每瞒报、谎报 1 人（元）"), "number"),
            Column("least", _("最少（元）"), "number"),
            Column("most", _("最多（元）"), "number"),
            Column("month_most", _("本档每人每月最多（元）"), "number"),
        ),
    ),
    Table(
        "tip_phones",
        _("举报电话"),
        _("群众自己的举报页上写的电话：问进度、领奖码没记下来时打"),
        (CODE, NAME, Column("phone", _("电话"), required=True)),
    ),
)
#: As ``standards.KEPT``.
KEPT: dict[str, tuple[str, ...]] = {
    "tip_kinds": ("other",),
}  # fmt: skip
