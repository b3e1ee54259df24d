"""The columns of a department's list."""

# zh: headings of import tables, their other spellings and example rows: a file format

from django.utils.translation import gettext_lazy as _

from qianshao.core.sheets.columns import Column, Sheet

RISKS = Sheet(
    "risks",
    _("部门名册"),
    (
        Column("county", "县（区）", also=("县", "区县", "区", "县区"), help=_("本系统只有一个县时不用填"), width=10),
        Column("town", "乡镇（街道）", True, also=("乡镇", "街道", "镇", "乡"), example="石门镇"),
        Column("village", "村（社区）", True, also=("村", "社区", "行政村", "村居"), example="柳溪村"),
        Column("grid", "网格", also=("村民小组", "组", "微网格"), width=12),
        Column("name", "姓名", True, also=("户主", "户主姓名", "人员姓名"), example="张有福", width=10),
        Column("id_number", "身份证号", also=("身份证", "身份证号码", "公民身份号码"), width=20),
        Column("phone", "手机号", also=("手机", "电话", "联系电话", "手机号码"), example="13900000001"),
        Column("address", "住址", also=("家庭住址", "门牌地址", "地址"), example="一组 17 号", width=22),
        Column("zone", "危险区", also=("隐患点", "风险区", "隐患点名称", "危险区名称", "地质灾害点"), width=18),
        Column("reason", "原因", also=("类别", "等级", "房屋等级", "特殊情况", "人员类别", "备注"), width=18),
        Column("heads", "人数", also=("家庭人数", "户人数", "人口", "常住人数"), example="4", width=6),
    ),
    (
        _("一行一户写户主和人数，或一行一人，都可以。特殊群体名册一行一人。"),
        _("身份证号最可靠；没有身份证号时，靠手机号；再没有，靠姓名、村和住址。"),
        _("名册里没有登记的人也会并入，标成“待登记”，不会漏掉。"),
        _("危险区写已划定的名称；没有划定的，照原样保留，只作说明。"),
    ),
)
