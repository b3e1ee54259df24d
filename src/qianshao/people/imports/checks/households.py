"""Households and their members: one line for each member, lines of one number in one village are one household."""

# zh: words found in imported tables

import copy
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qianshao.core.fields import keyed_hash
from qianshao.core.scope import subtree
from qianshao.core.sheets.cells import check_required, check_text, parts
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.core.text import normal_phone
from qianshao.divisions.finder import Places, Unknown
from qianshao.divisions.models import Division
from qianshao.geo.crs import crs_of, wgs84_from_gcj02
from qianshao.people.imports.checks.fields import GENDERS, check_numbers
from qianshao.people.imports.sheets import HOUSEHOLDS
from qianshao.people.models import DangerZone, Need, Person
from qianshao.people.records.households import HouseholdRow, KnownHouseholds, MemberRow, fill
from qianshao.people.rules import birth_of

_LIMITS = {"name": 40, "code": 30, "relation": 20, "address": 120}
_HEADS = ("户主", "本人", "户主本人")
_NEED_ALIASES = {
    "残疾": "disabled", "残疾人": "disabled", "伤残人员": "disabled", "独居": "alone", "空巢老人": "alone",
    "孤寡老人": "alone", "重病": "ill", "慢性病": "ill", "患病": "ill", "留守": "leftchild", "怀孕": "pregnant",
    "孕产妇": "pregnant", "卧床": "bedridden", "瘫痪": "bedridden", "五保户": "wubao", "特困": "wubao",
    "低保户": "poor",
    "精神病": "mental", "精神病人": "mental", "聋哑": "deaf", "聋": "deaf", "失明": "blind", "盲": "blind",
    "高龄": "elder", "婴儿": "infant", "幼儿": "infant",
}  # fmt: skip
_NONE = ("无", "没有", "否", "正常")
_SHARED = ("address", "lon", "lat", "guardian", "guardian_phone", "zone", "grid")


@dataclass
class _Line:
    number: int
    path: str
    cells: dict[str, str]


def check_households(table: Table, setting: Setting) -> Checked:
    """Read lines into ``HouseholdRow``s; a household with one bad line is not written at all."""
    checked = Checked(lines=len(table.lines))
    notes = Notes(checked, HOUSEHOLDS.heading)
    places = Places(setting.actor.scope, "people.import")
    homes = _group(table, places, notes)
    lookups = _Lookups({path for path, _code in homes}, setting)
    rows = []
    for (village, code), lines in homes.items():
        row = _household(village, code, lines, lookups, notes)
        if row is not None and not any(line.number in notes.bad for line in lines):
            rows.append(row)
    _same_identity([line for lines in homes.values() for line in lines], notes)
    bad = {(v, c) for (v, c), lines in homes.items() if any(line.number in notes.bad for line in lines)}
    checked.rows = [row for row, village in rows if (village, row.code) not in bad]
    _compare(checked)
    return checked


def _group(table: Table, places: Places, notes: Notes) -> dict[tuple[str, str], list[_Line]]:
    """Lines by village and household number."""
    required = {c.key: c.heading for c in HOUSEHOLDS.columns if c.required}
    homes: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for number, cells in HOUSEHOLDS.cells(table):
        check_required(notes, number, cells, required)
        check_text(notes, number, cells, _LIMITS)
        check_numbers(notes, number, cells)
        try:
            path = places.find(cells)
            village = places.find({**cells, "grid": ""})
        except Unknown as unknown:
            notes.problem(number, unknown.column, str(unknown))
            continue
        homes[village, cells.get("code", "")].append(_Line(number, path, cells))
    return homes


