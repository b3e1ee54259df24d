"""Verbs on money: plan a line, book what was executed and paid, keep equipment lists, add a version of the rates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.divisions.selectors import division_by_path
from qianshao.journal.services import record
from qianshao.resources.models import (
    BondCategory,
    BondItem,
    BondProject,
    BudgetEntry,
    BudgetLine,
    Head,
    MatchingVersion,
    Source,
    Step,
)
from qianshao.resources.money import selectors
from qianshao.resources.money.rules import MOST, CountyClass, faults, required

MONEY = "resources.money"
YEARS = range(2000, 2101)
_WORDS: Mapping[str, Any] = {
    "name": _("名称"),
    "planned": _("计划"),
    "note": _("说明"),
    "is_active": _("在用"),
    "batch": _("批次"),
    "base": _("配套基数"),
    "in_place": _("到位配套"),
}
_FAULTS = {
    "percent": _("比例是 0 到 100 的整数"),
    "twice": _("同一个县只能在一类里"),
    "code": _("县的代码是 6 位数字"),
    "rest": _("要有一类不列县，其他县区都算这一类"),
}


def plan_line(
    *,
    division_path: str,
    year: int,
    source: str,
    head: str,
    name: str,
    planned: int,
    actor: Actor,
    now: datetime,
    note: str = "",
    is_demo: bool = False,
) -> BudgetLine:
    """Add a line to a year's budget; ``planned`` in fen.

    Raises:
        Invalid: a year, source, head, name or amount that cannot be.
    """
    actor.demand(MONEY, division_path)
    division_by_path(actor.scope, division_path)
    if year not in YEARS or source not in Source.values or head not in Head.values:
        raise Invalid("budget.choice", _("年度、来源或用途不对"))
    values = {"name": _name(name), "planned": _amount(planned), "note": note.strip()[:200]}
    with transaction.atomic(durable=True):
        row = BudgetLine.objects.create(
            division_path=division_path, year=year, source=source, head=head, is_demo=is_demo, **values
        )
        data = {"year": year, "name": row.name, "amount": _yuan(planned)}
        _note("budget_added", ("budget_line", row.pk), division_path, data, actor, now)
    return row


def change_line(*, line_id: int, version: int, changes: Mapping[str, Any], actor: Actor, now: datetime) -> BudgetLine:
    """Change a line's name, plan or note, or end it. What was booked stays.

    Raises:
        Invalid: no name, a negative amount.
        Stale: somebody else changed it.
    """
    row = selectors.line_of(actor.scope, line_id)
    actor.demand(MONEY, row.division_path)
    values = _changed(row, changes, {"name", "planned", "note", "is_active"})
    _save(row, version, values, "budget_changed", ("budget_line", row.pk), actor, now)
    return row


def book(*, line_id: int, step: str, amount: int, on: date, words: str, actor: Actor, now: datetime) -> BudgetEntry:
    """Book an amount executed or paid; a correction has the other sign.

    Raises:
        Invalid: nothing to book, no words, a day to come, less than nothing in sum, or paid beyond executed.
    """
    row = selectors.line_of(actor.scope, line_id)
    actor.demand(MONEY, row.division_path)
    if step not in Step.values or not amount or abs(amount) > MOST:
        raise Invalid("budget.amount", _("金额不能为 0"))
    if not words.strip():
        raise Invalid("budget.words", _("写明依据，如合同号、凭证号"))
    if on > now.date():
        raise Invalid("budget.day", _("日期不能在今天之后"))
    with transaction.atomic(durable=True):
        _move(row, step, amount)
        made = BudgetEntry.objects.create(
            line=row, step=step, amount=amount, on=on, words=words.strip()[:120], made_at=now, made_by=actor.label
        )
        data = {"name": row.name, "step": str(Step(step).label), "amount": _yuan(amount), "words": made.words}
        _note("budget_booked", ("budget_line", row.pk), row.division_path, data, actor, now)
    return made


def _move(row: BudgetLine, step: str, amount: int) -> None:
    """The line's sums, against what other hands book at the same moment."""
    row = BudgetLine.objects.unscoped("the line was found in the scope").get(pk=row.pk)
    executed = row.executed + (amount if step == Step.EXECUTED else 0)
    paid = row.paid + (amount if step == Step.PAID else 0)
    if executed < 0 or paid < 0:
        raise Invalid("budget.negative", _("冲减后不能小于 0"))
    if paid > executed:
        raise Invalid("budget.paid", _("支付不能超过已执行的金额；先登记执行"))
    rows = BudgetLine.objects.unscoped("the line was found in the scope").filter(pk=row.pk, version=row.version)
    if not rows.update(executed=executed, paid=paid, version=row.version + 1):
        raise Stale("budget.raced", _("别人刚改过，请刷新后再改。"))


