"""What this room writes into the journal: which store, which goods, how many. Contacts' names and phones never."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind
from qianshao.resources.dispatch.events import KINDS as DISPATCH
from qianshao.resources.money.events import KINDS as MONEY
from qianshao.resources.planning.events import KINDS as PLANNING

_GOODS = ("store", "item", "quantity", "unit")

KINDS = (
    Kind("resources.received", _("“{store}”入库 {item} {quantity} {unit}"), _GOODS, tone="ok", icon="package"),
    Kind(
        "resources.issued", _("“{store}”出库 {item} {quantity} {unit}：{words}"), (*_GOODS, "words"), icon="package"
    ),
    Kind("resources.returned", _("“{store}”收回 {item} {quantity} {unit}"), _GOODS, tone="ok", icon="package"),
    Kind(
        "resources.written_off",
        _("“{store}”报损 {item} {quantity} {unit}：{words}"),
        (*_GOODS, "words"),
        tone="wait",
        icon="package",
    ),
    Kind("resources.tested", _("“{store}”检测 {item}（{lot}）：{words}"), ("store", "item", "lot", "words")),
    Kind("resources.count_started", _("“{store}”开始盘点，{lines} 批"), ("store", "lines"), icon="clipboard-check"),
    Kind(
        "resources.counted",
        _("“{store}”清点完成，{differing} 批与账面不符"),
        ("store", "differing"),
        icon="clipboard-check",
    ),
    Kind(
        "resources.count_booked",
        _("“{store}”盘点入账，调整 {differing} 批"),
        ("store", "differing"),
        tone="ok",
        icon="clipboard-check",
    ),
    Kind("resources.count_dropped", _("“{store}”盘点作废：{words}"), ("store", "words"), icon="circle-x"),
    Kind("resources.standard_edited", _("修改物资标准：{what}"), ("what",), icon="list-details"),
    Kind(
        "resources.reserve_changed",
        _("登记{mode}“{holder}”：{item} {quantity} {unit}"),
        ("mode", "holder", "item", "quantity", "unit"),
    ),
    Kind("resources.refill_dropped", _("“{store}”不再补充 {item}：{words}"), ("store", "item", "words")),
    Kind(
        "resources.expiring",
        _("“{store}”的 {item} {quantity} {unit} 将在 {date} 到期"),
        (*_GOODS, "date"),
        tone="wait",
        icon="clock-exclamation",
    ),
    Kind(
        "resources.reserve_ended",
        _("{mode}“{holder}”的 {item} 不再储备：{words}"),
        ("mode", "holder", "item", "words"),
        icon="circle-x",
    ),
    Kind(
        "resources.import_checked",
        _("检查物资台账“{file}”：{rows} 行，{problems} 处问题"),
        ("file", "rows", "problems"),
        icon="file-import",
    ),
    Kind("resources.import_dropped", _("放弃导入“{file}”"), ("file",), icon="circle-x"),
    Kind(
        "resources.import_undone",
        _("撤回导入“{file}”，还原 {reverted} 批"),
        ("file", "reverted"),
        tone="wait",
        icon="arrow-back-up",
    ),
    Kind("resources.imported", _("导入物资台账“{file}”：入库 {lines} 批"), ("file", "lines"), icon="file-import"),
    *DISPATCH,
    Kind("resources.exported", _("导出物资台账 {count} 行"), ("count",), icon="table-export"),
    *MONEY,
    *PLANNING,
)
