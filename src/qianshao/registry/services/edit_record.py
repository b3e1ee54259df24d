"""One record: written down, corrected; its keeper's number shown with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.registry.models import Kind, Line, Record
from qianshao.registry.records import PERSONAL, apply, clean, difference, in_words, label_of, values_of
from qianshao.registry.rules import new_code, next_check
from qianshao.registry.services.writing import demand_area, kind_for, note, once, record_for, revision, save
from qianshao.registry.states import RecordState


def create_record(
    *,
    kind: str,
    values: Mapping[str, Any],
    state: str = RecordState.ACTIVE,
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> Record:
    """Write a record down. ``values``: flat, by the keys of ``records.WORDS`` and of the kind's fields.

    Raises:
        Invalid: no name or area, a value that cannot be, a name that is taken.
    """
    found = kind_for(kind)
    path = values.get("division_path") or ""
    if not path:
        raise Invalid("record.area", _("没有选所在区划"))
    actor.demand("registry.edit", path)
    demand_area(path)
    cleaned = clean(found, values, whole=True, is_demo=is_demo)
    with transaction.atomic(durable=True):
        return write_new(found, cleaned, state=state, is_demo=is_demo, actor=actor, now=now)


def write_new(
    kind: Kind,
    cleaned: Mapping[str, Any],
    *,
    state: str = RecordState.ACTIVE,
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> Record:
    """Write cleaned values as a new record inside the caller's transaction."""
    row = fresh(kind, cleaned, now=now, state=state, is_demo=is_demo)
    once(row.save)
    revision(row, "create", difference(kind, {}, cleaned), actor, now).save()
    note("registry.created", row, actor, now)
    return row


def fresh(kind: Kind, cleaned: Mapping[str, Any], *, now: datetime, state: str, is_demo: bool) -> Record:
    """A new record from cleaned values; not saved."""
    row = Record(kind=kind, code=new_code(), state=state, made_at=now, is_demo=is_demo, version=1)
    row.next_check_at = next_check(now, kind.check_days)
    for key, value in apply(row, kind, {"is_public": kind.is_public, **cleaned}).items():
        setattr(row, key, value)
    return row


def change_record(*, record_id: int, version: int, values: Mapping[str, Any], actor: Actor, now: datetime) -> Record:
    """Correct a record; a value that is not named stays as it is.

    Raises:
        NotFound, NotAllowed: not in the area, or no right to edit there.
        Invalid: a value that cannot be, or a record that was given up.
        Stale: somebody else changed it.
    """
    row = record_for(actor, record_id, "registry.edit")
    cleaned = clean(row.kind, values, is_demo=row.is_demo)
    demand_move(row, cleaned, actor)
    with transaction.atomic(durable=True):
        return write_change(row, version, cleaned, actor=actor, now=now)


def demand_move(row: Record, cleaned: Mapping[str, Any], actor: Actor) -> None:
    """Whoever moves a record to another area must hold that one too."""
    path = cleaned.get("division_path", row.division_path)
    if path != row.division_path:
        actor.demand("registry.edit", path)
        demand_area(path)


def write_change(row: Record, version: int, cleaned: Mapping[str, Any], *, actor: Actor, now: datetime) -> Record:
    """Write cleaned values over a record inside the caller's transaction; nothing when nothing differs."""
    if row.state == RecordState.RETIRED:
        raise Invalid("record.retired", _("已注销的登记要先恢复，才能修改"))
    changes = difference(row.kind, values_of(row), cleaned)
    if not changes and version == row.version:
        return row
    save(row, version, apply(row, row.kind, cleaned))
    row.refresh_from_db()
    if "division_path" in changes:
        lines = Line.objects.unscoped("lines go with their record").filter(record=row)
        lines.update(division_path=row.division_path)
    revision(row, "change", changes, actor, now).save()
    note("registry.changed", row, actor, now, fields=in_words(row.kind, changes))
    return row


def reveal_record(*, record_id: int, key: str, reason: str, actor: Actor, now: datetime) -> str:
    """A personal value in clear, for a reason that goes into the journal. ``key``: keeper_phone, or a field's.

    Raises:
        NotAllowed, Invalid: see ``accounts.services.reveal_personal``; no personal value of that name.
    """
    row = record_for(actor, record_id, "registry.reveal")
    if key not in PERSONAL | row.kind.personal_keys:
        raise Invalid("record.field", _("{kind}没有“{field}”这一项"), kind=row.kind.name, field=key)
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("record", row.pk),
            division_path=row.division_path,
            reason=reason,
            field=label_of(row.kind, key),
        )
    return str(values_of(row).get(key) or "")
