"""The ledger as an Excel file in its official columns (hazards_to_assessment.md §1.5), row by row in constant memory.

Positions are CGCS2000: for this use the same as WGS-84 (§9.2). Phones are masked; of a tip only its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.core.sheets.listing import Listing
from qianshao.core.text import mask_phone
from qianshao.divisions.choices import places
from qianshao.divisions.selectors import codes_of
from qianshao.hazards.models import HazardAct, TreatmentPlan
from qianshao.hazards.rules.ledger import days_late
from qianshao.hazards.selectors.filters import Filters
from qianshao.hazards.selectors.ledger import hazards
from qianshao.hazards.selectors.risks import RiskFilters, RiskRow, risk_rows
from qianshao.hazards.selectors.standards import choices_of
from qianshao.hazards.states.risks import COLOUR_LABELS
from qianshao.journal.exports import take_away
from qianshao.registry.selectors import grades_by_uid

_CHUNK = 500


def export_hazards(*, filters: Filters, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The rows of the list, read and written in parts: as many as there are, in the memory of a few hundred; (file
    name, file).

    Raises:
        NotAllowed: no right to take the ledger away. Invalid: more rows than a sheet holds.
    """
    actor.demand("hazards.export", "")
    found = hazards(actor.scope, filters, now)
    listing = Listing(_("隐患台账"), _columns(), _rows(actor.scope, found, now), "hazards")
    kind, remark = "hazards.ledger_exported", _("号码已遮盖")
    return take_away(listing, kind=kind, rows=found.count(), actor=actor, now=now, remark=remark)


def _columns() -> Sequence[tuple[str, int, str]]:
    return (
        (_("编号"), 22, ""),
        (_("来源"), 12, ""),
        (_("发现时间"), 16, ""),
        (_("发现人"), 16, _("群众举报的只写举报编号")),
        (_("行政区划代码"), 14, ""),
        (_("所在区划"), 16, ""),
        (_("地点名称"), 20, ""),
        (_("地址"), 24, ""),
        (_("场所类别"), 14, ""),
        (_("隐患类别"), 16, ""),
        (_("灾种"), 12, ""),
        (_("行业领域"), 12, ""),
        (_("经度"), 11, "CGCS2000"),
        (_("纬度"), 11, "CGCS2000"),
        (_("隐患描述"), 36, ""),
        (_("等级"), 8, ""),
        (_("风险点颜色"), 10, ""),
        (_("检查项"), 10, ""),
        (_("责任单位"), 20, ""),
        (_("责任人"), 10, ""),
        (_("责任单位电话"), 14, _("号码已遮盖")),
        (_("监管部门"), 12, ""),
        (_("整改期限"), 12, ""),
        (_("临时措施"), 24, ""),
        (_("经费（元）"), 12, ""),
        (_("治理方式"), 10, ""),
        (_("治理方案"), 10, _("重大隐患的治理方案是哪一天报的")),
        (_("办理过程"), 40, _("从发现起逐条")),
        (_("状态"), 12, ""),
        (_("验收意见"), 20, ""),
        (_("验收人"), 20, ""),
        (_("验收时间"), 16, ""),
        (_("销号时间"), 16, ""),
        (_("督办层级"), 12, ""),
        (_("督办编号"), 12, ""),
        (_("督办次数"), 8, ""),
        (_("照片"), 6, _("张数")),
        (_("逾期天数"), 8, _("导出时计算")),
        (_("重新打开次数"), 8, ""),
    )


def _rows(scope: Scope, found: Any, now: datetime) -> Iterator[Sequence[Any]]:
    names = {table: dict(choices_of(table, now)) for table in ("supervision", "disasters", "sectors")}
    rows = found.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        paths = sorted({row.division_path for row in chunk})
        called, codes = places(paths), codes_of(paths)
        colours = grades_by_uid(scope, [row.risk_uid for row in chunk if row.risk_uid])
        acts, plans = _done([row.pk for row in chunk])
        for row in chunk:
            where = called[row.division_path], codes.get(row.division_path, "")
            papers = acts.get(row.pk, []), plans.get(row.pk)
            yield _row(row, papers, where, colours.get(row.risk_uid, ""), names, now)


def _done(keys: list[int]) -> tuple[dict[int, list[HazardAct]], dict[int, datetime]]:
    """What was done about these hazards, and when the newest plan of each was put. Not prefetched: rows and acts that
    hold each other stay in memory until somebody collects them.
    """
    acts: dict[int, list[HazardAct]] = {}
    for act in HazardAct.objects.filter(hazard_id__in=keys).order_by("id"):
        acts.setdefault(act.hazard_id, []).append(act)
    return acts, dict(TreatmentPlan.objects.filter(hazard_id__in=keys).order_by("id").values_list("hazard_id", "at"))


