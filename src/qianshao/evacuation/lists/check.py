"""A department's lines: read into entries, with what is wrong in words. Nothing is written."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qianshao.core.fields import keyed_hash
from qianshao.core.scope import subtree
from qianshao.core.sheets.cells import check_required, check_text
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.core.text import normal_phone
from qianshao.divisions.finder import Places, Unknown
from qianshao.evacuation.lists.sheet import RISKS
from qianshao.people.imports.checks.fields import check_numbers
from qianshao.people.models import DangerZone

_LIMITS = {"name": 40, "address": 120, "zone": 80, "reason": 120}
MOST_HEADS = 60


@dataclass(frozen=True)
class EntryRow:
    """A good line."""

    line: int
    name: str
    division_path: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    zone_name: str = ""
    zone_id: int | None = None
    reason: str = ""
    heads: int | None = None

    @property
    def id_hash(self) -> str:
        """The code the number is found by."""
        return keyed_hash("id", self.id_number)

    @property
    def phone_hash(self) -> str:
        """The code the phone is found by."""
        return keyed_hash("phone", self.phone)


def check_list(table: Table, setting: Setting) -> Checked:
    """Read lines into ``EntryRow``s. A line twice in the file is a remark, a wrong cell is a problem."""
    checked = Checked(lines=len(table.lines))
    notes = Notes(checked, RISKS.heading)
    places = Places(setting.actor.scope, "evacuation.lists")
    required = {column.key: column.heading for column in RISKS.columns if column.required}
    rows: list[EntryRow] = []
    for number, cells in RISKS.cells(table):
        check_required(notes, number, cells, required)
        check_text(notes, number, cells, _LIMITS)
        check_numbers(notes, number, cells)
        heads = _heads(number, cells.get("heads", ""), notes)
        try:
            path = places.find(cells)
        except Unknown as unknown:
            notes.problem(number, unknown.column, str(unknown))
            continue
        rows.append(
            EntryRow(
                line=number,
                name="".join(cells.get("name", "").split()),
                division_path=path,
                id_number=cells.get("id_number", "").strip().upper(),
                phone=normal_phone(cells.get("phone", "")),
                address=cells.get("address", ""),
                zone_name=cells.get("zone", ""),
                reason=cells.get("reason", ""),
                heads=heads,
            )
        )
    good = [row for row in rows if row.line not in notes.bad]
    _twice(good, notes)
    checked.rows = _with_zones(good, notes)
    checked.new = len(checked.rows)
    return checked


def _heads(line: int, text: str, notes: Notes) -> int | None:
    text = text.removesuffix("人").strip()  # zh: a unit in a cell
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_HEADS):
        notes.problem(line, "heads", _("人数应是 1 到 {n} 的整数").format(n=MOST_HEADS))
        return None
    return int(text)


def _twice(rows: list[EntryRow], notes: Notes) -> None:
    """Lines of the same person: harmless, but somebody should know."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = (row.id_number,) if row.id_number else (row.name, row.phone, row.division_path, row.address)
        first = seen.setdefault(key, row.line)
        if first != row.line:
            notes.remark(row.line, "name", _("与第 {line} 行是同一个人，只算一次").format(line=first))


def _with_zones(rows: list[EntryRow], notes: Notes) -> list[EntryRow]:
    """Zones by name within the line's own town; an unknown name is kept as words."""
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    for town in sorted({row.division_path[:16] for row in rows if row.zone_name}):
        zones = DangerZone.objects.unscoped("zones in the file's own towns").filter(subtree(town), is_active=True)
        for key, name in zones.values_list("id", "name"):
            known[town, name].append(key)
    found = []
    for row in rows:
        fits = known.get((row.division_path[:16], row.zone_name), [])
        if row.zone_name and len(fits) != 1:
            notes.remark(row.line, "zone", _("没有划定危险区“{name}”，只作说明").format(name=row.zone_name))
        found.append(EntryRow(**{**row.__dict__, "zone_id": fits[0]}) if len(fits) == 1 else row)
    return found
