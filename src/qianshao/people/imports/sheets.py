"""What the files contain: columns with their Chinese headings, other spellings, and an example."""

# zh: headings of import tables, their other spellings and example rows: a file format

from django.utils.translation import gettext_lazy as _

from qianshao.core.sheets.columns import Column, Sheet

_AREA = (
    Column("county", "县（区）", also=("县", "区县", "区", "县区"), help=_("本系统只有一个县时不用填"), width=10),
    Column("town", "乡镇（街道）", also=("乡镇", "街道", "镇", "乡"), example="石门镇", help=_("县级岗位留空")),
    Column(
        "village", "村（社区）", also=("村", "社区", "行政村", "村居"), example="柳溪村", help=_("在乡镇之内查找")
    ),
    Column("grid", "网格", also=("村民小组", "组", "微网格"), example="第一网格", width=12),
)
PERSONS = Sheet(
    "persons",
    _("责任人与岗位"),
    (
        *_AREA,
        Column("name", "姓名", True, example="吴长贵", width=10),
        Column("gender", "性别", example="男", choices=("男", "女"), width=6),
        Column("phone", "手机号", True, also=("手机", "电话", "联系电话", "手机号码"), example="13800000006"),
        Column("backup_phone", "备用电话", also=("备用手机", "固定电话", "座机"), example="0376-2980001"),
        Column("id_number", "身份证号", also=("身份证", "身份证号码", "公民身份号码"), width=20),
        Column("title", "职务", also=("职位",), example="村党支部书记", width=18),
        Column("post", "岗位", True, also=("责任岗位", "岗位名称", "角色"), example="支书、防汛责任人", width=24),
        Column("slot", "AB岗", also=("A/B岗", "AB角", "主备"), example="A", choices=("A", "B"), width=6),
        Column("since", "任职日期", also=("任职时间", "开始日期"), example="2026-04-20", width=12),
    ),
    (
        _("一人一行。一人多岗：岗位用顿号分开写在一格，或写成几行。"),
        _("岗位可以写名称、简称或代码，见“岗位”一页。A 岗是本人，B 岗是替补。"),
        _("乡镇、村、网格填到岗位所在的一级为止：镇级岗位不填村。"),
        _("手机号和姓名都相同的，就是同一个人：更新，不会重复。空着的格不会抹掉已有的内容。"),
    ),
)
HOUSEHOLDS = Sheet(
    "households",
    _("住户与成员"),
    (
        _AREA[0],
        Column("town", "乡镇（街道）", True, also=("乡镇", "街道", "镇", "乡"), example="石门镇"),
        Column("village", "村（社区）", True, also=("村", "社区", "行政村", "村居"), example="柳溪村"),
        _AREA[3],
        Column("code", "户编号", True, also=("户号", "编号", "门牌号"), example="A-017", width=10),
        Column("name", "姓名", True, also=("成员姓名",), example="张有福", width=10),
        Column("relation", "与户主关系", True, also=("关系",), example="户主", width=11),
        Column("gender", "性别", example="男", choices=("男", "女"), width=6),
        Column("birth_year", "出生年份", also=("出生年", "出生日期", "出生年月"), example="1948", width=10),
        Column("id_number", "身份证号", also=("身份证", "身份证号码", "公民身份号码"), width=20),
        Column("phone", "手机号", also=("手机", "电话", "联系电话", "手机号码"), example="13900000001"),
        Column("needs", "特殊情况", also=("特殊人群", "特殊类型", "困难类别"), example="独居老人", width=16),
        Column("address", "住址", also=("家庭住址", "门牌地址", "地址"), example="柳溪村一组 17 号", width=22),
        Column("lon", "经度", example="114.9012", width=11),
        Column("lat", "纬度", example="31.6034", width=11),
        Column("guardian", "包保责任人", also=("包保人", "责任人"), example="刘桂英", width=12),
        Column("guardian_phone", "包保责任人手机号", also=("包保人电话", "包保责任人电话"), example="13800000007"),
        Column("zone", "危险区", also=("隐患点", "风险区"), width=16),
    ),
    (
        _("一人一行，同一村同一户编号的是一户；“与户主关系”写户主的那一行是户主。"),
        _("住址、坐标、包保责任人写在户主那一行即可。"),
        _("包保责任人要先导入责任人名册；同村有同名的，再填手机号。"),
        _("坐标系在上传时选：手机地图上取的点多半是 GCJ-02。"),
    ),
    has_places=True,
)
DIVISIONS = Sheet(
    "divisions",
    _("区划"),
    (
        Column("code", "区划代码", True, also=("代码", "code", "统计用区划代码"), example="419900100001", width=16),
        Column("name", "名称", True, also=("区划名称", "name"), example="柳溪村村民委员会", width=24),
        Column(
            "level", "级别", also=("level", "层级"), example="5", help=_("1 省、2 市、3 县、4 乡镇、5 村、6 网格")
        ),
        Column("parent_code", "上级代码", also=("parent_code", "上级区划代码"), example="419900100000", width=16),
    ),
    (
        _("代码 12 位。级别和上级代码空着时，按代码推算；网格没有代码的，只填名称、级别 6 和上级代码。"),
        _("开发区、林场等可以挂在任何一级下面，写清上级代码和级别即可。"),
    ),
)
BOUNDARIES = Sheet(
    "boundaries", _("边界"), (), (_("GeoJSON 文件，每个面有 12、9 或 6 位区划代码（code 或 adcode）。"),), True
)
SHEETS = {sheet.kind: sheet for sheet in (PERSONS, HOUSEHOLDS, DIVISIONS, BOUNDARIES)}