def start_project(
    *,
    division_path: str,
    name: str,
    approved_on: date,
    base: int,
    actor: Actor,
    now: datetime,
    batch: str = "",
    is_demo: bool = False,
) -> BondProject:
    """Register an equipment list; the matching rate is that of the county's class on ``approved_on``.

    Raises:
        Invalid: no name, a negative base, or no rate for the county on that day.
    """
    actor.demand(MONEY, division_path)
    division_by_path(actor.scope, division_path)
    version = selectors.matching_on(approved_on)
    county = version.class_of(selectors.county_code(division_path)) if version else None
    if version is None or county is None:
        raise Invalid("bond.rate", _("这一天没有适用的配套比例，先登记比例"))
    rule = f"{version.name} · {county.name}"[:120]
    with transaction.atomic(durable=True):
        row = BondProject.objects.create(
            division_path=division_path,
            name=_name(name),
            batch=batch.strip()[:40],
            approved_on=approved_on,
            base=_amount(base),
            percent=county.percent,
            rule=rule,
            is_demo=is_demo,
        )
        data = {"name": row.name, "amount": _yuan(required(base, row.percent)), "percent": row.percent}
        _note("bond_added", ("bond_project", row.pk), division_path, data, actor, now)
    return row


def change_project(
    *, project_id: int, version: int, changes: Mapping[str, Any], actor: Actor, now: datetime
) -> BondProject:
    """Change a project's name, batch, base, or the matching money that is in place. The rate stays as it was.

    Raises:
        Invalid: no name, a negative amount.
        Stale: somebody else changed it.
    """
    row = selectors.project_of(actor.scope, project_id)
    actor.demand(MONEY, row.division_path)
    values = _changed(row, changes, {"name", "batch", "base", "in_place"})
    _save(row, version, values, "bond_changed", ("bond_project", row.pk), actor, now)
    return row


def add_item(
    *,
    project_id: int,
    category: str,
    name: str,
    unit: str,
    planned: int,
    actor: Actor,
    now: datetime,
    price: int = 0,
    team: str = "",
) -> BondItem:
    """Add a line of equipment.

    Raises:
        Invalid: a category, name, unit, number or price that cannot be.
    """
    project = selectors.project_of(actor.scope, project_id)
    actor.demand(MONEY, project.division_path)
    if category not in BondCategory.values or not unit.strip() or not 0 < planned < 10**8:
        raise Invalid("bond.item", _("类别、单位或数量不对"))
    with transaction.atomic(durable=True):
        row = BondItem.objects.create(
            project=project,
            category=category,
            name=_name(name)[:60],
            unit=unit.strip()[:8],
            planned=planned,
            price=_amount(price),
            team=team.strip()[:60],
        )
        data = {"project": project.name, "name": row.name, "planned": planned}
        _note("bond_item_added", ("bond_project", project.pk), project.division_path, data, actor, now)
    return row


