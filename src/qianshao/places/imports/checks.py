"""Lines of a file of shelters: good rows and findings out. Nothing is written."""

# zh: words found in imported tables

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.errors import Invalid
from qianshao.core.phones import phone_fault
from qianshao.core.scope import Scope
from qianshao.core.sheets.cells import check_required, check_text, parts
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.divisions.finder import Places, Unknown
from qianshao.geo.crs import Crs, crs_of, wgs84_from_gcj02
from qianshao.places.imports.sheet import SHELTERS
from qianshao.places.models import Axis, Shelter, Space
from qianshao.places.records import clean
from qianshao.places.selectors.standards import classes
from qianshao.places.states import THREAT_WORDS

_LIMITS = {"name": 60, "code": 30, "address": 120, "stock": 300, "keeper": 40, "backup": 40}
_PLAIN = {
    "name": "name",
    "code": "code",
    "address": "address",
    "stock": "stock_note",
    "keeper": "keeper_name",
    "keeper_phone": "keeper_phone",
    "backup": "backup_name",
    "backup_phone": "backup_phone",
}
_AXES = {"level": Axis.LEVEL, "duration": Axis.DURATION, "function": Axis.FUNCTION, "base": Axis.BASE}
_SPACES = {"室内": Space.INDOOR, "室外": Space.OUTDOOR, "室内和室外": Space.BOTH, "室内室外": Space.BOTH}
_THREATS = {str(word): code for code, word in THREAT_WORDS.items()} | {
    "滑坡": "geology", "泥石流": "geology", "崩塌": "geology", "内涝": "lowland", "洪水": "river", "台风": "wind",
    "大风": "wind", "暴雪": "snow", "火灾": "fire", "森林火灾": "fire", "危化品": "chemical", "溃坝": "reservoir",
}  # fmt: skip


@dataclass
class ShelterRow:
    """One good line: where it lies and the columns it names."""

    line: int
    division_path: str
    values: dict[str, Any] = field(default_factory=dict)


class KnownShelters:
    """The shelters on file by code, and by area and name."""

    def __init__(self) -> None:
        rows = list(Shelter.objects.unscoped("shelters named in the file").filter(is_active=True))
        self._by_code = {row.code: row for row in rows if row.code}
        self._by_name = {(row.division_path, row.name): row for row in rows}

    def find(self, row: ShelterRow) -> Shelter | None:
        """The shelter a line means."""
        by_code = self._by_code.get(row.values.get("code", ""))
        return by_code or self._by_name.get((row.division_path, row.values["name"]))


class _Words:
    """Codes by name, of each axis."""

    def __init__(self) -> None:
        self.by_axis: dict[str, dict[str, str]] = {}
        for row in classes(active=False):
            words = self.by_axis.setdefault(row.axis, {})
            words |= {row.name: row.code, row.code: row.code, row.name.replace("（", "").split("）")[0]: row.code}
            words[row.name.split("（")[0] + ("级" if row.axis == Axis.LEVEL else "")] = row.code


def check_shelters(table: Table, setting: Setting) -> Checked:
    """Check the lines; rows are ``ShelterRow``."""
    checked = Checked(lines=len(table.lines))
    notes = Notes(checked, SHELTERS.heading)
    places = Places(setting.actor.scope, "places.import")
    required = {c.key: c.heading for c in SHELTERS.columns if c.required}
    words, rows = _Words(), []
    for number, cells in SHELTERS.cells(table):
        check_required(notes, number, cells, required)
        check_text(notes, number, cells, _LIMITS)
        row = _row(number, cells, places, words, notes, setting)
        if row is not None and number not in notes.bad:
            rows.append(row)
    _repeated(rows, notes)
    known = KnownShelters()
    good = [row for row in rows if row.line not in notes.bad]
    _compare(good, known, notes, checked, setting.actor.scope)
    checked.rows = [row for row in good if row.line not in notes.bad]
    return checked


def _row(
    line: int, cells: Mapping[str, str], places: Places, words: _Words, notes: Notes, setting: Setting
) -> ShelterRow | None:
    try:
        path = places.find(cells)
    except Unknown as unknown:
        notes.problem(line, unknown.column, str(unknown))
        return None
    values: dict[str, Any] = {column: cells[key] for key, column in _PLAIN.items() if cells.get(key)}
    for key, axis in _AXES.items():
        if text := cells.get(key, ""):
            code = words.by_axis.get(axis, {}).get(text)
            if code is None:
                notes.problem(line, key, _("没有“{word}”，请照“分类”一页填写").format(word=text))
            else:
                values[key] = code
    _more(line, cells, values, notes)
    values |= _place(line, cells, notes, setting)
    if line in notes.bad:
        return None
    try:
        return ShelterRow(line, path, clean(values))
    except Invalid as invalid:
        notes.problem(line, "", str(invalid))
        return None


