"""What every verb of this room does: find in scope, write by compare-and-set, leave a revision and a note."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.divisions.models import Division
from qianshao.journal.services import record
from qianshao.registry.models import Kind, Record, Revision

T = TypeVar("T")


def kind_for(code: str, *, active: bool = True) -> Kind:
    """The kind with this code.

    Raises:
        Invalid: none such, or one no longer in use.
    """
    found = Kind.objects.filter(code=code).first()
    if found is None or (active and not found.is_active):
        raise Invalid("kind.unknown", _("没有这个种类：{code}"), code=code)
    return found


def demand_area(path: str) -> None:
    """Raises:
    Invalid: no such division.
    """
    if not Division.objects.unscoped("the path was demanded").filter(path=path).exists():
        raise Invalid("division.unknown", _("没有这个区划：{path}"), path=path)


def record_for(actor: Actor, record_id: int, action: str) -> Record:
    """A record on which the actor may do ``action``, whatever its state.

    Raises:
        NotFound: not in the actor's area.
        NotAllowed: there, but not this.
    """
    found: Record | None = Record.objects.within(actor.scope).filter(pk=record_id).select_related("kind").first()
    if found is None:
        raise NotFound("record.unknown", _("没有找到这条登记，或不在您的辖区"))
    actor.demand(action, found.division_path)
    return found


def save(row: Record, version: int, columns: Mapping[str, Any]) -> None:
    """Write columns by compare-and-set; the row has the new version afterwards.

    Raises:
        Stale: somebody else changed it.
        Invalid: the name is taken.
    """
    rows = Record.objects.unscoped("the record was found in scope").filter(pk=row.pk, version=version)
    if not once(lambda: rows.update(**columns, version=version + 1)):
        raise Stale("record.raced", _("别人刚改过这条登记，请刷新后再改。"))
    row.version = version + 1


def once(write: Callable[[], T]) -> T:
    """Write under the rules of the table.

    Raises:
        Invalid: a record of this kind and name is there already.
    """
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        raise Invalid("record.double", _("本地已有同类同名的登记")) from error


def revision(row: Record, act: str, changes: Mapping[str, Any], actor: Actor, now: datetime) -> Revision:
    """What one change changed; not saved yet."""
    return Revision(
        record_id=row.pk,
        division_path=row.division_path,
        version=row.version,
        at=now,
        actor_label=actor.label[:80],
        actor_id=actor.user_id,
        act=act,
        changes=dict(changes),
    )


def note(kind: str, row: Record, actor: Actor, now: datetime, **data: Any) -> None:
    """Write what happened to a record into the journal."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("record", row.pk),
        division_path=row.division_path,
        data={"kind": row.kind.name, "name": row.name, **data},
    )
