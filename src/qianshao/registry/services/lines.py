"""What belongs to a record: put down, corrected, dropped."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.phones import phone_fault
from qianshao.core.text import normal_phone
from qianshao.registry.models import Line, Record, Sort
from qianshao.registry.services.writing import note, record_for, revision, save
from qianshao.registry.states import RecordState

_FIELDS = frozenset({"name", "quantity", "unit", "expires_on", "details", "phone"})


def put_line(
    *,
    record_id: int,
    sort: str = "",
    values: Mapping[str, Any],
    line_id: int | None = None,
    version: int = 0,
    actor: Actor,
    now: datetime,
) -> Line:
    """Add a line to a record, or correct the one named by ``line_id`` and ``version``.

    ``values``: name, quantity, unit, expires_on (a date), phone, details.

    Raises:
        Invalid: no name, a sort there is none of, figures that cannot be.
        Stale: somebody else changed the line.
    """
    row = _living(actor, record_id)
    cleaned = _clean(values, whole=line_id is None)
    with transaction.atomic(durable=True):
        if line_id is None:
            if sort not in Sort.values:
                raise Invalid("line.sort", _("没有这一类：{sort}"), sort=sort)
            line = Line.objects.create(record=row, division_path=row.division_path, sort=sort, **cleaned)
        else:
            line = _line(row, line_id)
            _save(line, version, cleaned)
        _leave(row, line, "line_put", actor, now)
    return line


def drop_line(*, record_id: int, line_id: int, version: int, actor: Actor, now: datetime) -> None:
    """Take a line off a record; the row stays, out of sight.

    Raises:
        Stale: somebody else changed the line.
    """
    row = _living(actor, record_id)
    with transaction.atomic(durable=True):
        line = _line(row, line_id)
        _save(line, version, {"is_active": False})
        _leave(row, line, "line_dropped", actor, now)


def _living(actor: Actor, record_id: int) -> Record:
    row = record_for(actor, record_id, "registry.edit")
    if row.state == RecordState.RETIRED:
        raise Invalid("record.retired", _("已注销的登记要先恢复，才能修改"))
    return row


def _line(row: Record, line_id: int) -> Line:
    lines = Line.objects.unscoped("the record was found in scope")
    found: Line | None = lines.filter(pk=line_id, record=row, is_active=True).first()
    if found is None:
        raise NotFound("line.unknown", _("没有找到这一条"))
    return found


def _save(line: Line, version: int, columns: Mapping[str, Any]) -> None:
    rows = Line.objects.unscoped("the record was found in scope").filter(pk=line.pk, version=version)
    if not rows.update(**columns, version=version + 1):
        raise Stale("line.raced", _("别人刚改过，请刷新后再改。"))
    line.refresh_from_db()


def _leave(row: Record, line: Line, act: str, actor: Actor, now: datetime) -> None:
    """The record's history names the line by what it is; a member is a person, so only that there is one."""
    sort = str(Sort(line.sort).label)
    words = sort if line.sort == Sort.MEMBER else f"{sort}：{line.name}"
    save(row, row.version, {})
    changes = {"lines": ["", words] if act == "line_put" else [words, ""]}
    revision(row, act, changes, actor, now).save()
    note(f"registry.{act}", row, actor, now, sort=sort)


def _clean(values: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    if unknown := set(values) - _FIELDS:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    found = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    if (whole or "name" in found) and not found.get("name"):
        raise Invalid("line.name", _("名称没有填"))
    if "quantity" in found and not (isinstance(found["quantity"], int) and found["quantity"] >= 0):
        raise Invalid("line.quantity", _("数量要填 0 或更大的整数"))
    if found.get("expires_on") is not None and not isinstance(found["expires_on"], date):
        raise Invalid("line.date", _("到期日要填日期，例如 2024-05-20"))
    if "phone" in found:
        if fault := phone_fault(found["phone"] or ""):
            raise Invalid("line.phone", "{fault}", fault=fault)
        found["phone"] = normal_phone(found["phone"] or "")
    return {key: value[:80] if key == "name" else value for key, value in found.items()}
