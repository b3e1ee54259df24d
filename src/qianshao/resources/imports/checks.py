"""Lines of a file of stock: good rows and findings out. Nothing is written."""

# zh: words found in imported tables

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.core.sheets.cells import check_required, check_text, read_date
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.resources.imports.sheet import STOCK
from qianshao.resources.models import Batch, Item, Ownership
from qianshao.resources.selectors.stores import stores

ACTION = "resources.stock"
MOST = 10_000_000
_LIMITS = {"store": 80, "item": 40, "lot": 40, "owner": 60, "shelf": 30}
_OWN = {"": "own", "自有": "own", "自有物资": "own", "实物": "own", "协议": "agreement", "协议储备": "agreement",
        "社会": "social", "捐赠": "social", "代管": "social"}  # fmt: skip
#: What makes two lines, or a line and the books, the same batch.
Same = tuple[int, int, str, str, date | None]


@dataclass
class StockRow:
    """One good line. ``found``: the batch on the books it means, with or without stock."""

    line: int
    store: Any
    item: Item
    quantity: int
    values: dict[str, Any]
    found: Batch | None = None
    writes: bool = True

    @property
    def same(self) -> Same:
        """Its identity."""
        return (self.store.pk, self.item.pk, self.values["lot"], self.values["ownership"], self.values["expires_on"])


class _Known:
    """Stores of the person by name and code, items by name and code, what lies there."""

    def __init__(self, scope: Scope) -> None:
        self.by_name: dict[str, list[Any]] = defaultdict(list)
        self.by_code: dict[str, Any] = {}
        for row in stores(scope, ACTION):
            self.by_name[row.name].append(row)
            self.by_code[row.code] = row
        self.items: dict[str, Item] = {}
        for one in Item.objects.filter(is_active=True):
            self.items |= {one.name: one, one.code: one}
        self._scope = scope

    def batches(self, ids: set[int]) -> dict[Same, list[Batch]]:
        """The batches of some stores by identity."""
        found: dict[Same, list[Batch]] = defaultdict(list)
        rows = Batch.objects.within(self._scope).filter(store_id__in=sorted(ids)).order_by("pk")
        for row in rows:
            found[row.store_id, row.item_id, row.lot, row.ownership, row.expires_on].append(row)
        return found


def check_stock(table: Table, setting: Setting) -> Checked:
    """Check the lines; rows are ``StockRow``."""
    checked = Checked(lines=len(table.lines))
    notes = Notes(checked, STOCK.heading)
    known = _Known(setting.actor.scope)
    required = {c.key: c.heading for c in STOCK.columns if c.required and c.key != "item"}
    rows: list[StockRow] = []
    for number, cells in STOCK.cells(table):
        check_required(notes, number, cells, required)
        check_text(notes, number, cells, _LIMITS)
        row = _row(number, cells, known, notes, setting)
        if row is not None and number not in notes.bad:
            rows.append(row)
    _repeated(rows, notes)
    _compare([row for row in rows if row.line not in notes.bad], known, notes, checked)
    checked.rows = [row for row in rows if row.line not in notes.bad]
    return checked


def _row(line: int, cells: Mapping[str, str], known: _Known, notes: Notes, setting: Setting) -> StockRow | None:
    store, goods = _store(line, cells, known, notes), _item(line, cells, known, notes)
    quantity = _quantity(line, cells, notes)
    ownership = _ownership(line, cells, notes)
    days = {key: _day(line, key, cells, notes) for key in ("made_on", "expires_on", "tested_on")}
    if store is None or goods is None or line in notes.bad:
        return None
    if days["expires_on"] is None and days["made_on"] and goods.shelf_life_days:
        days["expires_on"] = days["made_on"] + timedelta(days=goods.shelf_life_days)
    if days["made_on"] and days["expires_on"] and days["expires_on"] < days["made_on"]:
        notes.problem(line, "expires_on", _("到期日期早于生产日期"))
    elif days["expires_on"] and days["expires_on"] < setting.today:
        notes.remark(line, "expires_on", _("已经过期，入账后不能调用"))
    plain = {key: cells.get(key, "").strip() for key in ("lot", "owner", "shelf")}
    return StockRow(line, store, goods, quantity, {**plain, **days, "ownership": ownership})


