"""The stock as an Excel file."""

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
from qianshao.resources.selectors.board import stock_rows
from qianshao.resources.selectors.stores import stores


def export_stock(*, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """Every batch with stock; (file name, file)."""
    actor.demand("resources.view", "")
    columns = (
        (_("仓库"), 22, ""),
        (_("仓库登记号"), 12, ""),
        (_("地方"), 18, ""),
        (_("编码"), 8, ""),
        (_("物资"), 18, ""),
        (_("数量"), 9, _("导出时账面数")),
        (_("单位"), 6, ""),
        (_("批号"), 12, ""),
        (_("归属"), 12, ""),
        (_("货主"), 14, ""),
        (_("生产日期"), 12, ""),
        (_("到期日期"), 12, ""),
        (_("下次检测"), 12, ""),
        (_("货位"), 10, ""),
    )
    listing = Listing(_("物资台账"), columns, _rows(stock_rows(actor.scope), actor.scope), "stock")
    name, file, count = write_listing(listing, now=now, who=actor.label)
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="resources.exported",
            actor=actor,
            now=now,
            subject=("stock", None),
            division_path=paths[0] if paths else "",
            data={"count": count},
        )
    return name, file


def _rows(found: Any, scope: Scope) -> Iterator[Sequence[Any]]:
    where_is: dict[str, str] = {}
    codes = dict(stores(scope).values_list("pk", "code"))
    for row in found.iterator(chunk_size=500):
        if row.division_path not in where_is:
            where_is |= places([row.division_path])
        yield (
            row.store_name,
            codes.get(row.store_id, ""),
            where_is[row.division_path],
            row.item.code,
            row.item.name,
            row.stock,
            row.item.unit,
            row.lot,
            str(row.get_ownership_display()),
            row.owner,
            row.made_on.isoformat() if row.made_on else "",
            row.expires_on.isoformat() if row.expires_on else "",
            row.test_due.isoformat() if row.test_due else "",
            row.shelf,
        )
