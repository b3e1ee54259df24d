"""The list of shelters as an Excel file, row by row in constant memory; keepers masked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.divisions.choices import places
from qianshao.journal.services import record
from qianshao.places import selectors
from qianshao.places.models import Axis
from qianshao.places.occupancy import occupied
from qianshao.places.selectors.areas import where
from qianshao.places.states import STATE_WORDS

_CHUNK = 500


def export_shelters(*, query: selectors.ShelterQuery, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The list with these filters; (file name, file).

    Raises:
        NotAllowed: no right to export.
    """
    actor.demand("places.export", "")
    scope = where(actor.scope, "places.export")
    columns = (
        (_("编号"), 10, ""),
        (_("名称"), 22, ""),
        (_("地方"), 18, ""),
        (_("级别"), 12, _("GB/T 44013-2024 的五级")),
        (_("时长"), 8, ""),
        (_("空间"), 10, ""),
        (_("依托设施"), 14, ""),
        (_("有效面积"), 9, _("平方米")),
        (_("可容人数"), 9, ""),
        (_("特殊人群床位"), 10, _("包含在可容人数里")),
        (_("在内人数"), 9, _("导出时已签到、未离开的人数")),
        (_("状态"), 10, ""),
        (_("不适用的灾种"), 20, _("受这些灾害威胁的人不安排到这里")),
        (_("地址"), 24, ""),
        (_("管护人"), 20, _("号码已遮盖")),
        (_("上次检查"), 12, ""),
        (_("下次检查"), 12, ""),
        (_("物资"), 26, ""),
    )
    rows = _rows(selectors.shelters_in(scope, query), occupied(scope))
    listing = Listing(_("安置点名册"), columns, rows, "shelters")
    name, file, count = write_listing(listing, now=now, who=actor.label, remark=_("号码已遮盖"))
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="places.exported",
            actor=actor,
            now=now,
            subject=("shelters", None),
            division_path=paths[0] if paths else "",
            data={"count": count},
        )
    return name, file


def _rows(found: Any, counts: dict[int, int]) -> Iterator[Sequence[Any]]:
    names = selectors.class_names()
    where_is: dict[str, str] = {}
    for row in found.iterator(chunk_size=_CHUNK):
        if row.division_path not in where_is:
            where_is |= places([row.division_path])
        yield (
            row.code,
            row.name,
            where_is[row.division_path],
            names.get((Axis.LEVEL, row.level), ""),
            names.get((Axis.DURATION, row.duration), ""),
            str(row.get_space_display()),
            names.get((Axis.BASE, row.base), ""),
            f"{row.area:g}" if row.area else "",
            row.capacity,
            row.special_capacity,
            counts.get(row.pk, 0),
            str(STATE_WORDS[row.state]),
            "、".join(row.threat_words),
            row.address,
            row.masked_keeper,
            row.inspected_on.isoformat() if row.inspected_on else _("没有检查过"),
            row.inspection_due.isoformat() if row.inspection_due else "",
            row.stock_note,
        )