def _store(line: int, cells: Mapping[str, str], known: _Known, notes: Notes) -> Any:
    code, name = cells.get("code", "").strip().upper(), cells.get("store", "").strip()
    if code:
        found = known.by_code.get(code)
        if found is None:
            notes.problem(line, "code", _("没有登记号是“{code}”的仓库，或不在您的辖区").format(code=code))
        elif name and found.name != name:
            notes.problem(
                line, "code", _("登记号 {code} 是“{name}”，与仓库一列不同").format(code=code, name=found.name)
            )
        return found
    many = known.by_name.get(name, [])
    if name and not many:
        notes.problem(line, "store", _("没有叫“{name}”的仓库，请先在“资源”里登记").format(name=name))
    if len(many) > 1:
        notes.problem(line, "store", _("有 {n} 个仓库叫“{name}”，请填仓库登记号").format(n=len(many), name=name))
    return many[0] if len(many) == 1 else None


def _item(line: int, cells: Mapping[str, str], known: _Known, notes: Notes) -> Item | None:
    code, name = cells.get("item_code", "").strip().upper(), cells.get("item", "").strip()
    found = known.items.get(code or name)
    if not (code or name):
        notes.problem(line, "item", _("{heading}没有填").format(heading=STOCK.heading("item")))
    elif found is None:
        words = _("物资目录里没有“{name}”，请照“物资目录”一页填写")
        notes.problem(line, "item", words.format(name=code or name))
    elif code and name and found.name != name:
        notes.problem(line, "item", _("编码 {code} 是“{name}”，与物资一列不同").format(code=code, name=found.name))
    elif (unit := cells.get("unit", "").strip()) and unit != found.unit:
        words = _("“{name}”按“{unit}”记账，表里是“{other}”，请换算")
        notes.problem(line, "unit", words.format(name=found.name, unit=found.unit, other=unit))
    return found


def _quantity(line: int, cells: Mapping[str, str], notes: Notes) -> int:
    text = cells.get("quantity", "").replace(",", "").strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= MOST:
        notes.problem(line, "quantity", _("数量要填大于 0 的整数，例如 120"))
        return 0
    return int(text)


def _ownership(line: int, cells: Mapping[str, str], notes: Notes) -> str:
    text = cells.get("ownership", "").strip()
    words = {str(label): value for value, label in Ownership.choices} | _OWN
    if text not in words:
        notes.problem(line, "ownership", _("归属只填“自有”“协议代储”或“社会捐赠或代管”"))
    return words.get(text, "own")


def _day(line: int, key: str, cells: Mapping[str, str], notes: Notes) -> date | None:
    try:
        return read_date(cells.get(key, ""))
    except ValueError:
        notes.problem(line, key, _("日期看不懂，请写成 2026-04-20"))
        return None


def _repeated(rows: list[StockRow], notes: Notes) -> None:
    first: dict[Same, int] = {}
    for row in rows:
        before = first.setdefault(row.same, row.line)
        if before != row.line:
            notes.problem(row.line, "lot", _("与第 {line} 行是同一批，请合成一行或写不同的批号").format(line=before))


def _compare(rows: list[StockRow], known: _Known, notes: Notes, checked: Checked) -> None:
    there = known.batches({row.store.pk for row in rows})
    for row in rows:
        held = [b for b in there.get(row.same, []) if b.stock] or there.get(row.same, [])
        if len(held) > 1 and held[0].stock:
            notes.problem(row.line, "lot", _("账上有 {n} 批这样的物资，请在仓库页面盘点").format(n=len(held)))
            continue
        row.found = held[0] if held else None
        stock = row.found.stock if row.found else 0
        row.writes = stock == 0
        if stock and stock != row.quantity:
            words = _("账上是 {stock}，表里是 {n}。账面要改，请在仓库页面盘点并写明原因")
            notes.problem(row.line, "quantity", words.format(stock=stock, n=row.quantity))
        elif stock:
            checked.same += 1
        else:
            checked.new += 1
