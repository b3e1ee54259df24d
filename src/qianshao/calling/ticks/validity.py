"""A call-out past its validity stops calling and waits for an officer; a clock that went back is put right."""

from datetime import datetime, timedelta

from django.db import transaction

from qianshao.calling.models import CallOut
from qianshao.calling.rules import MAX_WAIT_S
from qianshao.calling.states import CALLOUT_MOVES, CallOutState
from qianshao.calling.ticks.frozen import ENGINE
from qianshao.core.sql import db_time, execute, fetch_all
from qianshao.core.states import move
from qianshao.journal.services import Note, record_many


def sweep_validity(now: datetime, limit: int) -> int:
    """Expire running call-outs whose alert is over while people are still open; returns how many.

    Nobody is ended by it: the desk sees them and lifts, extends or knocks on. Without open people it just rests.
    """
    found = CallOut.objects.unscoped("the engine serves every area").filter(
        state=CallOutState.RUNNING, not_after__lte=now
    )
    done = 0
    for callout in found.order_by("not_after")[:limit]:
        with transaction.atomic(durable=True):
            done += _expire(callout, now)
    return done


def _expire(callout: CallOut, now: datetime) -> int:
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
    """No ladder waits longer than a day: a due time farther off was set by a clock that has gone back since."""
    with transaction.atomic(durable=True):
        far = db_time(now + timedelta(seconds=MAX_WAIT_S + 60))
        count = execute(
            "UPDATE calling_case SET due_at = %s WHERE state = 'open' AND due_at > %s", [db_time(now), far]
        )
        if count:
            note = Note("calling.clock_corrected", ("callout", None), "", {"count": count})
            record_many([note], actor=ENGINE, now=now)
    return count