class _Lookups:
    """Needs, guardians and danger zones the lines may name; queries do not grow with the lines."""

    def __init__(self, villages: set[str], setting: Setting) -> None:
        self.needs = {need.name: need.code for need in Need.objects.filter(is_active=True)}
        self.known_needs = "、".join(self.needs)
        self.needs |= {need.code: need.code for need in Need.objects.filter(is_active=True)} | _NEED_ALIASES
        self.crs = setting.crs
        self.people: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        towns = sorted({path[:-4] for path in villages})
        seats = Division.objects.unscoped("seats of villages named in the file").filter(path__in=sorted(villages))
        self.seats = {
            path: (lon, lat)
            for path, lon, lat in seats.values_list("path", "lon", "lat")
            if lon is not None and lat is not None
        }
        self.zones: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for town in towns:
            everyone = Person.objects.unscoped("guardians in the file's own towns").filter(subtree(town))
            names = ("id", "name", "division_path", "phone_hash")
            for key, name, path, digest in everyone.filter(is_active=True).values_list(*names):
                self.people[name].append((key, path, digest))
            zones = DangerZone.objects.unscoped("zones in the file's own towns").filter(subtree(town), is_active=True)
            for key, name, path in zones.values_list("id", "name", "division_path"):
                self.zones[name].append((key, path))

    def guardian(self, name: str, phone: str, village: str) -> int:
        """The person meant.

        Raises:
            LookupError: nobody, or several; the text says what to do.
        """
        found = [(key, path, digest) for key, path, digest in self.people[name] if path.startswith(village[:-4])]
        if phone:
            digest = keyed_hash("phone", normal_phone(phone))
            found = [row for row in found if row[2] == digest]
        if len(found) > 1:
            near = [row for row in found if row[1].startswith(village)]
            found = near or found
        if len(found) == 1:
            return found[0][0]
        if found:
            words = _("有 {n} 个叫“{name}”的责任人，请填包保责任人手机号").format(n=len(found), name=name)
            raise LookupError(words)
        raise LookupError(_("没有找到包保责任人“{name}”，请先导入责任人").format(name=name))


def _household(
    village: str, code: str, lines: list[_Line], lookups: _Lookups, notes: Notes
) -> tuple[HouseholdRow, str] | None:
    heads = [line for line in lines if line.cells.get("relation", "") in _HEADS]
    first = lines[0]
    if len(heads) > 1:
        words = _("户编号 {code} 有两个户主（第 {line} 行）").format(code=code, line=heads[0].number)
        notes.problem(heads[1].number, "relation", words)
    elif not heads:
        notes.remark(first.number, "relation", _("这一户没有写户主，按第一个人算"))
    head = heads[0] if heads else first
    shared = _shared([head, *(line for line in lines if line is not head)], notes)
    ordered = [head, *(line for line in lines if line is not head)]
    members = tuple(_member(line, lookups, notes) for line in ordered)
    lon, lat = _place(shared, head.number, lookups, notes, village)
    phone = next((m.phone for m in members if m.phone), "")
    return HouseholdRow(
        key=str(head.number),
        division_path=max((line.path for line in lines), key=len),
        head_name=head.cells.get("name", ""),
        code=code,
        phone=phone,
        address=shared["address"][0],
        lon=lon,
        lat=lat,
        coordinate_source=str(lookups.crs) if lon is not None else "",
        members=members,
        guardian_id=_guardian(shared, lookups, notes, village),
        danger_zone_id=_zone(shared, lookups, notes, village),
    ), village


def _shared(lines: Sequence[_Line], notes: Notes) -> dict[str, tuple[str, int]]:
    """What is said once for a household: the first filled cell and its line; two different ones are a problem."""
    found: dict[str, tuple[str, int]] = dict.fromkeys(_SHARED, ("", lines[0].number))
    for line in lines:
        for key in _SHARED:
            value = line.cells.get(key, "")
            if not value:
                continue
            if not found[key][0]:
                found[key] = (value, line.number)
            elif found[key][0] != value:
                heading = HOUSEHOLDS.heading(key)
                words = _("{heading}与同一户的第 {line} 行不一样").format(heading=heading, line=found[key][1])
                notes.problem(line.number, key, words)
    return found


