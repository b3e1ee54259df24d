"""The visits of a list as an Excel file, row by row in constant memory. Sealed visits are in nobody's file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sheets.listing import Listing
from qianshao.divisions.choices import places
from qianshao.divisions.selectors import codes_of
from qianshao.inspections.models import Answer, Signature
from qianshao.inspections.selectors import Filters, visits
from qianshao.journal.exports import take_away

_CHUNK = 500


def export_visits(*, filters: Filters, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The rows of the list; (file name, file). A file travels: not even its maker's sealed visits go into it.

    Raises:
        NotAllowed: no right to take the list away. Invalid: more rows than a sheet holds.
    """
    actor.demand("inspections.export", "")
    found = visits(actor.scope, filters)
    listing = Listing(_("巡查检查台账"), _columns(), _rows(found), "inspections")
    return take_away(listing, kind="inspections.exported", rows=found.count(), actor=actor, now=now)


def _columns() -> Sequence[tuple[str, int, str]]:
    return (
        (_("类型"), 12, ""),
        (_("场所编码"), 12, ""),
        (_("场所名称"), 20, ""),
        (_("场所类别"), 14, ""),
        (_("所属单位"), 20, ""),
        (_("行政区划代码"), 14, ""),
        (_("所在区划"), 16, ""),
        (_("地址"), 24, ""),
        (_("期限"), 16, ""),
        (_("安排给谁"), 14, ""),
        (_("状态"), 8, ""),
        (_("是否逾期完成"), 10, ""),
        (_("漏检或取消原因"), 24, ""),
        (_("开始时间"), 16, ""),
        (_("完成时间"), 16, ""),
        (_("到场证明"), 12, _("现场扫码、定位在场以外的都不算证明")),
        (_("离场所（米）"), 10, ""),
        (_("检查人员"), 24, ""),
        (_("签字人"), 16, _("拒绝签字的写明")),
        (_("检查表版本"), 8, _("0 是出厂的")),
        (_("合格项"), 8, ""),
        (_("不合格项"), 8, ""),
        (_("不适用项"), 8, ""),
        (_("隐患编号"), 30, ""),
        (_("情况"), 30, ""),
    )


def _rows(found: Any) -> Iterator[Sequence[Any]]:
    rows = found.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        paths = sorted({row.division_path for row in chunk})
        names, codes = places(paths), codes_of(paths)
        signed, hazards = _beside([row.pk for row in chunk])
        for row in chunk:
            beside = signed.get(row.pk, []), hazards.get(row.pk, [])
            yield _row(row, beside, names[row.division_path], codes.get(row.division_path, ""))


def _beside(keys: Sequence[int]) -> tuple[dict[int, list[Signature]], dict[int, list[str]]]:
    """Who signed these visits and which hazards were found. Not prefetched: rows that hold each other stay in memory
    until somebody collects them.
    """
    signed: dict[int, list[Signature]] = {}
    for one in Signature.objects.filter(visit_id__in=keys).order_by("id"):
        signed.setdefault(one.visit_id, []).append(one)
    hazards: dict[int, list[str]] = {}
    found = Answer.objects.filter(visit_id__in=keys).exclude(hazard_no="").order_by("id")
    for visit_id, no in found.values_list("visit_id", "hazard_no"):
        hazards.setdefault(visit_id, []).append(no)
    return signed, hazards


def _row(row: Any, beside: tuple[Sequence[Signature], Sequence[str]], where: str, code: str) -> Sequence[Any]:
    signed, hazards = beside
    others = [
        _("拒签：{words}").format(words=s.words) if s.is_refused else s.name for s in signed if not s.is_inspector
    ]
    return (
        str(row.kind_label),
        row.code if row.started_at else "",  # whoever reads it before has it in hand without having been there
        row.place_name,
        row.place_class_name,
        row.owner_org,
        code,
        where,
        row.address,
        _minute(row.due_at),
        row.assignee_label,
        str(row.state_label),
        _("是") if row.is_late else "",
        row.reason,
        _minute(row.started_at),
        _minute(row.finished_at),
        str(row.presence_label),
        "" if row.metres is None else round(row.metres),
        "、".join(s.name for s in signed if s.is_inspector),
        "、".join(others),
        "" if row.checklist_version is None else row.checklist_version,
        row.passed,
        row.failed,
        row.skipped,
        "、".join(hazards),
        row.words,
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""
