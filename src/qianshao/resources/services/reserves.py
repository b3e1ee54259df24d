"""Goods that are promised: by agreement, by production, by enterprises, by families."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.phones import phone_fault
from qianshao.divisions.selectors import division_by_path
from qianshao.journal.services import record
from qianshao.resources.models import Reserve, ReserveMode
from qianshao.resources.selectors.reserves import reserve_of
from qianshao.resources.selectors.stock import item

MAY = "resources.edit"
FIELDS = (
    "mode", "holder", "quantity", "households", "response_hours", "price_rule", "valid_from", "valid_to",
    "checked_on", "contact_name", "contact_phone",
)  # fmt: skip


def add_reserve(
    *, division_path: str, item_id: int, values: Mapping[str, Any], is_demo: bool = False, actor: Actor, now: datetime
) -> Reserve:
    """Register what somebody promises.

    Raises:
        Invalid: an agreement without an end, a family reserve without households, dates the wrong way round.
    """
    actor.demand(MAY, division_path)
    division_by_path(actor.scope, division_path)
    kept = _checked(values)
    with transaction.atomic(durable=True):
        made = Reserve(division_path=division_path, item=item(item_id), is_demo=is_demo, **kept)
        made.save(force_insert=True)
        _note(made, actor, now)
    return made


def change_reserve(
    *, reserve_id: int, version: int, item_id: int, values: Mapping[str, Any], actor: Actor, now: datetime
) -> Reserve:
    """Change it.

    Raises:
        Invalid: see ``add_reserve``. Stale: somebody else changed it.
    """
    found = reserve_of(actor.scope, reserve_id)
    actor.demand(MAY, found.division_path)
    kept = _checked(values)
    with transaction.atomic(durable=True):
        _claim(found, version)
        for key, value in {**kept, "item": item(item_id)}.items():
            setattr(found, key, value)
        found.save(update_fields=[*kept, "item"])
        _note(found, actor, now)
    return found


def end_reserve(*, reserve_id: int, version: int, words: str, actor: Actor, now: datetime) -> Reserve:
    """It is promised no longer; the row stays for the record.

    Raises:
        Invalid: no reason. Stale: ended or changed by somebody else.
    """
    found = reserve_of(actor.scope, reserve_id)
    actor.demand(MAY, found.division_path)
    why = words.strip()[:120]
    if not why:
        raise Invalid("reserve.words", _("请写明原因"))
    with transaction.atomic(durable=True):
        _claim(found, version, is_active=False)
        data = {"mode": str(found.get_mode_display()), "holder": found.holder, "item": found.item.name, "words": why}
        _record("resources.reserve_ended", found, data, actor, now)
    return found


def reveal_contact(*, reserve_id: int, reason: str, actor: Actor, now: datetime) -> str:
    """The contact's name and whole number, for a reason that goes into the journal.

    Raises:
        NotAllowed, Invalid: see ``accounts.services.reveal_personal``.
    """
    found = reserve_of(actor.scope, reserve_id)
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("reserve", found.pk),
            division_path=found.division_path,
            reason=reason,
            field=str(_("储备联系人电话")),
        )
    return " ".join(filter(None, (found.contact_name, found.contact_phone)))


def _claim(found: Reserve, version: int, **changes: Any) -> None:
    rows = Reserve.objects.unscoped("found in scope").filter(pk=found.pk, version=version, is_active=True)
    if not rows.update(version=version + 1, **changes):
        raise Stale("reserve.raced", _("别人刚改过，请刷新后再改。"))
    found.version = version + 1


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {key: values.get(key) for key in FIELDS}
    for key in ("holder", "price_rule", "contact_name", "contact_phone"):
        kept[key] = str(kept[key] or "").strip()
    if kept["mode"] not in ReserveMode.values or not kept["holder"] or not kept["quantity"]:
        raise Invalid("reserve.what", _("请写明谁储备、储备多少"))
    if kept["mode"] == ReserveMode.FAMILY and not kept["households"]:
        raise Invalid("reserve.households", _("家庭储备要写多少户"))
    if kept["mode"] == ReserveMode.AGREEMENT and not kept["valid_to"]:
        raise Invalid("reserve.end", _("协议储备要写协议到哪天"))
    if kept["valid_from"] and kept["valid_to"] and kept["valid_to"] < kept["valid_from"]:
        raise Invalid("reserve.dates", _("到期日期早于开始日期"))
    if fault := phone_fault(kept["contact_phone"]):
        raise Invalid("reserve.phone", fault)
    return kept


def _note(found: Reserve, actor: Actor, now: datetime) -> None:
    data = {
        "mode": str(found.get_mode_display()),
        "holder": found.holder,
        "item": found.item.name,
        "quantity": found.quantity,
        "unit": found.item.unit,
    }
    _record("resources.reserve_changed", found, data, actor, now)


def _record(kind: str, found: Reserve, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    subject = ("reserve", found.pk)
    record(kind=kind, actor=actor, now=now, subject=subject, division_path=found.division_path, data=data)
