"""A call-out past its validity stops calling and waits for an officer; a clock that went back is put right.

Both repair themselves when a wrong clock is corrected: a call-out that expired by a leap of the clock runs again,
and a due time that a fast clock set far ahead is drawn in to what its ladder allows (G-C1).
"""

from datetime import datetime, timedelta

from django.db import transaction

from qianshao.calling.models import CallOut
from qianshao.calling.rules import longest_wait
from qianshao.calling.services.extend_callout import resume
from qianshao.calling.states import CALLOUT_MOVES, CallOutState
from qianshao.calling.ticks.frozen import ENGINE
from qianshao.core.sql import db_time, execute, fetch_all
from qianshao.core.states import move
from qianshao.journal.services import Note, record_many

#: Seconds a due time may lie beyond its ladder's longest wait before the clock is to blame.
SLACK_S = 60


def sweep_validity(now: datetime, limit: int) -> int:
    """Expire running call-outs whose alert is over while people are still open; returns how many changed.

    Nobody is ended by it: the desk sees them and lifts, extends or knocks on. Without open people it just rests.
    One that is within its validity again (extended, or the clock was wrong) goes on.
    """
    known = CallOut.objects.unscoped("the engine serves every area")
    over = known.filter(state=CallOutState.RUNNING, not_after__lte=now).order_by("not_after")[:limit]
    again = known.filter(state=CallOutState.EXPIRED, not_after__gt=now).order_by("not_after")[:limit]
    done = 0
    for callout in over:
        with transaction.atomic(durable=True):
            done += expire(callout, now)
    for callout in again:
        with transaction.atomic(durable=True):
            resume(callout, actor=ENGINE, now=now)
            done += 1
    return done


def expire(callout: CallOut, now: datetime) -> int:
    """Inside the caller's transaction: nothing is due any more; returns whether anybody was still open."""
    left = fetch_all("SELECT COUNT(*) FROM calling_case WHERE callout_id = %s AND state = 'open'", [callout.pk])[0][0]
    if not left:
        return 0
    move(callout, CALLOUT_MOVES["expire"])
    execute("UPDATE calling_case SET due_at = NULL WHERE callout_id = %s AND state = 'open'", [callout.pk])
    note = Note(
        "calling.expired", ("callout", callout.pk), callout.division_path, {"open": left}, is_drill=callout.is_drill
    )
    record_many([note], actor=ENGINE, now=now)
    return 1


def sweep_clock(now: datetime, _limit: int) -> int:
    """Draw in due times farther off than their ladder ever waits: a clock that has gone back since set them."""
    count = 0
    for callout in CallOut.objects.unscoped("the engine serves every area").filter(state=CallOutState.RUNNING):
        with transaction.atomic(durable=True):
            count += _draw_in(callout, now)
    return count


def _draw_in(callout: CallOut, now: datetime) -> int:
    count = 0
    for index, plan in enumerate(callout.plans):
        wait = longest_wait(plan)
        count += execute(
            "UPDATE calling_case SET due_at = %s "
            "WHERE state = 'open' AND due_at > %s AND callout_id = %s AND ladder_index = %s",
            [
                db_time(now + timedelta(seconds=wait)),
                db_time(now + timedelta(seconds=wait + SLACK_S)),
                callout.pk,
                index,
            ],
        )
    if count:
        note = Note("calling.clock_corrected", ("callout", callout.pk), callout.division_path, {"count": count})
        record_many([note], actor=ENGINE, now=now)
    return count
