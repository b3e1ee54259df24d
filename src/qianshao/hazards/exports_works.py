"""The list of treatment projects as an Excel file, row by row in constant memory."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sheets.listing import Listing
from qianshao.divisions.choices import places
from qianshao.hazards.models import Milestone
from qianshao.hazards.rules.ledger import days_late
from qianshao.hazards.selectors.works import WorksFilters, projects
from qianshao.journal.exports import take_away

_CHUNK = 500


def export_works(*, asked: WorksFilters, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The rows of the list; (file name, file).

    Raises:
        NotAllowed: no right to take it away. Invalid: more rows than a sheet holds.
    """
    actor.demand("hazards.export", "")
    found = projects(actor.scope, asked, now)
    listing = Listing(_("治理工程"), _columns(), _rows(found, now), "hazards")
    return take_away(listing, kind="hazards.works_exported", rows=found.count(), actor=actor, now=now)


def _columns() -> Sequence[tuple[str, int, str]]:
    return (
        (_("工程名称"), 28, ""),
        (_("隐患编号"), 22, ""),
        (_("所在区划"), 18, ""),
        (_("治理方式"), 10, ""),
        (_("状态"), 12, ""),
        (_("责任单位"), 20, ""),
        (_("责任人"), 10, ""),
        (_("完工前的管控措施"), 30, ""),
        (_("计划开工"), 12, ""),
        (_("计划完工"), 12, ""),
        (_("已完成节点"), 10, ""),
        (_("全部节点"), 10, ""),
        (_("下一个日期"), 12, ""),
        (_("逾期天数"), 8, _("导出时计算")),
        (_("计划经费（元）"), 14, ""),
        (_("已付经费（元）"), 14, ""),
        (_("经费来源"), 18, ""),
        (_("已搬户数"), 8, ""),
        (_("要搬户数"), 8, ""),
        (_("节点"), 50, _("每个节点的计划日期和完成日期")),
    )


def _rows(found: Any, now: datetime) -> Iterator[Sequence[Any]]:
    rows = found.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        where = places(sorted({row.division_path for row in chunk}))
        steps: dict[int, list[str]] = {}
        for step in Milestone.objects.filter(project__in=[row.pk for row in chunk]):
            steps.setdefault(step.project_id, []).append(_step(step))
        for row in chunk:
            yield _row(row, where[row.division_path], steps.get(row.pk, []), now)


def _step(step: Milestone) -> str:
    done = _("完成 {day}").format(day=_day(step.done_at)) if step.done_at else _("未完成")
    return f"{step.name} {_day(step.due_at)} {done}"


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d}" if moment else ""


def _row(row: Any, place: str, steps: Sequence[str], now: datetime) -> Sequence[Any]:
    return (
        row.name,
        row.hazard.no,
        place,
        str(row.hazard.treatment_label),
        str(row.state_label),
        row.unit_name,
        row.person_name,
        row.interim,
        f"{row.starts_on:%Y-%m-%d}",
        _day(row.ends_at),
        row.done,
        row.total,
        _day(row.due_at),
        days_late(row.due_at, now),
        "" if row.money_planned is None else row.money_planned,
        row.money_paid,
        row.money_source,
        "" if row.households is None else row.moved,
        "" if row.households is None else row.households,
        "\n".join(steps)[:2000],
    )
