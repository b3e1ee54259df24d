"""An officer decides about what a phone sent in vain (held, or refused): let it run, or put it aside. With a reason.

It runs in the officer's name and with the officer's rights: nobody knows who held the phone. The phone's own time
stays with it. What is put aside is kept.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.states import move
from qianshao.core.sync import Position, Push
from qianshao.core.units import group, unit
from qianshao.field.models import PhoneCommand
from qianshao.field.selectors.held import DECIDE, held_by_id
from qianshao.field.services.run_commands import run_push
from qianshao.field.states import MOVES, OPEN, Outcome
from qianshao.journal.services import record

MIN_REASON = 2


def run_held(*, command_id: int, reason: str, actor: Actor, now: datetime) -> PhoneCommand:
    """Let a held command run after all; if it is refused, it stays in the inbox.

    Raises:
        NotFound, NotAllowed: not the officer's. Invalid: no reason, or the verb refused, in its words.
        Stale: decided already.
    """
    row = _open(command_id, reason, actor)
    with group():
        move(row, MOVES["run"], **_decision(actor, reason, now))
        result = run_push(_push(row, actor, now))
        if result.state != Outcome.DONE:
            raise Invalid(result.code, result.message)
        _note("field.quarantine_run", row, reason, actor, now)
    return row


def discard_held(*, command_id: int, reason: str, actor: Actor, now: datetime) -> PhoneCommand:
    """Put a held command aside. It is kept with the reason and never runs.

    Raises:
        NotFound, NotAllowed: not the officer's. Invalid: no reason. Stale: decided already.
    """
    row = _open(command_id, reason, actor)
    with unit():
        move(row, MOVES["discard"], **_decision(actor, reason, now))
        _note("field.quarantine_discarded", row, reason, actor, now)
    return row


def _open(command_id: int, reason: str, actor: Actor) -> PhoneCommand:
    row = held_by_id(actor.scope, command_id)
    actor.demand(DECIDE, row.division_path)
    if len(reason.strip()) < MIN_REASON:
        raise Invalid("held.reason", _("请写明理由。"))
    if row.state not in OPEN:
        raise Stale("held.decided", _("这一条别人已经处理了。"))
    return row


def _decision(actor: Actor, reason: str, now: datetime) -> dict[str, object]:
    return {"decided_at": now, "decided_by": actor.label[:80], "decide_reason": reason.strip()[:200]}


def _push(row: PhoneCommand, actor: Actor, now: datetime) -> Push:
    return Push(
        id=row.uuid,
        kind=row.kind,
        made_at=row.made_at,
        received_at=now,
        payload=row.said,
        actor=actor,
        device_id=row.device_id,
        position=Position(**row.position) if row.position else None,
        attachments=row.attachment_ids,
    )


def _note(kind: str, row: PhoneCommand, reason: str, actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("command", row.pk),
        division_path=row.division_path,
        data={"command": str(row.uuid), "kind": row.kind, "device": row.device_id, "reason": reason.strip()[:200]},
    )
