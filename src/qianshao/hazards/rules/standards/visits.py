"""The tables of patrols and inspections: places, what is checked, how often."""

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.rules.standards.shape import CODE, GRADES, NAME, Column, Table

_YES = (("yes", _("是")), ("no", _("否")))
_ANSWERS = (("yes_no", _("是或否")), ("count", _("数量")), ("date", _("最近一次的日期")))
TABLES: tuple[Table, ...] = (
    Table(
        "place_classes",
        _("场所类别"),
        _("巡查检查和台账用的场所类别；上级编码不空的是细类"),
        (CODE, NAME, Column("parent", _("上级编码")), Column("department", _("牵头部门"))),
    ),
    Table(
        "size_limits",
        _("九小场所规模"),
        _("多大算九小场所，各地规定不同，由本县选用"),
        (
            Column("region", _("地区"), required=True),
            Column("place_class", _("场所类别"), required=True),
            Column("metric", _("量什么"), required=True),
            Column("most", _("上限"), "number"),
            Column("unit", _("单位")),
            Column("field", _("登记里的字段")),
            Column("chosen", _("本县采用"), "choice", _YES),
        ),
        ("region", "place_class", "metric"),
    ),
    Table(
        "check_items",
        _("检查项"),
        _("各类场所检查什么，不合格一般定几级"),
        (
            CODE,
            Column("place_class", _("场所类别"), required=True),
            Column("name", _("检查项"), required=True, width=36),
            Column("answer", _("怎么填"), "choice", _ANSWERS, True),
            Column("grade", _("不合格定级"), "choice", GRADES),
            Column("kind", _("隐患类别")),
        ),
    ),
    Table(
        "visits",
        _("巡查检查频次"),
        _("每类场所多少天巡查、检查、自查一次，空着就是不定期；对应登记里的哪些种类"),
        (
            Column("code", _("场所类别编码"), required=True),
            Column("kinds", _("登记种类"), required=True, width=20),
            Column("match", _("登记里的类型")),
            Column("patrol_days", _("巡查（天）"), "number"),
            Column("inspect_days", _("检查（天）"), "number"),
            Column("self_days", _("自查（天）"), "number"),
        ),
    ),
    Table(
        "safety_staff",
        _("安全管理人员配备"),
        _("哪些单位要有几名专职、兼职安全管理人员；设有安全管理机构的算够"),
        (
            CODE,
            Column("name", _("要求"), required=True, width=36),
            Column("kinds", _("登记种类"), required=True, width=20),
            Column("above", _("从业人员超过几人"), "number"),
            Column("full", _("专职至少几人"), "number"),
            Column("some", _("专职兼职一共至少几人"), "number"),
        ),
    ),
    Table(
        "visit_numbers",
        _("巡查检查参数"),
        _("检查最少几人、多近算到场、漏检后多久可以补"),
        (CODE, NAME, Column("value", _("数值"), "number", required=True), Column("unit", _("单位"))),
    ),
)
#: As ``standards.KEPT``.
KEPT: dict[str, tuple[str, ...]] = {
    "visit_numbers": ("inspectors", "near_metres", "catch_up_days", "draw_places", "draw_days", "self_link_days",
        "self_sends_hour", "self_photos_day"),
}  # fmt: skip
