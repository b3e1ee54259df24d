"""An Update's call-out takes over from the one before: who is still open there is carried on here."""

from datetime import datetime

from qianshao.calling.models import CallOut
from qianshao.calling.services.all_clear import send_all_clear
from qianshao.calling.services.end_cases import Ending, end_cases
from qianshao.calling.services.excuse_cases import excuse_open
from qianshao.calling.states import CALLOUT_MOVES, LIVE, CaseState
from qianshao.core.actor import Actor
from qianshao.core.sql import db_time, execute, fetch_all
from qianshao.core.states import move
from qianshao.journal.services import record

NO_LONGER_WARNED = "预警范围已调整，不再涉及"  # zh: stored as the case's reason


def carry_over(old: CallOut, new: CallOut, *, actor: Actor, now: datetime) -> int:
    """Inside the caller's transaction: open cases that the new call-out has too are *moved*; returns how many.

    Those it has not are no longer warned: the releasing officer excuses them, and they get the all-clear, like
    everybody whom only the old call-out had called. A call-out already over is left alone.
    """
    old.refresh_from_db()
    if old.state not in LIVE:
        return 0
    rows = fetch_all(
        "SELECT o.id, n.id FROM calling_case o LEFT JOIN calling_case n ON n.callout_id = %s "
        "AND n.recipient_kind = o.recipient_kind AND n.recipient_id = o.recipient_id "
        "WHERE o.callout_id = %s AND o.state = 'open'",
        [new.pk, old.pk],
    )
    moved = end_cases([row[0] for row in rows if row[1]], Ending(CaseState.MOVED, now, new.title))
    excuse_open([row[0] for row in rows if not row[1]], old.pk, reason=NO_LONGER_WARNED, actor=actor, now=now)
    send_all_clear(old, now=now, unless_in=new)
    # A later Update that takes them in again calls them again.
    execute(
        "UPDATE calling_case AS c SET cleared_at = %s WHERE c.callout_id = %s AND c.cleared_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM calling_case n WHERE n.callout_id = %s "
        "AND n.recipient_kind = c.recipient_kind AND n.recipient_id = c.recipient_id)",
        [db_time(now), old.pk, new.pk],
    )
    move(old, CALLOUT_MOVES["close"], closed_at=now, closed_by=actor.label[:80])
    record(
        kind="calling.superseded",
        actor=actor,
        now=now,
        subject=("callout", old.pk),
        division_path=old.division_path,
        data={"by": new.pk, "moved": len(moved)},
        is_drill=old.is_drill,
    )
    return len(moved)
