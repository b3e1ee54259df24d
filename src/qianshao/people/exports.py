"""Lists as Excel files (ux.md §11): title, source line, frozen headings, numbers as text, a page 说明.

Rows are read and written one by one in constant memory; every cell that a spreadsheet could take for a formula is
defused (reliability T18); numbers are masked unless the role may export them whole; each export is in the journal.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.core.scope import Scope
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.core.text import mask_name, mask_phone
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors, short_name
from qianshao.divisions.selectors import divisions
from qianshao.journal.services import record
from qianshao.people import selectors
from qianshao.people.models import Member
from qianshao.people.rules import age_on
from qianshao.people.selectors.areas import where

_CHUNK = 1000
#: Above this a list is exported town by town: one answer must not hold a page server for minutes.
MOST_ROWS = 20_000


def export_persons(*, filters: dict[str, Any], full: bool, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The list of persons with these filters of ``selectors.persons``; (file name, file).

    ``full``: whole numbers, for those who may (``people.export_full``).

    Raises:
        NotAllowed: no right to export, or not to export whole numbers.
        Invalid: more than ``MOST_ROWS``.
    """
    scope = _allowed(actor, full)
    found = selectors.persons(scope, on=now.astimezone(clock.BEIJING).date(), **filters).defer("id_number")
    _limit(found)
    columns = (
        (_("乡镇（街道）"), 14, _("所在乡镇")),
        (_("村（社区）"), 14, _("所在村")),
        (_("网格"), 12, _("所在网格")),
        (_("姓名"), 10, ""),
        (_("性别"), 6, ""),
        (_("手机号"), 14, _("遮盖时只留头三位和尾四位")),
        (_("备用电话"), 14, ""),
        (_("职务"), 18, ""),
        (_("岗位"), 30, _("现任岗位，B 岗是替补")),
        (_("核实时间"), 17, _("最近一次确认号码打得通")),
    )
    listing = Listing(_("责任人名册"), columns, _person_rows(found, scope, full), "persons")
    return _write(listing, full, actor, now)


def export_households(*, filters: dict[str, Any], full: bool, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The list of households, a line for each member; like ``export_persons``."""
    scope = _allowed(actor, full)
    members = Member.objects.unscoped("members of households in scope").defer("id_number").order_by("order", "id")
    asked = selectors.households(scope, **filters)
    _limit(asked)
    found = asked.prefetch_related(Prefetch("members", queryset=members, to_attr="people"))
    columns = (
        (_("乡镇（街道）"), 14, ""),
        (_("村（社区）"), 14, ""),
        (_("网格"), 12, ""),
        (_("户编号"), 10, _("在村内不重复")),
        (_("姓名"), 10, _("没有成员资料的户只有户主一行")),
        (_("与户主关系"), 10, ""),
        (_("年龄"), 6, _("按出生年份推算")),
        (_("手机号"), 14, _("遮盖时只留头三位和尾四位")),
        (_("特殊情况"), 18, _("转移时先走")),
        (_("住址"), 22, ""),
        (_("包保责任人"), 10, ""),
        (_("危险区"), 16, ""),
        (_("人数"), 6, ""),
    )
    rows = _household_rows(found, scope, full, now.astimezone(clock.BEIJING).year)
    return _write(Listing(_("住户名册"), columns, rows, "households"), full, actor, now)


def _allowed(actor: Actor, full: bool) -> Scope:
    """The areas this actor may export."""
    action = "people.export_full" if full else "people.export"
    if not actor.scope.may(action):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    return where(actor.scope, action)


def _limit(found: Any) -> None:
    if found.count() > MOST_ROWS:
        words = _("超过 {n} 条，太大了。请先按乡镇筛选，再分开导出。")
        raise Invalid("export.too_large", words, n=MOST_ROWS)


def _areas(scope: Scope) -> dict[str, tuple[str, str, str]]:
    """Town, village and grid names by path."""
    found: dict[str, tuple[str, str, str]] = {}
    rows = {path: (name, level) for path, name, level in divisions(scope).values_list("path", "name", "level")}
    for path in rows:
        names = {rows[step][1]: short_name(rows[step][0]) for step in ancestors(path) if step in rows}
        found[path] = (names.get(Level.TOWNSHIP, ""), names.get(Level.VILLAGE, ""), names.get(Level.GRID, ""))
    return found


def _person_rows(found: Any, scope: Scope, full: bool) -> Iterator[Sequence[Any]]:
    areas = _areas(scope)
    for person in found.iterator(chunk_size=_CHUNK):
        posts = "、".join(f"{a.post.short}{'（B）' if a.slot == 'B' else ''}" for a in person.current)
        verified = person.verified_at
        yield (
            *areas.get(person.division_path, ("", "", "")),
            person.name,
            str(person.get_gender_display()) if person.gender else "",
            person.phone if full else mask_phone(person.phone),
            person.backup_phone if full else mask_phone(person.backup_phone),
            person.title,
            posts,
            verified.astimezone(clock.BEIJING).replace(tzinfo=None) if verified else "",
        )


def _household_rows(found: Any, scope: Scope, full: bool, year: int) -> Iterator[Sequence[Any]]:
    areas, needs = _areas(scope), {code: need.name for code, need in selectors.needs_by_code().items()}
    day = datetime(year, 1, 1, tzinfo=clock.BEIJING).date()
    for home in found.iterator(chunk_size=_CHUNK):
        place = areas.get(home.division_path, ("", "", ""))
        tail = (
            home.address,
            home.guardian.name if home.guardian else "",
            home.danger_zone.name if home.danger_zone else "",
        )
        for n, member in enumerate(home.people or [None]):
            name = member.name if member else home.head_name
            phone = (member.phone if member else home.phone) or (home.phone if n == 0 else "")
            codes = member.need_codes if member else home.need_codes
            yield (
                *place,
                home.code,
                name if full else mask_name(name),
                member.relation if member else _("户主"),
                age_on(member.birth_year, day) if member and member.birth_year else "",
                phone if full else mask_phone(phone),
                "、".join(needs.get(code, code) for code in codes),
                *tail,
                home.members_count if n == 0 else "",
            )


def _write(listing: Listing, full: bool, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    name, file, count = write_listing(listing, now=now, who=actor.label, remark="" if full else _("号码已遮盖"))
    _record(listing, count, full, actor, now)
    return name, file


def _record(listing: Listing, count: int, full: bool, actor: Actor, now: datetime) -> None:
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="people.exported",
            actor=actor,
            now=now,
            subject=(listing.subject, None),
            division_path=paths[0] if paths else "",
            data={"list": listing.name, "count": count, "full": _("完整号码") if full else _("号码已遮盖")},
        )
