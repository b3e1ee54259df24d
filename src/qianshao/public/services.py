"""Publish the telephones of offices."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.divisions.selectors import names_of
from qianshao.journal.services import record
from qianshao.public.models import DutyLine
from qianshao.public.rules import line_fault
from qianshao.public.selectors import line

MOST_ORDER = 999


def save_line(
    *,
    division_path: str,
    name: str,
    phone: str,
    hours: str = "",
    order: int = 0,
    line_id: int | None = None,
    version: int = 0,
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> DutyLine:
    """Publish a line, or change one (``line_id`` and the ``version`` that was read).

    Raises:
        Invalid: no name, no such area, a personal or impossible number, a name the area has already.
        Stale: somebody changed it meanwhile.
    """
    actor.demand("public.lines", division_path)
    old = line(actor.scope, line_id) if line_id is not None else None
    if old:
        actor.demand("public.lines", old.division_path)
    given = _checked(division_path, name, phone, hours, order, is_demo)
    given |= {"changed_at": now, "changed_by": actor.label[:80], "is_demo": is_demo}
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                saved = _changed(old, version, given) if old else DutyLine.objects.create(**given)
        except IntegrityError as error:
            raise Invalid("line.taken", _("这个地方已经有同名的电话了。")) from error
        _record("public.line_saved", saved, actor, now)
    return saved


def drop_line(*, line_id: int, version: int, actor: Actor, now: datetime) -> None:
    """Take a line down; the journal keeps that it was there.

    Raises:
        Stale: somebody changed it meanwhile.
    """
    old = line(actor.scope, line_id)
    actor.demand("public.lines", old.division_path)
    with transaction.atomic(durable=True):
        _changed(old, version, {"is_active": False, "changed_at": now, "changed_by": actor.label[:80]})
        _record("public.line_dropped", old, actor, now)


def _checked(path: str, name: str, phone: str, hours: str, order: int, is_demo: bool) -> dict[str, object]:
    if not name.strip() or len(name.strip()) > 40:
        raise Invalid("line.name", _("写清是哪个办公室，最多 40 个字。"))
    if path not in names_of({path}):
        raise Invalid("line.area", _("没有找到这个区划。"))
    fault = line_fault(phone)
    if fault and not is_demo:  # numbers of the demonstration are ones no phone can have
        raise Invalid("line.phone", str(fault))
    kept = max(0, min(order, MOST_ORDER))
    return {
        "division_path": path,
        "name": name.strip(),
        "phone": phone.strip(),
        "hours": hours.strip()[:40],
        "order": kept,
    }


def _changed(old: DutyLine, version: int, given: dict[str, object]) -> DutyLine:
    same = DutyLine.objects.unscoped("a row the verb has authorised").filter(pk=old.pk, version=version)
    if not same.update(version=version + 1, **given):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    found: DutyLine = DutyLine.objects.unscoped("a row the verb has authorised").get(pk=old.pk)
    return found


def _record(kind: str, row: DutyLine, actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("duty_line", row.pk),
        division_path=row.division_path,
        data={"name": row.name},
    )
