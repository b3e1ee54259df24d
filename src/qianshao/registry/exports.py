"""The list of a kind as an Excel file, row by row in constant memory; keepers masked, personal fields left out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.divisions.choices import places
from qianshao.journal.services import record
from qianshao.registry.rules.shown import shown_value

_CHUNK = 500


def export_records(*, kind: Any, found: Any, actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """``found``: the rows in scope, as the list filters them; (file name, file).

    Raises:
        NotAllowed: no right to see the register.
    """
    actor.demand("registry.view", "")
    fields = [field for field in kind.fields if not field.get("personal")]
    columns = (
        (_("登记号"), 11, _("标签上的号")),
        (_("名称"), 24, ""),
        (_("地方"), 18, ""),
        (_("地址"), 24, ""),
        (_("经度"), 11, "WGS-84"),
        (_("纬度"), 11, "WGS-84"),
        (_("所属单位"), 18, ""),
        (_("负责人"), 20, _("号码已遮盖")),
        (_("风险等级"), 10, ""),
        *((_heading(field), 14, "") for field in fields),
        (_("状态"), 8, ""),
        (_("上次核实"), 12, ""),
        (_("下次核实"), 12, _("过了这一天还没有核实的，页面上标“到期未核”")),
    )
    listing = Listing(kind.name[:31], columns, _rows(found, fields), kind.code)
    name, file, count = write_listing(listing, now=now, who=actor.label, remark=_("号码已遮盖"))
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind="registry.exported",
            actor=actor,
            now=now,
            subject=("registry_kind", kind.pk),
            division_path=paths[0] if paths else "",
            data={"kind": kind.name, "count": count},
        )
    return name, file


def _heading(field: Any) -> str:
    return f"{field['label']}（{field['unit']}）" if field.get("unit") else str(field["label"])


def _rows(found: Any, fields: Sequence[Any]) -> Iterator[Sequence[Any]]:
    where: dict[str, str] = {}
    for row in found.iterator(chunk_size=_CHUNK):
        if row.division_path not in where:
            where |= places([row.division_path])
        yield (
            row.code,
            row.name,
            where[row.division_path],
            row.address,
            "" if row.lon is None else f"{row.lon:.6f}",
            "" if row.lat is None else f"{row.lat:.6f}",
            row.owner_org,
            row.masked_keeper,
            str(row.get_grade_display()) if row.grade else "",
            *(_cell(field, row.details.get(field["key"])) for field in fields),
            str(row.get_state_display()),
            _day(row.verified_at),
            _day(row.next_check_at),
        )


def _cell(field: Any, value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and field["type"] == "int":
        return value
    return shown_value({**field, "unit": ""}, value)


def _day(value: datetime | None) -> str:
    return value.date().isoformat() if value else ""
