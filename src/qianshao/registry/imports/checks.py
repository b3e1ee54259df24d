"""Lines of a file of records: good rows and findings out. Nothing is written."""

# zh: words found in imported tables

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.errors import Invalid
from qianshao.core.phones import phone_fault
from qianshao.core.sheets.cells import check_required, check_text
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.divisions.finder import Places, Unknown
from qianshao.geo.crs import Crs, crs_of, wgs84_from_gcj02
from qianshao.registry import records
from qianshao.registry.imports.sheet import GRADES, sheet_of
from qianshao.registry.models import Record
from qianshao.registry.rules import FieldFault, code_of, read_value
from qianshao.registry.states import RecordState

_LIMITS = {"name": 80, "address": 120, "owner_org": 80, "keeper_name": 40}
_PLAIN = ("name", "address", "owner_org", "keeper_name", "keeper_phone")
_ACTION = "registry.edit"


@dataclass
class RecordRow:
    """One good line: the record it means (None: a new one) and the values it names."""

    line: int
    division_path: str
    values: dict[str, Any] = field(default_factory=dict)
    found: Any = None


class Known:
    """The living records of a kind by code, and by area and name."""

    def __init__(self, kind: Any) -> None:
        living = Record.objects.unscoped("records named in the file").exclude(state=RecordState.RETIRED)
        rows = list(living.filter(kind=kind))
        self.by_code = {row.code: row for row in rows}
        self.by_name = {(row.division_path, row.name): row for row in rows}

    def find(self, code: str, path: str, name: str) -> Any:
        """The record a line means."""
        return self.by_code.get(code) if code else self.by_name.get((path, name))


def check_records(kind: Any, table: Table, setting: Setting) -> Checked:
    """Check the lines; rows are ``RecordRow``."""
    checked, sheet = Checked(lines=len(table.lines)), sheet_of(kind)
    notes = Notes(checked, sheet.heading)
    places, known = Places(setting.actor.scope, _ACTION), Known(kind)
    rows = []
    for line, cells in sheet.cells(table):
        check_required(notes, line, cells, {"name": sheet.heading("name")})
        check_text(notes, line, cells, _LIMITS)
        row = _row(kind, line, cells, places, known, notes, setting)
        if row is not None and line not in notes.bad:
            rows.append(row)
    _repeated(rows, notes)
    good = [row for row in rows if row.line not in notes.bad]
    _count(good, checked)
    checked.rows = good
    return checked


def _row(
    kind: Any, line: int, cells: Mapping[str, str], places: Places, known: Known, notes: Notes, setting: Setting
) -> RecordRow | None:
    try:
        path = places.find(cells)
    except Unknown as unknown:
        notes.problem(line, unknown.column, str(unknown))
        return None
    found = _known(line, cells, path, known, notes, setting)
    values: dict[str, Any] = {key: cells[key] for key in _PLAIN if cells.get(key)}
    _grade(line, cells, values, notes)
    _place(line, cells, values, notes, setting)
    _own(kind, line, cells, values, notes, is_new=found is None)
    if line in notes.bad:
        return None
    try:
        return RecordRow(line, path, records.clean(kind, values), found)
    except Invalid as invalid:
        notes.problem(line, "", str(invalid))
        return None


def _known(line: int, cells: Mapping[str, str], path: str, known: Known, notes: Notes, setting: Setting) -> Any:
    given = cells.get("code", "")
    code = code_of(given) if given else ""
    found = known.find(code, path, cells.get("name", ""))
    if (given and found is None) or (found is not None and not setting.actor.scope.may(_ACTION, found.division_path)):
        notes.problem(line, "code", _("没有登记号“{code}”，新的请留空").format(code=given))
    elif found is not None and found.division_path != path:
        notes.problem(line, "code", _("这个登记号在别的地方，请核对乡镇和村"))
    if fault := phone_fault(cells.get("keeper_phone", "")):
        notes.problem(line, "keeper_phone", fault)
    return found


def _grade(line: int, cells: Mapping[str, str], values: dict[str, Any], notes: Notes) -> None:
    if text := cells.get("grade", ""):
        if text[0] in GRADES:
            values["grade"] = GRADES[text[0]]
        else:
            notes.problem(line, "grade", _("风险等级只填红、橙、黄、蓝"))


def _own(
    kind: Any, line: int, cells: Mapping[str, str], values: dict[str, Any], notes: Notes, *, is_new: bool
) -> None:
    """The kind's own fields; an empty cell keeps what is on file."""
    for one in kind.fields:
        key, text = "f." + one["key"], cells.get("f." + one["key"], "")
        if not text and not (is_new and one.get("required")):
            continue
        try:
            values[one["key"]] = read_value(one, text)
        except FieldFault as fault:
            notes.problem(line, key, str(fault.sentence).format(label=one["label"], value=text))


def _place(line: int, cells: Mapping[str, str], values: dict[str, Any], notes: Notes, setting: Setting) -> None:
    texts = (cells.get("lon", ""), cells.get("lat", ""))
    if not any(texts):
        return
    try:
        lon, lat = (float(text) for text in texts)
    except ValueError:
        notes.problem(line, "lon", _("经度、纬度要填两个数，如 114.9012 和 31.6034"))
        return
    if 3 <= lon <= 54 and 73 <= lat <= 136:
        notes.problem(line, "lon", _("经度和纬度填反了，请对调"))
        return
    if not (73 <= lon <= 136 and 3 <= lat <= 54):
        notes.problem(line, "lon", _("坐标 {lon}，{lat} 不在国内，请核对").format(lon=texts[0], lat=texts[1]))
        return
    if crs_of(setting.crs) == Crs.GCJ02:
        lons, lats = wgs84_from_gcj02([lon], [lat])
        lon, lat = float(lons[0]), float(lats[0])
    values |= {"lon": round(lon, 6), "lat": round(lat, 6), "coordinate_source": setting.crs[:12]}


def _repeated(rows: Iterable[RecordRow], notes: Notes) -> None:
    seen: dict[Any, int] = {}
    for row in rows:
        keys = [(row.division_path, row.values["name"])] + ([row.found.pk] if row.found else [])
        first = min(seen.setdefault(key, row.line) for key in keys)
        if first != row.line:
            notes.problem(row.line, "name", _("与第 {line} 行重复").format(line=first))


def _count(rows: Iterable[RecordRow], checked: Checked) -> None:
    for row in rows:
        if row.found is None:
            checked.new += 1
        elif changes_of(row):
            checked.changed += 1
        else:
            checked.same += 1


def changes_of(row: RecordRow) -> dict[str, Any]:
    """The values of a line that differ from its record's."""
    old = records.values_of(row.found)
    return {key: value for key, value in row.values.items() if old.get(key) != value}