def count_item(
    *,
    item_id: int,
    version: int,
    delivered: int,
    accepted: int,
    issued: int,
    actor: Actor,
    now: datetime,
) -> BondItem:
    """Say how many were delivered, accepted and handed to the team.

    Raises:
        Invalid: more accepted than delivered, more issued than accepted.
        Stale: somebody else changed it.
    """
    row = _item(actor, item_id)
    if not 0 <= issued <= accepted <= delivered < 10**8:
        raise Invalid("bond.order", _("发放不能多于验收，验收不能多于到货"))
    values = {"delivered": delivered, "accepted": accepted, "issued": issued}
    with transaction.atomic(durable=True):
        if not BondItem.objects.filter(pk=row.pk, version=version).update(**values, version=version + 1):
            raise Stale("bond.raced", _("别人刚改过，请刷新后再改。"))
        row.refresh_from_db()
        data = {"name": row.name, **values}
        _note("bond_item_changed", ("bond_project", row.project_id), row.project.division_path, data, actor, now)
    return row


def _item(actor: Actor, item_id: int) -> BondItem:
    row = BondItem.objects.select_related("project").filter(pk=item_id).first()
    if row is None or not actor.scope.sees(row.project.division_path):
        raise NotFound("bond.unknown", _("没有找到这个国债装备项目"))
    actor.demand(MONEY, row.project.division_path)
    return row


def add_matching(
    *,
    name: str,
    valid_from: date,
    classes: Sequence[CountyClass],
    source: str,
    actor: Actor,
    now: datetime,
) -> MatchingVersion:
    """Add a version of the rates; earlier versions and the projects made by them stay as they are.

    Raises:
        Invalid: a rate, a county or the classes cannot be.
    """
    actor.demand(MONEY, "")
    if fault := faults(classes):
        raise Invalid(f"matching.{fault}", _FAULTS[fault])
    rows = [{"code": c.code, "name": c.name, "percent": c.percent, "counties": list(c.counties)} for c in classes]
    with transaction.atomic(durable=True):
        row = MatchingVersion.objects.create(
            name=_name(name),
            valid_from=valid_from,
            classes=rows,
            source=source.strip()[:200],
            made_at=now,
            made_by=actor.label,
        )
        paths = actor.scope.paths
        data = {"name": row.name, "since": valid_from.isoformat()}
        _note("matching_added", ("matching_version", row.pk), paths[0] if paths else "", data, actor, now)
    return row


def _name(given: str) -> str:
    if not given.strip():
        raise Invalid("money.name", _("名称没有填"))
    return given.strip()[:80]


def _amount(fen: int) -> int:
    if not 0 <= fen <= MOST:
        raise Invalid("money.amount", _("金额不能小于 0"))
    return fen


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}".removesuffix(".00")


def _changed(row: Any, changes: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    if unknown := set(changes) - known:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    values = dict(changes)
    for key in ("planned", "base", "in_place"):
        if key in values:
            _amount(values[key])
    if "name" in values:
        values["name"] = _name(values["name"])
    return {key: value for key, value in values.items() if getattr(row, key) != value}


def _save(
    row: Any, version: int, values: dict[str, Any], kind: str, subject: tuple[str, int], actor: Actor, now: datetime
) -> None:
    if not values and row.version == version:
        return
    with transaction.atomic(durable=True):
        rows = type(row).objects.unscoped("the row was found in the scope").filter(pk=row.pk, version=version)
        if not rows.update(**values, version=version + 1):
            raise Stale("money.raced", _("别人刚改过，请刷新后再改。"))
        for key, value in values.items():
            setattr(row, key, value)
        row.version = version + 1
        fields = "、".join(str(_WORDS[key]) for key in values)
        _note(kind, subject, row.division_path, {"name": row.name, "fields": fields}, actor, now)


def _note(kind: str, subject: tuple[str, int], path: str, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    record(kind=f"resources.{kind}", actor=actor, now=now, subject=subject, division_path=path, data=data)
