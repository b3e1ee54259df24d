"""The warning is over: calls stop, everybody who was warned is told, the open ones are excused by name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.calling import rules
from qianshao.calling.models import CallOut
from qianshao.calling.services.all_clear import send_all_clear
from qianshao.calling.services.excuse_cases import excuse_open
from qianshao.calling.states import CALLOUT_MOVES
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.sql import fetch_all
from qianshao.core.states import move
from qianshao.journal.services import record


def lift_callout(callout_id: int, *, reason: str, actor: Actor, now: datetime) -> CallOut:
    """Lift a call-out that runs or has expired (a Cancel, or the officer's decision).

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: no reason. Stale: it is lifted or closed already.
    """
    callout = callout_of(callout_id, actor, "calling.lift")
    if actor.kind != "user":
        raise NotAllowed("lift.nobody", _("解除叫应要由具名负责人来做。"))
    if not rules.is_reason(reason):
        raise Invalid("lift.reason", _("请写明解除的理由，至少四个字。"))
    with transaction.atomic(durable=True):
        move(
            callout,
            CALLOUT_MOVES["lift"],
            lifted_at=now,
            lifted_by=actor.label[:80],
            lift_reason=reason.strip()[:200],
        )
        all_clear = send_all_clear(callout, now=now)
        excused = excuse_open(open_ids(callout), callout.pk, reason=reason, actor=actor, now=now)
        record(
            kind="calling.lifted",
            actor=actor,
            now=now,
            subject=("callout", callout.pk),
            division_path=callout.division_path,
            data={"reason": reason.strip(), "excused": excused, "all_clear": all_clear},
            is_drill=callout.is_drill,
        )
    return callout


def callout_of(callout_id: int, actor: Actor, action: str) -> CallOut:
    """The call-out, if the actor may do ``action`` on it.

    Raises:
        NotFound: none in the actor's area. NotAllowed: theirs to see only.
    """
    found: CallOut | None = CallOut.objects.within(actor.scope).filter(pk=callout_id).first()
    if found is None:
        raise NotFound("callout.unknown", _("没有找到这场叫应，或不在您的辖区。"))
    actor.demand(action, found.division_path)
    return found


def open_ids(callout: CallOut) -> list[int]:
    """The cases nobody has ended."""
    return [
        row[0]
        for row in fetch_all("SELECT id FROM calling_case WHERE callout_id = %s AND state = 'open'", [callout.pk])
    ]