def _row(row: Any, papers: Any, where: tuple[str, str], colour: str, names: Any, now: datetime) -> Sequence[Any]:
    acts, plan_at = papers
    return (
        row.no,
        str(row.source_label),
        _minute(row.found_at),
        row.tip_no or row.finder_label,
        where[1],
        where[0],
        row.place_name,
        row.address,
        row.place_class_name,
        row.kind_name,
        names["disasters"].get(row.disaster, row.disaster),
        names["sectors"].get(row.sector, row.sector),
        "" if row.lon is None else f"{row.lon:.6f}",
        "" if row.lat is None else f"{row.lat:.6f}",
        row.description,
        str(row.grade_label),
        colour,
        row.check_item,
        row.unit_name,
        row.person_name,
        mask_phone(row.unit_phone),
        row.department_name,
        _minute(row.due_at)[:10],
        row.interim,
        "" if row.money is None else row.money,
        str(row.treatment_label),
        _minute(plan_at)[:10] if plan_at else "",
        "\n".join(f"{_minute(act.at)} {act.label} {act.by_label} {act.words}".strip() for act in acts)[:2000],
        str(row.state_label),
        row.accept_words,
        f"{row.accepter_unit} {row.accepter_label}".strip(),
        _minute(row.accepted_at),
        _minute(row.closed_at),
        names["supervision"].get(row.supervision_level, ""),
        row.supervision_no,
        row.urged,
        sum(int(act.data.get("photos", 0)) for act in acts),
        0 if row.is_over else days_late(row.step_due_at, now),
        row.reopened_count,
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""


def export_risks(*, asked: RiskFilters, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The list of risk points with the colours as they are computed; (file name, file). Points come in by the
    register's own file, whose L, E and C ``adopt_registered`` takes up.

    Raises:
        NotAllowed: no right to take it away.
    """
    actor.demand("hazards.export", "")
    rows = risk_rows(actor.scope, asked, now)
    where = places([row.record.division_path for row in rows])
    columns = (
        (_("登记号"), 11, _("标签上的号")),
        (_("名称"), 24, ""),
        (_("种类"), 14, ""),
        (_("所在区划"), 18, ""),
        (_("地址"), 24, ""),
        (_("评估颜色"), 10, ""),
        (_("显示颜色"), 10, _("有未销号隐患的按隐患标准升色")),
        (_("未销号隐患"), 10, ""),
        ("L", 6, ""),
        ("E", 6, ""),
        ("C", 6, ""),
        ("D", 8, "L × E × C"),
        (_("可能的事故"), 24, ""),
        (_("管控层级"), 10, ""),
        (_("管控单位"), 18, ""),
        (_("管控责任人"), 10, ""),
        (_("评估时间"), 16, ""),
        (_("下次评估"), 12, ""),
        (_("到期未查措施"), 10, ""),
    )
    cells = (_risk_row(row, where[row.record.division_path]) for row in rows)
    listing = Listing(_("风险点"), columns, cells, "hazards")
    return take_away(listing, kind="hazards.risks_exported", rows=len(rows), actor=actor, now=now)


def _risk_row(row: RiskRow, place: str) -> Sequence[Any]:
    point, sheet = row.record, row.sheet
    given = sheet.given if sheet else {}
    return (
        point.code,
        point.name,
        point.kind.name,
        place,
        point.address,
        str(COLOUR_LABELS.get(row.shown.base, "")),
        str(COLOUR_LABELS.get(row.colour, "")),
        row.shown.open_hazards,
        *(_figure(given.get(part)) for part in ("L", "E", "C")),
        _figure(sheet.score if sheet else None),
        sheet.harm if sheet else "",
        str(sheet.keeper_label) if sheet else "",
        sheet.keeper_unit if sheet else "",
        sheet.keeper_person if sheet else "",
        _minute(sheet.assessed_at) if sheet else "",
        _minute(sheet.due_at)[:10] if sheet else "",
        row.late_checks,
    )


def _figure(value: float | None) -> Any:
    """A whole number as a number, others as they are written; empty for none."""
    if value is None:
        return ""
    return int(value) if float(value).is_integer() else f"{value:g}"


def export_cross(*, context: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The table of two dimensions as its page shows it; (file name, file).

    Raises:
        NotAllowed: no right to take it away.
    """
    actor.demand("hazards.export", "")
    heads = context["heads"]
    columns = (
        (f"{context['row_label']} \\ {context['column_label']}", 24, ""),
        *((name, 10, "") for name, _sum, _link in heads),
        (_("合计"), 10, ""),
    )
    lines = [(one["name"], *(n for n, _link in one["cells"]), one["total"]) for one in context["lines"]]
    sums = (_("合计"), *(n for _name, n, _link in heads), context["total"])
    listing = Listing(_("隐患统计表"), columns, [*lines, sums], "hazards")
    return take_away(listing, kind="hazards.ledger_exported", rows=len(lines), actor=actor, now=now)
