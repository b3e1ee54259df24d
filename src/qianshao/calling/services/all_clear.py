"""The all-clear goes to exactly the people who were warned, in one statement."""

from datetime import datetime, timedelta

from qianshao.calling.models import CallOut
from qianshao.calling.services.wording import CLEAR_KEY, OUTSIDE_KEY
from qianshao.channels.services import enqueue_select
from qianshao.core.sql import Select, db_time, truth

VALID = timedelta(hours=24)


def send_all_clear(
    callout: CallOut, *, now: datetime, unless_in: CallOut | None = None, only_cleared: bool = False
) -> int:
    """Tell everybody the call-out has called; returns how many messages were written.

    ``unless_in``: not those whom this other call-out calls now (they are still under a warning).
    ``only_cleared``: those whom a smaller area has left out at ``now``, in words of their own. The key of a message
    is one per case, so whoever was told once is never told again.
    """
    still = ""
    key = OUTSIDE_KEY if only_cleared or unless_in is not None else CLEAR_KEY
    text = callout.texts.get(key, callout.texts.get(CLEAR_KEY))
    params: list[object] = [text, db_time(now), db_time(now + VALID), callout.pk]
    if unless_in is not None:
        still = (
            "AND NOT EXISTS (SELECT 1 FROM calling_case n WHERE n.callout_id = %s "
            "AND n.recipient_kind = c.recipient_kind AND n.recipient_id = c.recipient_id)"
        )
        params.append(unless_in.pk)
    if only_cleared:
        still += " AND c.cleared_at = %s"
        params.append(db_time(now))
    return enqueue_select(
        Select(
            "SELECT 'c' || c.id || '-clear', 'sms', 'case', c.id, 0, 1, c.name, c.address_enc, "
            f"{_cast('%s', 'bigint')}, {_cast('%s', 'timestamptz')}, {_cast('%s', 'timestamptz')}, "
            f"{truth(callout.is_drill)}, c.division_path, 1 FROM calling_case c "
            f"WHERE c.callout_id = %s AND c.attempts > 0 AND c.address_enc <> '' {still}",
            tuple(params),
        ),
        now=now,
    )


def _cast(mark: str, kind: str) -> str:
    """PostgreSQL cannot guess the type of a bare parameter in a SELECT list; SQLite needs no telling."""
    return f"CAST({mark} AS {kind})" if truth(True) == "TRUE" else mark
