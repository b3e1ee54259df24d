"""Verbs on departments' lists: receive, write, drop, take back, settle what does not fit, register the unknown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.sheets.findings import Checked, Setting
from qianshao.core.sheets.keeping import pack_findings, pack_table, unpack_table
from qianshao.core.sheets.table import Table, digest, read_table
from qianshao.evacuation.lists.check import EntryRow, check_list
from qianshao.evacuation.lists.join import rejoin
from qianshao.evacuation.lists.match import KEEP, OUT, REGISTER
from qianshao.evacuation.lists.sheet import RISKS
from qianshao.evacuation.models.lists import ConflictState, ListConflict, ListState, RiskEntry, RiskKind, RiskList
from qianshao.journal.services import record
from qianshao.people.records.write_rows import insert
from qianshao.people.services import Draft, create_household

_WHY = "a list that was found in scope"
LISTS = "evacuation.lists"


@dataclass(frozen=True)
class Cover:
    """What the person says about a file."""

    department: str
    name: str
    kind: str
    received: date
    replaces: bool = False


def receive_list(*, cover: Cover, file_name: str, data: bytes, actor: Actor, now: datetime) -> RiskList:
    """Read and check a department's file and keep it to be confirmed or dropped.

    Raises:
        NotAllowed: no right to bring lists.
        Invalid: not readable, unsafe, without the needed columns, no such kind.
    """
    actor.demand(LISTS, "")
    if cover.kind not in RiskKind.values:
        raise Invalid("list.kind", _("没有这种名册"))
    table = read_table(file_name, data, RISKS.headings)
    if missing := RISKS.missing(table):
        raise Invalid("import.columns", _("表里缺少这些列：{columns}"), columns="、".join(missing))
    if not table.lines:
        raise Invalid("import.empty", _("表里没有内容，只有表头。"))
    checked = _check(table, actor, now)
    with transaction.atomic(durable=True):
        made = _keep(cover, file_name, data, table, checked, actor, now)
        _record("evacuation.list_received", made, actor, now, rows=checked.lines, problems=len(checked.problems))
    return made


def _check(table: Table, actor: Actor, now: datetime) -> Checked:
    return check_list(table, Setting(actor, now, now.astimezone(BEIJING).date()))


def _keep(
    cover: Cover, file_name: str, data: bytes, table: Table, checked: Checked, actor: Actor, now: datetime
) -> RiskList:
    paths = actor.scope.paths
    return RiskList.objects.create(
        department=cover.department.strip(),
        name=cover.name.strip(),
        kind=cover.kind,
        received=cover.received,
        replaces=cover.replaces,
        file_name=PurePath(file_name).name[-120:],
        file_digest=digest(data),
        division_path=paths[0] if paths else "",
        rows=pack_table(table),
        findings=pack_findings(checked.findings),
        counts=checked.counts,
        made_at=now,
        made_by=actor.label,
        made_by_id=actor.user_id,
    )


def _list_of(actor: Actor, list_id: int) -> RiskList:
    found: RiskList | None = RiskList.objects.within(actor.scope).filter(pk=list_id).first()
    if found is None:
        raise NotFound("list.unknown", _("没有找到这份名册"))
    actor.demand(LISTS, found.division_path)
    return found


def _claim(found: RiskList, source: str, target: str, **changes: Any) -> None:
    """Compare-and-set: two clicks act once.

    Raises:
        Stale: it is in another state.
    """
    rows = RiskList.objects.unscoped(_WHY).filter(pk=found.pk, state=source, version=found.version)
    if not rows.update(state=target, version=found.version + 1, **changes):
        raise Stale("list.moved", _("这份名册已经处理过了，请刷新。"))
    found.refresh_from_db()


def confirm_list(*, list_id: int, accept_good: bool = False, actor: Actor, now: datetime) -> RiskList:
    """Write a checked list into the one list, all or nothing; it is checked once more.

    Raises:
        Invalid: there are problems and the good lines alone were not accepted, or no good line.
        Stale: written or dropped already.
    """
    found = _list_of(actor, list_id)
    with transaction.atomic(durable=True):
        _claim(found, ListState.CHECKED, ListState.WRITTEN, written_at=now)
        checked = _check(unpack_table(found.rows), actor, now)
        if checked.problems and not accept_good:
            words = _("还有 {n} 处问题。改好后重传，或选择只并入没有问题的行。")
            raise Invalid("import.problems", words, n=len(checked.problems))
        if not checked.rows:
            raise Invalid("import.nothing", _("没有可以并入的行"))
        insert([_entry(found, row) for row in checked.rows])
        if found.replaces:
            _replace_older(found)
        counts = {**checked.counts, "left_out": checked.bad_lines, **rejoin(now=now)}
        # The lines are on file now; the uploaded copy of them would be one place more to guard.
        _set(found, counts=counts, rows="", findings=pack_findings(checked.findings))
        _record("evacuation.list_written", found, actor, now, rows=len(checked.rows))
    return found


def _set(found: RiskList, **values: Any) -> None:
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))


def _entry(found: RiskList, row: EntryRow) -> RiskEntry:
    return RiskEntry(
        list=found,
        line=row.line,
        name=row.name,
        id_number=row.id_number,
        id_hash=row.id_hash,
        phone=row.phone,
        phone_hash=row.phone_hash,
        division_path=row.division_path,
        address=row.address,
        zone_id=row.zone_id,
        zone_name=row.zone_name,
        reason=row.reason,
        heads=row.heads,
    )


def _replace_older(found: RiskList) -> None:
    older = RiskList.objects.unscoped(_WHY).filter(
        department=found.department,
        kind=found.kind,
        division_path=found.division_path,
        state=ListState.WRITTEN,
    )
    older.exclude(pk=found.pk).update(state=ListState.REPLACED, replaced_by=found)


def drop_list(*, list_id: int, actor: Actor, now: datetime) -> RiskList:
    """Forget a checked file and its lines.

    Raises:
        Stale: written or dropped already.
    """
    found = _list_of(actor, list_id)
    with transaction.atomic(durable=True):
        _claim(found, ListState.CHECKED, ListState.DROPPED, rows="", findings="")
        _record("evacuation.list_dropped", found, actor, now)
    return found


def undo_list(*, list_id: int, actor: Actor, now: datetime) -> RiskList:
    """Take a written list out of the one list; one it had replaced counts again. Rulings stay on file.

    Raises:
        Stale: not written, or taken back already.
    """
    found = _list_of(actor, list_id)
    with transaction.atomic(durable=True):
        _claim(found, ListState.WRITTEN, ListState.UNDONE, undone_at=now, rows="", findings="")
        gone, _each = RiskEntry.objects.unscoped(_WHY).filter(list=found).delete()
        older = RiskList.objects.unscoped(_WHY).filter(replaced_by=found, state=ListState.REPLACED)
        older.update(state=ListState.WRITTEN, replaced_by=None)
        rejoin(now=now)
        _record("evacuation.list_undone", found, actor, now, rows=gone)
    return found


def join_lists(*, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Compare all lists with the roster as it is now: households registered since are found."""
    actor.demand(LISTS, "")
    with transaction.atomic(durable=True):
        counts = rejoin(now=now)
        paths = actor.scope.paths
        record(
            kind="evacuation.lists_joined",
            actor=actor,
            now=now,
            subject=("risklist", None),
            division_path=paths[0] if paths else "",
            data=counts,
        )
    return counts


