"""The columns of a file of records: those every record has, then one for each field its kind declares."""

# zh: headings of import tables, their other spellings and example rows: a file format

from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.sheets.columns import Column, Sheet

GRADES = {"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue"}
_BEFORE = (
    Column("county", "县（区）", also=("县", "区县", "区", "县区"), help=_("本系统只有一个县时不用填"), width=10),
    Column("town", "乡镇（街道）", also=("乡镇", "街道", "镇", "乡"), example="石门镇", help=_("县级的留空")),
    Column("village", "村（社区）", also=("村", "社区", "行政村", "村居"), example="柳溪村"),
    Column(
        "code",
        "登记号",
        also=("资源编号", "二维码号"),
        help=_("已登记的填标签上的号，就按号更新；新的留空"),
        width=10,
    ),
    Column("name", "名称", True, also=("单位名称", "资源名称", "姓名"), width=22),
    Column("address", "地址", also=("详细地址", "位置", "所在位置"), example="柳溪村一组 3 号", width=24),
    Column("lon", "经度", example="114.9012", width=11),
    Column("lat", "纬度", example="31.6034", width=11),
    Column("owner_org", "所属单位", also=("主管单位", "产权单位", "归口部门", "责任单位"), width=18),
    Column("keeper_name", "负责人", also=("管理人", "联系人", "保管人", "责任人"), example="孙莉", width=10),
    Column("keeper_phone", "负责人电话", also=("联系电话", "电话", "手机号", "联系方式"), example="13800000009"),
    Column("grade", "风险等级", also=("等级", "四色"), choices=tuple(GRADES), width=10),
)
_YES_NO = ("是", "否")


def sheet_of(kind: Any) -> Sheet:
    """The file of a kind. A field whose label is a common heading gives the heading up (the field wins nothing)."""
    taken = {heading for column in _BEFORE for heading in (column.heading, *column.also)}
    own = tuple(_column(field, taken) for field in kind.fields)
    notes = (
        _("一条资源一行。填了登记号的按登记号，否则同一地方名称相同的，就是同一条：更新，不会重复。"),
        _("空着的格不会抹掉已有的内容。"),
        _("坐标系在上传时选：手机地图上取的点多半是 GCJ-02。"),
    )
    return Sheet(kind.code, kind.name, (*_BEFORE, *own), notes, has_places=True)


def _column(field: Any, taken: set[str]) -> Column:
    label, unit = field["label"], field.get("unit", "")
    heading = f"{label}（{unit}）" if unit else label
    if label in taken:
        heading = f"{label}·{field['key']}"
    choices = tuple(field.get("choices", ())) or (_YES_NO if field["type"] == "bool" else ())
    return Column("f." + field["key"], heading, bool(field.get("required")), choices=_that_fit(choices))


def _that_fit(choices: tuple[str, ...]) -> tuple[str, ...]:
    """Excel takes a list of at most 255 letters."""
    return choices if len(",".join(choices)) <= 250 else ()