def _member(line: _Line, lookups: _Lookups, notes: Notes) -> MemberRow:
    cells = line.cells
    birth, gender = birth_of(cells.get("id_number", ""))
    needs = []
    for word in parts(cells.get("needs", "")):
        if code := lookups.needs.get(word):
            needs.append(code)
        elif word not in _NONE:
            words = _("不认识特殊情况“{word}”，可填：{known}").format(word=word, known=lookups.known_needs)
            notes.problem(line.number, "needs", words)
    return MemberRow(
        name=cells.get("name", ""),
        relation=cells.get("relation", ""),
        gender=GENDERS.get(cells.get("gender", ""), "") or gender,
        birth_year=birth or _year(line, notes),
        phone=cells.get("phone", ""),
        id_number=cells.get("id_number", ""),
        needs=tuple(dict.fromkeys(needs)),
    )


def _year(line: _Line, notes: Notes) -> int | None:
    text = line.cells.get("birth_year", "")
    if not text:
        return None
    if not (text[:4].isascii() and text[:4].isdigit() and 1900 <= int(text[:4]) <= 2100):
        notes.problem(line.number, "birth_year", _("出生年份应是 4 位数字，如 1948"))
        return None
    return int(text[:4])


def _place(
    shared: dict[str, tuple[str, int]], line: int, lookups: _Lookups, notes: Notes, village: str
) -> tuple[float | None, float | None]:
    texts = (shared["lon"][0], shared["lat"][0])
    if not any(texts):
        return None, None
    try:
        lon, lat = (float(text) for text in texts)
    except ValueError:
        notes.problem(line, "lon", _("经度、纬度要填两个数，如 114.9012 和 31.6034"))
        return None, None
    if 3 <= lon <= 54 and 73 <= lat <= 136:
        notes.problem(line, "lon", _("经度和纬度填反了，请对调"))
        return None, None
    if not (73 <= lon <= 136 and 3 <= lat <= 54):
        notes.problem(line, "lon", _("坐标 {lon}，{lat} 不在国内，请核对").format(lon=texts[0], lat=texts[1]))
        return None, None
    if crs_of(lookups.crs) == crs_of("GCJ-02"):
        lons, lats = wgs84_from_gcj02([lon], [lat])
        lon, lat = float(lons[0]), float(lats[0])
    seat = lookups.seats.get(village)
    if seat and (abs(seat[0] - lon) > 0.5 or abs(seat[1] - lat) > 0.5):
        notes.problem(line, "lon", _("坐标离本村驻地超过 50 公里，请核对"))
    return round(lon, 6), round(lat, 6)


def _guardian(shared: dict[str, tuple[str, int]], lookups: _Lookups, notes: Notes, village: str) -> int | None:
    name, line = shared["guardian"]
    if not name:
        return None
    try:
        return lookups.guardian(name, shared["guardian_phone"][0], village)
    except LookupError as error:
        notes.problem(line, "guardian", str(error.args[0]))
        return None


def _zone(shared: dict[str, tuple[str, int]], lookups: _Lookups, notes: Notes, village: str) -> int | None:
    name, line = shared["zone"]
    if not name:
        return None
    found = [key for key, path in lookups.zones[name] if path.startswith(village[:-4])]
    if len(found) != 1:
        notes.problem(line, "zone", _("没有找到危险区“{name}”，请先划定").format(name=name))
        return None
    return found[0]


def _same_identity(lines: list[_Line], notes: Notes) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        number = line.cells.get("id_number", "").upper()
        if number and seen.setdefault(number, line.number) != line.number:
            words = _("身份证号与第 {line} 行相同，一人只能在一户").format(line=seen[number])
            notes.problem(line.number, "id_number", words)


def _compare(checked: Checked) -> None:
    """Each household against what is on file: new, changed or the same."""
    paths = {row.division_path for row in checked.rows}
    areas = {d.path: d for d in Division.objects.unscoped("areas found by the check").filter(path__in=sorted(paths))}
    known = KnownHouseholds.of(areas.values())
    for row in checked.rows:
        household = known.find(row, areas[row.division_path])
        if household is None:
            checked.new += 1
        elif fill(copy.copy(household), row, areas[row.division_path]) or known.members_differ(
            household.pk, row.members
        ):
            checked.changed += 1
        else:
            checked.same += 1
