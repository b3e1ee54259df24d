"""The columns of a file of shelters."""

# zh: headings of import tables, their other spellings and example rows: a file format

from django.utils.translation import gettext_lazy as _

from qianshao.core.sheets.columns import Column, Sheet

SHELTERS = Sheet(
    "shelters",
    _("安置点"),
    (
        Column("county", "县（区）", also=("县", "区县", "区", "县区"), help=_("本系统只有一个县时不用填"), width=10),
        Column("town", "乡镇（街道）", also=("乡镇", "街道", "镇", "乡"), example="石门镇", help=_("县级的留空")),
        Column("village", "村（社区）", also=("村", "社区", "行政村", "村居"), example="柳溪村"),
        Column("name", "名称", True, also=("安置点名称", "避难场所名称", "场所名称"), example="柳溪小学", width=20),
        Column("code", "编号", also=("场所编号", "安置点编号"), example="SH-001", width=10),
        Column("capacity", "可容人数", True, also=("容纳人数", "可容纳人数", "容量"), example="300", width=10),
        Column("special_capacity", "特殊人群床位", also=("特殊床位",), example="20", width=12),
        Column("area", "有效面积", also=("面积", "有效避难面积", "面积平方米"), example="620", width=10),
        Column("level", "级别", also=("场所级别",), example="村（社区）级"),
        Column("duration", "时长", also=("类别", "场所类别"), example="紧急", width=8),
        Column("function", "功能", also=("场所功能",), example="单一性", width=10),
        Column("base", "依托设施", also=("场所类型", "建筑类型"), example="学校"),
        Column("space", "空间", also=("室内外", "空间类型"), example="室内", width=10),
        Column("address", "地址", also=("详细地址", "位置"), example="柳溪村一组 3 号", width=24),
        Column("lon", "经度", example="114.9012", width=11),
        Column("lat", "纬度", example="31.6034", width=11),
        Column("unsafe", "不适用的灾种", also=("不适用灾种", "不能用于"), example="山洪、地质灾害", width=18),
        Column("keeper", "管护人", also=("负责人", "管理人", "联系人"), example="孙莉", width=10),
        Column("keeper_phone", "管护人电话", also=("负责人电话", "联系电话", "电话"), example="13800000009"),
        Column("backup", "替补管护人", also=("替补负责人",), width=12),
        Column("backup_phone", "替补电话", also=("替补管护人电话",)),
        Column("sign", "标志牌", also=("有无标志",), example="有", choices=("有", "无"), width=8),
        Column("stock", "物资", also=("储备物资", "物资储备"), width=24),
    ),
    (
        _("一个安置点一行。编号相同、或同一村里名称相同的，就是同一个：更新，不会重复。"),
        _("空着的格不会抹掉已有的内容。导入不改变启用状态。"),
        _("不适用的灾种用顿号分开，转移时不会把受这种灾害威胁的人安排到这里。"),
        _("坐标系在上传时选：手机地图上取的点多半是 GCJ-02。"),
    ),
    has_places=True,
)
