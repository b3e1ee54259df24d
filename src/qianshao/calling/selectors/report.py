"""The close-out report, and the question a watchdog asks: is anybody forgotten?"""

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from qianshao.calling.models import CallOut
from qianshao.core.sql import db_time, fetch_all, read_time

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
    rows = fetch_all(
        "SELECT ended_at FROM calling_case WHERE callout_id = %s AND state IN ('answered', 'confirmed')", [callout.pk]
    )
    times = [moment for row in rows if (moment := read_time(row[0])) is not None]
    return round(median((moment - callout.started_at).total_seconds() for moment in times), 1) if times else None


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
