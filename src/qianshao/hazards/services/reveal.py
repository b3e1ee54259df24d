"""The full number of a hazard's unit, for a reason that the journal keeps."""

from datetime import datetime

from django.db import transaction

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.hazards.selectors.ledger import hazard_of


def reveal_unit_phone(*, hazard_id: int, reason: str, actor: Actor, now: datetime) -> str:
    """The number; counted and capped.

    Raises:
        NotFound, NotAllowed, Invalid: see ``accounts.services.reveal_personal``.
    """
    hazard = hazard_of(actor.scope, hazard_id)
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("hazard", hazard.pk),
            division_path=hazard.division_path,
            reason=reason,
            field="责任单位电话",  # zh: stored in the journal
        )
    return str(hazard.unit_phone)
