"""Who filled a refused form in again has settled it: nobody at the desk need decide about it any more."""

from datetime import datetime
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.states import move
from qianshao.field.models import PhoneCommand
from qianshao.field.states import MOVES, Outcome
from qianshao.journal.services import record

_REASON = "本人重新填报"  # zh: stored with the command


def put_aside_own(uuid: UUID, user_id: int, actor: Actor, now: datetime) -> None:
    """Put the refused command aside if it is this person's own and still open; anything else is left as it is."""
    own = PhoneCommand.objects.unscoped("the person's own refused command").filter(device__user_id=user_id)
    row = own.filter(uuid=uuid, state=Outcome.REFUSED).first()
    if row is None:
        return
    move(row, MOVES["discard"], decided_at=now, decided_by=actor.label[:80], decide_reason=_REASON)
    record(
        kind="field.quarantine_discarded",
        actor=actor,
        now=now,
        subject=("command", row.pk),
        division_path=row.division_path,
        data={"command": str(row.uuid), "kind": row.kind, "device": row.device_id, "reason": _REASON},
    )
