"""The tree of areas."""

# zh: words found in imported tables

from django.utils.translation import gettext as _

from qianshao.core.sheets.cells import check_text
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.divisions.models import Division
from qianshao.divisions.rules import level_of_code
from qianshao.divisions.services import Row
from qianshao.people.imports.sheets import DIVISIONS

_LEVELS = {
    **{str(n): n for n in range(1, 7)},
    "省": 1, "市": 2, "县": 3, "区": 3, "县区": 3, "乡镇": 4, "街道": 4, "镇": 4, "乡": 4,
    "村": 5, "社区": 5, "村居": 5, "网格": 6, "组": 6,
}  # fmt: skip
_LENGTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def parent_code_of(code: str, level: int) -> str:
    """The code one level up: ``419900100000`` of a village's ``419900100001``; nothing above a province."""
    if level == 1 or len(code) != 12:
        return ""
    return code[: _LENGTHS.get(level - 1, 12)].ljust(12, "0")


def check_divisions(table: Table, setting: Setting) -> Checked:
    """Read lines into ``divisions.services.Row``s."""
    setting.actor.demand("divisions.import", "")
    checked = Checked(lines=len(table.lines))
    notes = Notes(checked, DIVISIONS.heading)
    living = Division.objects.unscoped("an import compares with the whole tree").filter(valid_to__isnull=True)
    on_file = dict(living.exclude(code="").values_list("code", "name"))
    rows: list[tuple[int, Row]] = []
    seen: dict[str, int] = {}
    for number, cells in DIVISIONS.cells(table):
        check_text(notes, number, cells, {"name": 60})
        row = _row(number, cells, notes)
        if row.code and seen.setdefault(row.code, number) != number:
            notes.problem(number, "code", _("代码与第 {line} 行重复").format(line=seen[row.code]))
        rows.append((number, row))
    _parents(rows, set(on_file), notes)
    for number, row in rows:
        if number in notes.bad:
            continue
        checked.rows.append(row)
        known = on_file.get(row.code) if row.code else None
        checked.new += known is None
        checked.changed += known is not None and known != row.name
        checked.same += known == row.name
    return checked


def _row(number: int, cells: dict[str, str], notes: Notes) -> Row:
    code, name, given = cells.get("code", ""), cells.get("name", ""), cells.get("level", "")
    level = _LEVELS.get(given) if given else level_of_code(code)
    if not name:
        notes.problem(number, "name", _("名称没有填"))
    if code and not (len(code) == 12 and code.isascii() and code.isdigit()):
        notes.problem(number, "code", _("代码 {code} 不是 12 位数字").format(code=code[:20]))
    if level is None:
        notes.problem(number, "level", _("级别填 1 到 6，或省、市、县、乡镇、村、网格"))
    if not code and level != 6:
        notes.problem(number, "code", _("只有网格可以没有代码"))
    parent = cells.get("parent_code", "") or parent_code_of(code, level or 0)
    if not parent and level != 1:
        notes.problem(number, "parent_code", _("没有填上级代码"))
    return Row(code, name, level or 0, parent, key=f"line{number}")


def _parents(rows: list[tuple[int, Row]], on_file: set[str], notes: Notes) -> None:
    """A parent must be on file or in the file, and stand above its child; a bad line's children are bad too."""
    for _round in range(6):
        good = {row.code: row.level for number, row in rows if number not in notes.bad and row.code}
        before = len(notes.bad)
        for number, row in rows:
            if number in notes.bad or not row.parent_code or row.parent_code in on_file:
                continue
            if row.parent_code not in good:
                words = _("上级 {code} 不在表里，也没有登记").format(code=row.parent_code)
                notes.problem(number, "parent_code", words)
            elif good[row.parent_code] >= row.level:
                notes.problem(number, "parent_code", _("上级的级别不比它高，请核对"))
        if len(notes.bad) == before:
            return
