"""Budget and equipment lists as Excel files."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.divisions.choices import places
from qianshao.journal.services import record
from qianshao.resources.models import BondProject
from qianshao.resources.money import selectors
from qianshao.resources.money.rules import required

VIEW = "budget.view"


def export_budget(*, year: int, under: str, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """A year's lines; (file name, file).

    Raises:
        NotAllowed: no right to see money.
    """
    actor.demand(VIEW, "")
    columns = (
        (_("年度"), 7, ""),
        (_("地方"), 18, ""),
        (_("来源"), 12, ""),
        (_("用途"), 16, ""),
        (_("名称"), 28, ""),
        (_("计划（元）"), 14, _("列入预算的金额")),
        (_("已执行（元）"), 14, _("已签合同或已发生的金额")),
        (_("已支付（元）"), 14, ""),
        (_("执行率"), 9, _("已执行 ÷ 计划")),
        (_("说明"), 24, ""),
    )
    rows = _lines(_mine(actor.scope), year, under)
    name = _("{year} 年应急经费").format(year=year)
    return _written(Listing(name, columns, rows, "budget"), actor, now)


def _lines(scope: Scope, year: int, under: str) -> Iterator[Sequence[Any]]:
    found = list(selectors.lines(scope, year=year, under=under))
    where = places([row.division_path for row in found])
    for row in found:
        yield (
            row.year,
            where[row.division_path],
            str(row.get_source_display()),
            str(row.get_head_display()),
            row.name,
            _yuan(row.planned),
            _yuan(row.executed),
            _yuan(row.paid),
            f"{row.executed / row.planned * 100:.1f}%" if row.planned else "",
            row.note,
        )


def export_project(*, project_id: int, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """One project's equipment; (file name, file).

    Raises:
        NotFound: none of the actor's projects.
        NotAllowed: no right to see money there.
    """
    project = selectors.project_of(actor.scope, project_id)
    actor.demand(VIEW, project.division_path)
    columns = (
        (_("类别"), 22, _("六类装备")),
        (_("名称"), 24, ""),
        (_("单位"), 7, ""),
        (_("计划"), 9, ""),
        (_("到货"), 9, ""),
        (_("验收"), 9, ""),
        (_("发放"), 9, ""),
        (_("单价（元）"), 12, ""),
        (_("合计（元）"), 14, _("单价 × 计划数量")),
        (_("发给"), 22, ""),
    )
    rows = (
        (
            str(item.get_category_display()),
            item.name,
            item.unit,
            item.planned,
            item.delivered,
            item.accepted,
            item.issued,
            _yuan(item.price),
            _yuan(item.price * item.planned),
            item.team,
        )
        for item in selectors.items_of(actor.scope, [project_id])
    )
    return _written(Listing(_("国债装备清单"), columns, rows, "bond"), actor, now, _remark(project))


def _remark(project: BondProject) -> str:
    words = _("{name}　配套 {percent}%，应到位 {need} 元，已到位 {have} 元")
    need = required(project.base, project.percent)
    return words.format(name=project.name, percent=project.percent, need=_yuan(need), have=_yuan(project.in_place))


def _written(listing: Listing, actor: Actor, now: datetime, remark: str = "") -> tuple[str, IO[bytes]]:
    name, file, count = write_listing(listing, now=now, who=actor.label, remark=remark)
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="resources.money_exported",
            actor=actor,
            now=now,
            subject=(listing.subject, None),
            division_path=paths[0] if paths else "",
            data={"what": listing.name, "count": count},
        )
    return name, file


def _mine(scope: Scope) -> Scope:
    """Only the areas where money may be seen."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if VIEW in actions})


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}".removesuffix(".00")
