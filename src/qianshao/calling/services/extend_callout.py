"""The alert holds longer than first said: the call-out goes on, an expired one resumes where it stood."""

from datetime import datetime

from django.db import transaction

from qianshao.calling.models import CallOut
from qianshao.calling.services.lift_callout import callout_of
from qianshao.calling.states import CALLOUT_MOVES, CallOutState
from qianshao.core.actor import Actor
from qianshao.core.sql import db_time, execute
from qianshao.core.states import move
from qianshao.journal.services import record


def extend_callout(callout_id: int, *, not_after: datetime, actor: Actor, now: datetime) -> CallOut:
    """Let a call-out run until ``not_after``; never shortens it.

    Raises:
        NotFound, NotAllowed: not theirs.
    """
    callout = callout_of(callout_id, actor, "calling.start")
    if not_after <= callout.not_after:
        return callout
    with transaction.atomic(durable=True):
        CallOut.objects.unscoped("it was in scope").filter(pk=callout.pk).update(not_after=not_after)
        if callout.state == CallOutState.EXPIRED:
            resume(callout, actor=actor, now=now)
    callout.refresh_from_db()
    return callout


def resume(callout: CallOut, *, actor: Actor, now: datetime) -> None:
    """Inside the caller's transaction: calls go on where they stood; who waits at a door waits there still."""
    move(callout, CALLOUT_MOVES["resume"])
    count = sum(
        execute(
            "UPDATE calling_case SET due_at = %s WHERE callout_id = %s AND ladder_index = %s AND state = 'open' "
            "AND due_at IS NULL AND NOT (step = %s AND try_no > 0)",
            [db_time(now), callout.pk, index, len(plan.steps) - 1],
        )
        for index, plan in enumerate(callout.plans)
    )
    record(
        kind="calling.resumed",
        actor=actor,
        now=now,
        subject=("callout", callout.pk),
        division_path=callout.division_path,
        data={"open": count},
        is_drill=callout.is_drill,
    )
