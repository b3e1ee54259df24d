"""The columns of a file of stock; the exported list has the same headings, so that it can come back."""

# zh: headings of import tables, their other spellings and example rows: a file format

from django.utils.translation import gettext_lazy as _

from qianshao.core.sheets.columns import Column, Sheet

OWNERSHIPS = ("自有", "协议代储", "社会捐赠或代管")
STOCK = Sheet(
    "stock",
    _("物资台账"),
    (
        Column(
            "store", "仓库", True, also=("仓库名称", "储备点", "存放地点", "库点"), example="石门镇应急仓库", width=22
        ),
        Column("code", "仓库登记号", also=("登记号", "仓库编号"), help=_("仓库重名时填"), example="0A7K-M", width=12),
        Column("item", "物资", True, also=("物资名称", "品名", "名称"), example="毛毯", width=18),
        Column("item_code", "编码", also=("物资编码", "物资代码"), example="M004", width=8),
        Column("quantity", "数量", True, also=("库存", "库存数量", "现有数量"), example="120", width=9),
        Column("unit", "单位", also=("计量单位",), example="床", width=6),
        Column("lot", "批号", also=("批次", "生产批号"), example="2025-03", width=12),
        Column("ownership", "归属", also=("权属", "储备方式"), example="自有", choices=OWNERSHIPS, width=14),
        Column("owner", "货主", also=("所有人", "捐赠单位"), help=_("代储、捐赠的写是谁的"), width=16),
        Column("made_on", "生产日期", also=("入厂日期",), example="2025-03-12", width=12),
        Column("expires_on", "到期日期", also=("有效期至", "失效日期"), example="2035-03-11", width=12),
        Column("tested_on", "检测日期", also=("上次检测", "检验日期"), width=12),
        Column("shelf", "货位", also=("架位", "位置"), example="A-02", width=10),
    ),
    (
        _("一行一批：同一仓库、同一物资、批号、归属、到期日期都相同的，就是同一批。"),
        _("新的一批记为入库；账上已有、数量也相同的不动，所以同一张表导两次不会翻倍。"),
        _("账上已有、数量不同的不能用表改，请在仓库页面盘点，写明原因。"),
        _("仓库要先在“资源”里登记。导出的台账改一改就能再导入。"),
    ),
)