def _more(line: int, cells: Mapping[str, str], values: dict[str, Any], notes: Notes) -> None:
    for key, kind in (("capacity", int), ("special_capacity", int), ("area", float)):
        if text := cells.get(key, ""):
            try:
                values[key] = kind(text.replace(",", "").removesuffix("人").removesuffix("㎡").strip())
            except ValueError:
                notes.problem(line, key, _("要填数字，例如 300"))
                continue
            if not 0 <= values[key] <= 10_000_000 or (key == "capacity" and not values[key]):
                notes.problem(line, key, _("要填数字，例如 300"))
    if values.get("special_capacity", 0) > values.get("capacity", 0):
        notes.problem(line, "special_capacity", _("特殊人群床位包含在可容人数里，不能更多"))
    if text := cells.get("space", ""):
        if text not in _SPACES:
            notes.problem(line, "space", _("空间只填“室内”“室外”或“室内和室外”"))
        values["space"] = _SPACES.get(text, "")
    if text := cells.get("sign", ""):
        values["has_sign"] = text in ("有", "是")
    if text := cells.get("unsafe", ""):
        values["unsafe_for"] = _threats(line, text, notes)
    for key in ("keeper_phone", "backup_phone"):
        if fault := phone_fault(cells.get(key, "")):
            notes.problem(line, key, fault)


def _threats(line: int, text: str, notes: Notes) -> list[str]:
    codes = []
    for word in parts(text):
        if word in ("无", "没有"):
            continue
        if word not in _THREATS:
            notes.problem(line, "unsafe", _("没有灾种“{word}”，请照“分类”一页填写").format(word=word))
            continue
        codes.append(_THREATS[word])
    return codes


def _place(line: int, cells: Mapping[str, str], notes: Notes, setting: Setting) -> dict[str, Any]:
    texts = (cells.get("lon", ""), cells.get("lat", ""))
    if not any(texts):
        return {}
    try:
        lon, lat = (float(text) for text in texts)
    except ValueError:
        notes.problem(line, "lon", _("经度、纬度要填两个数，如 114.9012 和 31.6034"))
        return {}
    if 3 <= lon <= 54 and 73 <= lat <= 136:
        notes.problem(line, "lon", _("经度和纬度填反了，请对调"))
        return {}
    if not (73 <= lon <= 136 and 3 <= lat <= 54):
        notes.problem(line, "lon", _("坐标 {lon}，{lat} 不在国内，请核对").format(lon=texts[0], lat=texts[1]))
        return {}
    if crs_of(setting.crs) == Crs.GCJ02:
        lons, lats = wgs84_from_gcj02([lon], [lat])
        lon, lat = float(lons[0]), float(lats[0])
    return {"lon": round(lon, 6), "lat": round(lat, 6), "coordinate_source": setting.crs[:12]}


def _repeated(rows: list[ShelterRow], notes: Notes) -> None:
    names: dict[tuple[str, str], int] = {}
    codes: dict[str, int] = {}
    for row in rows:
        first = names.setdefault((row.division_path, row.values["name"]), row.line)
        code = row.values.get("code", "")
        if code and first == row.line:
            first = codes.setdefault(code, row.line)
        if first != row.line:
            notes.problem(row.line, "name", _("与第 {line} 行重复").format(line=first))


def _compare(rows: list[ShelterRow], known: KnownShelters, notes: Notes, checked: Checked, scope: Scope) -> None:
    for row in rows:
        found = known.find(row)
        if found is None:
            checked.new += 1
        elif not scope.may("places.import", found.division_path) or found.division_path != row.division_path:
            notes.problem(row.line, "code", _("这个编号已登记在别的地方，请核对"))
        elif any(getattr(found, key) != value for key, value in row.values.items()):
            checked.changed += 1
        else:
            checked.same += 1
        if found and row.values["capacity"] < found.special_capacity and "special_capacity" not in row.values:
            notes.problem(row.line, "capacity", _("特殊人群床位包含在可容人数里，不能更多"))
