"""The close-out report, and the question a watchdog asks: is anybody forgotten?"""

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qianshao.calling.models import Answer, CallOut, Case
from qianshao.calling.states import CaseState
from qianshao.core.scope import Scope
from qianshao.core.sql import db_time, fetch_all, read_time

#: The first reply: who is in command, which villages are affected, how many have been moved.
FIRST_WORDS = ["in_command", "villages_affected", "persons_moved"]
STATES = ("open", "answered", "reached", "confirmed", "excused", "moved")


def close_out_report(callout: CallOut, *, now: datetime) -> dict[str, Any]:
    """Counts by state and kind, median seconds to an answer, calls by step: what R1 wants fed back upward."""
    rows = fetch_all(
        "SELECT recipient_kind, state, COUNT(*) FROM calling_case WHERE callout_id = %s GROUP BY 1, 2", [callout.pk]
    )
    counts = dict.fromkeys(STATES, 0)
    kinds: dict[str, int] = {}
    for kind, state, count in rows:
        counts[state] += count
        kinds[kind] = kinds.get(kind, 0) + count
    return {
        "total": sum(kinds.values()),
        "persons": kinds.get("person", 0),
        "households": kinds.get("household", 0),
        **counts,
        "median_seconds": median_seconds(callout),
        "minutes_run": round((now - callout.started_at).total_seconds() / 60, 1),
        "by_step": by_step(callout),
        "doors": fetch_all("SELECT COUNT(*) FROM calling_doortask WHERE callout_id = %s", [callout.pk])[0][0],
        "made_at": now.isoformat(),
    }


def standing(callout_id: int) -> dict[str, int]:
    """Counts by state and the total: one indexed query, cheap enough to ask every second."""
    counts = dict.fromkeys(STATES, 0)
    rows = fetch_all("SELECT state, COUNT(*) FROM calling_case WHERE callout_id = %s GROUP BY 1", [callout_id])
    counts |= {state: int(count) for state, count in rows}
    return {**counts, "total": sum(counts.values())}


def median_seconds(callout: CallOut) -> float | None:
    """Half of those who answered did so within this time."""
    answered = "FROM calling_case WHERE callout_id = %s AND state IN ('answered', 'confirmed')"
    count = int(fetch_all(f"SELECT COUNT(*) {answered}", [callout.pk])[0][0])
    if not count:
        return None
    middle = fetch_all(
        f"SELECT ended_at {answered} ORDER BY ended_at LIMIT %s OFFSET %s",
        [callout.pk, 2 - count % 2, (count - 1) // 2],
    )
    times = [moment for row in middle if (moment := read_time(row[0])) is not None]
    return round(median((moment - callout.started_at).total_seconds() for moment in times), 1)


def by_step(callout: CallOut) -> list[dict[str, Any]]:
    """Per ladder and rung: how many were called by it, and how many of them answered before the next."""
    rows = fetch_all(
        "SELECT ladder_index, step, state IN ('answered', 'confirmed'), COUNT(*) FROM calling_case "
        "WHERE callout_id = %s AND attempts > 0 GROUP BY 1, 2, 3",
        [callout.pk],
    )
    found = []
    for index, plan in enumerate(callout.plans):
        mine = [(step, bool(ended), int(count)) for ladder, step, ended, count in rows if ladder == index]
        found += [
            {
                "audience": plan.audience,
                "step": number,
                "label": rung.label,
                "called": sum(count for step, _ended, count in mine if step >= number),
                "answered": sum(count for step, ended, count in mine if step == number and ended),
            }
            for number, rung in enumerate(plan.steps)
        ]
    return found


def missing_replies(scope: Scope, callout: CallOut, now: datetime) -> "QuerySet[Case]":
    """Cases answered too long ago without the first reply's three words (R1: 15 minutes for a township).

    One of the three counts; a note of the desk (how somebody was reached) is none of them.
    """
    late = Q(pk__in=[])
    for index, plan in enumerate(callout.plans):
        if plan.first_reply_s is not None:
            since = now - timedelta(seconds=plan.first_reply_s)
            late |= Q(ladder_index=index, ended_at__lte=since)
    said = Answer.objects.filter(case=OuterRef("pk"), words__has_any_keys=FIRST_WORDS)
    mine = Case.objects.within(scope).filter(late, callout=callout, state=CaseState.ANSWERED)
    return mine.filter(~Exists(said)).order_by("ended_at")


def overdue_cases(now: datetime, *, seconds: int) -> int:
    """Open cases of running call-outs whose due time passed ``seconds`` ago: the engine is late or dead."""
    return int(
        fetch_all(
            "SELECT COUNT(*) FROM calling_case c JOIN calling_callout o ON o.id = c.callout_id "
            "WHERE c.state = 'open' AND c.due_at < %s AND o.state = 'running'",
            [db_time(now - timedelta(seconds=seconds))],
        )[0][0]
    )


def forgotten_cases() -> int:
    """Open cases of running call-outs that are neither due at any time nor waited for at a door: must be 0."""
    return int(
        fetch_all(
            "SELECT COUNT(*) FROM calling_case c JOIN calling_callout o ON o.id = c.callout_id "
            "WHERE c.state = 'open' AND c.due_at IS NULL AND o.state = 'running' AND NOT EXISTS "
            "(SELECT 1 FROM calling_doortask d WHERE d.case_id = c.id AND d.state = 'open')"
        )[0][0]
    )
