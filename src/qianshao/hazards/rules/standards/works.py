"""The tables of treatment projects and of monitoring devices."""

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.rules.standards.shape import CODE, GRADES, NAME, Column, Table

_WAYS = (("", _("都有")), ("build", _("工程治理、除险加固")), ("move", _("避险搬迁")))
_SIDES = (("above", _("高于")), ("below", _("低于")))
TABLES: tuple[Table, ...] = (
    Table(
        "milestones",
        _("治理工程节点"),
        _("制定治理工程时先列出的节点，计划日期按开工后多少天先填上，都可以改"),
        (CODE, NAME, Column("way", _("哪类工程"), "choice", _WAYS), Column("days", _("开工后多少天"), "number")),
    ),
    Table(
        "quantities",
        _("监测要素"),
        _("设备能报哪些要素，用什么单位；多少分钟没有数据算断线，空着就不算；最小值空着的可以为负"),
        (
            CODE,
            NAME,
            Column("unit", _("单位"), required=True),
            Column("minutes", _("断线（分钟）"), "number"),
            Column("least", _("最小值"), "signed"),
        ),
    ),
    Table(
        "thresholds",
        _("监测阈值"),
        _("读数达到阈值并持续这么久就登记隐患；站点编号空着的对全县这种要素，写了站点的只对它，并代替全县的"),
        (
            CODE,
            NAME,
            Column("quantity", _("监测要素"), required=True),
            Column("station", _("站点编号")),
            Column("side", _("方向"), "choice", _SIDES, True),
            Column("limit", _("阈值"), "signed", required=True),
            Column("back", _("回落多少才算正常"), "number"),
            Column("minutes", _("持续（分钟）"), "number"),
            Column("grade", _("初步定级"), "choice", GRADES),
            Column("kind", _("隐患类别"), required=True),
        ),
    ),
)
