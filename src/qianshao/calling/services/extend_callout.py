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
            _resume(callout, actor, now)
    callout.refresh_from_db()
    return callout


def _resume(callout: CallOut, actor: Actor, now: datetime) -> None:
    move(callout, CALLOUT_MOVES["resume"])
    count = execute(
        "UPDATE calling_case SET due_at = %s WHERE callout_id = %s AND state = 'open' AND due_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM calling_doortask d WHERE d.case_id = calling_case.id AND d.state = 'open')",
        [db_time(now), callout.pk],
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
