"""The warned area shrank: those outside are told once and called no more; those inside notice nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from qianshao.calling.models import CallOut
from qianshao.calling.selectors.outside import outside_condition
from qianshao.calling.services.all_clear import send_all_clear
from qianshao.calling.services.excuse_cases import excuse_open
from qianshao.calling.services.lift_callout import callout_of
from qianshao.calling.services.supersede_callout import NO_LONGER_WARNED
from qianshao.calling.states import LIVE
from qianshao.core.actor import Actor
from qianshao.core.sql import Select, db_time, fetch_all
from qianshao.journal.services import record


def narrow_callout(callout_id: int, inside: Mapping[str, Sequence[Select]], *, actor: Actor, now: datetime) -> int:
    """Let go of everybody of the call-out who is not ``inside`` any more; returns how many.

    Each is told once that the warning no longer concerns them (if they had been called at all); open ones are excused
    by the releasing officer. Run again (a crash, another Update), it finds only those who are new outside.

    Args:
        inside: by recipient kind, sources with a ``recipient_id`` each. A kind that is not named has nobody inside.

    Raises:
        NotFound, NotAllowed: not theirs.
    """
    callout = callout_of(callout_id, actor, "calling.start")
    if callout.state not in LIVE:
        return 0
    with transaction.atomic(durable=True):
        cleared = [
            row for kind in ("person", "household") for row in _clear(callout, kind, inside.get(kind, ()), now)
        ]
        if not cleared:
            return 0
        told = send_all_clear(callout, now=now, only_cleared=True)
        still_open = [key for key, state in cleared if state == "open"]
        excuse_open(still_open, callout.pk, reason=NO_LONGER_WARNED, actor=actor, now=now)
        record(
            kind="calling.narrowed",
            actor=actor,
            now=now,
            subject=("callout", callout.pk),
            division_path=callout.division_path,
            data={"count": len(cleared), "told": told, "cases": [key for key, _state in cleared[:500]]},
            is_drill=callout.is_drill,
        )
    return len(cleared)


def _clear(callout: CallOut, kind: str, inside: Sequence[Select], now: datetime) -> list[tuple[int, str]]:
    """Mark those outside, each once; returns id and state."""
    condition, params = outside_condition(inside)
    rows = fetch_all(
        "UPDATE calling_case AS c SET cleared_at = %s WHERE c.callout_id = %s AND c.recipient_kind = %s "
        f"AND {condition} RETURNING id, state",
        [db_time(now), callout.pk, kind, *params],
    )
    return [(int(key), str(state)) for key, state in rows]
