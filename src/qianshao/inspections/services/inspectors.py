"""The list inspectors are drawn from, and where each of them must not go. Every change is in the county's journal."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.selectors import user_by_id
from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.inspections.models import Inspector, Interest
from qianshao.inspections.selectors import inspector_of, interest_of
from qianshao.inspections.services.writing import refuse
from qianshao.journal.services import record
from qianshao.registry.selectors import record_by_code

_COUNTY = 12


def save_inspector(
    *,
    user_id: int,
    unit: str = "",
    certificate: str = "",
    valid_until: date | None = None,
    is_active: bool = True,
    actor: Actor,
    now: datetime,
) -> Inspector:
    """Put a user on the list, correct their line, or take them off it.

    Raises:
        NotFound, NotAllowed.
    """
    user = user_by_id(actor.scope, user_id)
    path = user.division_path or ""
    actor.demand("inspections.draw", path)
    values = {
        "label": user.display_name[:80],
        "unit": unit.strip()[:80],
        "certificate": certificate.strip()[:40],
        "valid_until": valid_until,
        "division_path": path,
        "is_active": is_active,
    }
    with transaction.atomic(durable=True):
        row, _new = Inspector.objects.unscoped("by its user").update_or_create(user_id=user.pk, defaults=values)
        record(
            kind="inspections.inspector_saved",
            actor=actor,
            now=now,
            subject=("inspector", row.pk),
            division_path=path,
            data={"who": row.label},
        )
    found: Inspector = row
    return found


def declare_interest(
    *, inspector_id: int, code: str = "", unit: str = "", words: str = "", actor: Actor, now: datetime
) -> Interest:
    """An inspector must not go to a place (by its label's code) or a unit.

    Raises:
        NotFound, NotAllowed. Invalid: neither place nor unit, or no word about why.
    """
    row = inspector_of(actor.scope, inspector_id)
    actor.demand("inspections.draw", row.division_path)
    place = record_by_code(actor.scope, code) if code.strip() else None
    refuse("" if place or unit.strip() else "interest")
    refuse("" if words.strip() else "interest_words")
    with transaction.atomic(durable=True):
        made: Interest = Interest.objects.create(
            inspector=row,
            place_uid=place.uid if place else None,
            place_name=place.name[:80] if place else "",
            unit="" if place else unit.strip()[:80],
            words=words.strip()[:120],
            made_at=now,
            maker_id=actor.user_id,
            maker_label=actor.label[:80],
        )
        _note("inspections.interest_declared", made, actor, now, words=made.words)
    return made


def withdraw_interest(*, interest_id: int, words: str, actor: Actor, now: datetime) -> Interest:
    """An interest holds no longer; that it did, and who says so why, stays on file.

    Raises:
        NotFound, NotAllowed. Invalid: no words. Stale: withdrawn before.
    """
    row = interest_of(actor.scope, interest_id)
    actor.demand("inspections.draw", row.inspector.division_path)
    refuse("" if words.strip() else "reason")
    facts = {
        "withdrawn_at": now,
        "withdrawer_id": actor.user_id,
        "withdrawer_label": actor.label[:80],
        "withdrawn_words": words.strip()[:200],
    }
    with transaction.atomic(durable=True):
        if not Interest.objects.filter(pk=row.pk, withdrawn_at__isnull=True).update(**facts):
            raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
        _note("inspections.interest_withdrawn", row, actor, now, reason=words.strip()[:120])
    row.refresh_from_db()
    return row


def _note(kind: str, row: Interest, actor: Actor, now: datetime, **data: Any) -> None:
    """At the county: whoever steers a draw by interests leaves a trace that a township cannot hide."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("inspector", row.inspector_id),
        division_path=row.inspector.division_path[:_COUNTY],
        data={"who": row.inspector.label, "what": str(row), **data},
    )
