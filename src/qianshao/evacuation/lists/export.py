"""The one list as an Excel file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.divisions.choices import places
from qianshao.evacuation.lists.selectors import ACTION, exposures
from qianshao.journal.services import record

MOST_ROWS = 60_000
_CHUNK = 1000


def export_one_list(*, filters: dict[str, Any], actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The rows with these filters of ``exposures``; (file name, file). No phone and no identity number is in it.

    Raises:
        NotAllowed: no right to see the lists.
        Invalid: more than ``MOST_ROWS``.
    """
    actor.demand(ACTION, "")
    found = exposures(actor.scope, **filters)
    if found.count() > MOST_ROWS:
        raise Invalid("export.too_large", _("超过 {n} 条，太大了。请先按乡镇筛选，再分开导出。"), n=MOST_ROWS)
    columns = (
        (_("地方"), 18, _("乡镇和村")),
        (_("户编号"), 10, _("空着的是待登记")),
        (_("姓名"), 10, _("整户写户主，个人写本人")),
        (_("按户或按人"), 10, ""),
        (_("人数"), 6, _("几份名册不一致时，处理之前取多的")),
        (_("住址"), 24, ""),
        (_("危险区"), 18, ""),
        (_("类别"), 24, _("哪几类名册上有")),
        (_("依据"), 40, _("哪个部门、什么原因")),
        (_("待处理"), 8, _("几处不一致，等人处理")),
    )
    name, file, count = write_listing(
        Listing(_("应转移人员一张表"), columns, _rows(found), "exposures"), now=now, who=actor.label
    )
    _record(count, actor, now)
    return name, file


def _rows(found: Any) -> Iterator[Sequence[Any]]:
    words = places(sorted(set(found.order_by("division_path").values_list("division_path", flat=True).distinct())))
    for row in found.iterator(chunk_size=_CHUNK):
        why = "；".join(dict.fromkeys(f"{r['department']} {r['words']}".strip() for r in row.why))
        yield (
            words[row.division_path],
            row.household.code if row.household else "",
            row.name,
            _("个人") if row.member_id else _("整户"),
            row.heads,
            row.address,
            row.zone.name if row.zone else "",
            "、".join(row.kind_labels),
            why,
            row.conflicts,
        )


def _record(count: int, actor: Actor, now: datetime) -> None:
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="evacuation.exported",
            actor=actor,
            now=now,
            subject=("exposures", None),
            division_path=paths[0] if paths else "",
            data={"list": str(_("应转移人员一张表")), "count": count, "full": str(_("不含号码"))},
        )
