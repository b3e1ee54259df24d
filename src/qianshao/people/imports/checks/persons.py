"""Responsible persons and their posts."""

# zh: words found in imported tables

import copy
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qianshao.core.fields import keyed_hash
from qianshao.core.sheets.cells import check_required, check_text, parts, read_date
from qianshao.core.sheets.findings import Checked, Notes, Setting
from qianshao.core.sheets.table import Table
from qianshao.core.text import mask_name, normal_phone
from qianshao.divisions.finder import Places, Unknown
from qianshao.people.imports.checks.fields import GENDERS, check_numbers
from qianshao.people.imports.sheets import PERSONS
from qianshao.people.models import Assignment, Post
from qianshao.people.records.persons import Known, PersonRow, PostRow, fill
from qianshao.people.records.write_rows import chunked

_LIMITS = {"name": 40, "title": 60}
_ALIASES = {
    "村支书": "R-VS", "村支部书记": "R-VS", "支部书记": "R-VS", "书记": "R-VS", "村书记": "R-VS", "社区书记": "R-VS",
    "镇长": "R-GH", "乡长": "R-GH", "县长": "R-GH", "网格长": "R-GW", "灾害信息报告员": "R-DI", "信息员": "R-DI",
    "包保人": "C-GD", "包户干部": "C-GD", "包村干部": "C-BC", "地质灾害监测员": "C-GM", "监测员": "C-GM",
    "村防汛责任人": "C-FX", "常务副指挥": "C-DC", "镇党委书记": "R-PH", "乡党委书记": "R-PH",
}  # fmt: skip


def post_codes() -> dict[str, str]:
    """Codes by every way to write a post: code, name with and without brackets, short form, common words."""
    found: dict[str, str] = dict(_ALIASES)
    for post in Post.objects.filter(is_active=True):
        bare = re.sub(r"（[^）]*）", "", post.name)
        joined = post.name.replace("（", "").replace("）", "")
        for word in (post.code, post.name, bare, joined, post.short):
            found.setdefault(word, post.code)
    return found


@dataclass
class _Line:
    number: int
    row: PersonRow
    posts: tuple[str, ...]


def check_persons(table: Table, setting: Setting) -> Checked:
    """Read lines into ``PersonRow``s, one for each good line."""
    checked = Checked(lines=len(table.lines))
    notes = Notes(checked, PERSONS.heading)
    places = Places(setting.actor.scope, "people.import")
    codes = post_codes()
    required = {c.key: c.heading for c in PERSONS.columns if c.required}
    lines: list[_Line] = []
    for number, cells in PERSONS.cells(table):
        check_required(notes, number, cells, required)
        check_text(notes, number, cells, _LIMITS)
        check_numbers(notes, number, cells)
        row = _row(number, cells, places, codes, notes)
        if row is not None and number not in notes.bad:
            lines.append(row)
    _repeated(lines, notes)
    _compare([line for line in lines if line.number not in notes.bad], notes, checked, setting)
    checked.rows = [line.row for line in lines if line.number not in notes.bad]
    return checked


def _row(number: int, cells: dict[str, str], places: Places, codes: dict[str, str], notes: Notes) -> _Line | None:
    try:
        path = places.find(cells)
    except Unknown as unknown:
        notes.problem(number, unknown.column, str(unknown))
        return None
    slot = cells.get("slot", "").upper().replace("岗", "").replace("角", "").strip() or "A"
    if slot not in ("A", "B"):
        notes.problem(number, "slot", _("AB岗只填 A 或 B"))
    since: date | None = None
    try:
        since = read_date(cells.get("since", ""))
    except ValueError:
        notes.problem(number, "since", _("任职日期应像 2026-04-20"))
    posts = []
    for word in parts(cells.get("post", "")):
        if code := codes.get(word) or codes.get(word.upper()):
            posts.append(code)
        else:
            notes.problem(number, "post", _("没有岗位“{word}”，请照“岗位”一页填写").format(word=word))
    given = tuple(PostRow(code, path, slot, since) for code in dict.fromkeys(posts))
    row = PersonRow(
        key=str(number),
        name=cells.get("name", "").replace(" ", ""),
        division_path=path,
        phone=cells.get("phone", ""),
        backup_phone=cells.get("backup_phone", ""),
        id_number=cells.get("id_number", ""),
        gender=GENDERS.get(cells.get("gender", ""), ""),
        title=cells.get("title", ""),
        posts=given,
    )
    return _Line(number, row, tuple(f"{p.code} {p.division_path} {p.slot}" for p in given))


def _repeated(lines: list[_Line], notes: Notes) -> None:
    """The same person with the same post twice; one identity number with two names; one phone with two names."""
    seen: dict[tuple[str, str, str], int] = {}
    identities: dict[str, tuple[str, int]] = {}
    phones: dict[str, tuple[str, int]] = {}
    for line in lines:
        row, phone = line.row, normal_phone(line.row.phone)
        for post in line.posts:
            first = seen.setdefault((row.name, phone, post), line.number)
            if first != line.number:
                notes.problem(line.number, "name", _("与第 {line} 行重复").format(line=first))
                break
        if row.id_number:
            name, first = identities.setdefault(row.id_number.upper(), (row.name, line.number))
            if name != row.name:
                words = _("身份证号与第 {line} 行相同，姓名不同").format(line=first)
                notes.problem(line.number, "id_number", words)
        name, first = phones.setdefault(phone, (row.name, line.number))
        if name != row.name:
            words = _("手机号与第 {line} 行的 {name} 相同，请核对是否共用").format(line=first, name=mask_name(name))
            notes.remark(line.number, "phone", words)


def _compare(lines: list[_Line], notes: Notes, checked: Checked, setting: Setting) -> None:
    """Each line against what is on file: new, changed or the same; persons of other areas; shared phones."""
    known = Known.of([line.row for line in lines])
    on_file = dict(known.by_phone)
    owners = {code: person for (code, _name), person in on_file.items()}
    held = _held([person.pk for person in {*known.by_phone.values(), *known.by_identity.values()}])
    fresh: set[tuple[str, str]] = set()
    for line in lines:
        person = known.find(line.row)
        digest = keyed_hash("phone", normal_phone(line.row.phone))
        if person is None:
            checked.new += (digest, line.row.name) not in fresh
            fresh.add((digest, line.row.name))
            other = owners.get(digest)
            if other is not None:
                words = _("这个号码登记在 {name} 名下，请核对是否共用").format(name=mask_name(other.name))
                notes.remark(line.number, "phone", words)
        elif fill(copy.copy(person), line.row, setting.now):
            if setting.actor.scope.may("people.import", person.division_path):
                checked.changed += 1
            else:
                words = _("这个人登记在别的辖区，资料要由那里改；这里只能加岗位，请清空其他列")
                notes.problem(line.number, "name", words)
        elif all((person.pk, *post.split(" ")) in held for post in line.posts):
            checked.same += 1
        else:
            checked.changed += 1


def _held(ids: list[int]) -> set[tuple[int, str, str, str]]:
    found: set[tuple[int, str, str, str]] = set()
    for piece in chunked(ids):
        rows = Assignment.objects.unscoped("posts of persons named in the file").filter(valid_to__isnull=True)
        names = ("person_id", "post__code", "division_path", "slot")
        found |= set(rows.filter(person_id__in=piece).values_list(*names))
    return found