def settle_list_conflict(
    *, conflict_id: int, choice: str, reason: str, code: str = "", actor: Actor, now: datetime
) -> ListConflict:
    """An officer decides what holds; every later join of the same facts follows it.

    ``code``: the number of the new household, where ``choice`` is to register one.

    Raises:
        NotFound: none such in the actor's area.
        Invalid: no reason, or no such choice.
        Stale: settled already.
    """
    found: ListConflict | None = ListConflict.objects.within(actor.scope).filter(pk=conflict_id).first()
    if found is None:
        raise NotFound("list.conflict", _("没有找到这条，或不在您的辖区"))
    actor.demand(LISTS, found.division_path)
    reason = reason.strip()
    if not reason:
        raise Invalid("list.reason", _("请写明理由。"))
    if choice not in {option["key"] for option in found.choices_given}:
        raise Invalid("list.choice", _("请选一项。"))
    ruled = choice
    if choice == REGISTER:
        # Before the ruling, since it is a verb of its own; should the ruling fail, the household stands, and the
        # next join finds it.
        ruled = f"h:{_register(found, code, actor, now)}"
    with transaction.atomic(durable=True):
        _rule(found, ruled, reason, actor, now)
        rejoin(now=now)
        record(
            kind="evacuation.list_settled",
            actor=actor,
            now=now,
            subject=("listconflict", found.pk),
            division_path=found.division_path,
            data={"what": str(found.get_kind_display()), "choice": choice, "reason": reason},
        )
    return found


def _rule(found: ListConflict, choice: str, reason: str, actor: Actor, now: datetime) -> None:
    rows = ListConflict.objects.unscoped(_WHY).filter(pk=found.pk, state=ConflictState.OPEN, version=found.version)
    changed = rows.update(
        state=ConflictState.SETTLED,
        version=found.version + 1,
        choice=choice,
        reason=reason[:200],
        settled_at=now,
        settled_by=actor.label,
        settled_by_id=actor.user_id,
    )
    if not changed:
        raise Stale("list.settled", _("别人已经处理过这一条，请刷新。"))
    found.refresh_from_db()


def _register(found: ListConflict, code: str, actor: Actor, now: datetime) -> int:
    """Make a household of the first line's person."""
    entries = json.loads(found.entries)
    entry: RiskEntry | None = RiskEntry.objects.unscoped(_WHY).filter(pk__in=entries).order_by("pk").first()
    if entry is None:
        raise Stale("list.gone", _("名册已撤回，请刷新。"))
    if not code.strip():
        raise Invalid("list.code", _("请填新的户编号。"))
    draft = Draft(
        code=code,
        head_name=entry.name,
        phone=entry.phone,
        address=entry.address,
        danger_zone_id=entry.zone_id,
        members_count=entry.heads or 1,
    )
    made = create_household(draft=draft, division_path=entry.division_path, actor=actor, now=now)
    return int(made.pk)


def _record(kind: str, found: RiskList, actor: Actor, now: datetime, **data: Any) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("risklist", found.pk),
        division_path=found.division_path,
        data={"department": found.department, "list": found.name, **data},
    )


__all__ = [
    "KEEP",
    "OUT",
    "Cover",
    "confirm_list",
    "drop_list",
    "join_lists",
    "receive_list",
    "settle_list_conflict",
    "undo_list",
]
