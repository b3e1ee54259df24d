"""Townships that answered and still owe the first reply's three words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qianshao.calling.models import CallOut
from qianshao.calling.selectors.report import missing_replies
from qianshao.calling.states import LIVE
from qianshao.core.scope import Scope
from qianshao.desk.boards import CallOutHead
from qianshao.desk.selectors.board import find_callout
from qianshao.desk.selectors.callouts import head_of, visible_callouts
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import names_of

MOST = 500
TOWN = 4 * Level.TOWNSHIP


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One post that owes its reply: since when, and how long past the limit."""

    head: CallOutHead
    case_id: int
    town: str
    name: str
    post: str
    answered_at: datetime
    late: timedelta


def late_replies(scope: Scope, *, now: datetime, callout_id: int | None = None) -> list[ReplyLine]:
    """Who owes it in one call-out, or in every live one; the longest waiting first.

    Raises:
        NotFound: the call-out is none of the scope's.
    """
    rows = [find_callout(scope, callout_id)] if callout_id else list(visible_callouts(scope).filter(state__in=LIVE))
    found = [line for row in rows for line in _lines(scope, row, now)]
    return sorted(found, key=lambda line: line.answered_at)


def late_reply_count(scope: Scope, *, now: datetime, callout_id: int | None = None) -> int:
    """How many, for a figure."""
    rows = visible_callouts(scope).filter(state__in=LIVE)
    if callout_id:
        rows = rows.filter(pk=callout_id)
    return sum(missing_replies(scope, row, now).count() for row in rows)


def _lines(scope: Scope, callout: CallOut, now: datetime) -> list[ReplyLine]:
    cases = list(missing_replies(scope, callout, now)[:MOST])
    names = names_of({callout.division_path, *(case.division_path[:TOWN] for case in cases)})
    head = head_of(callout, names.get(callout.division_path, ""))
    plans = callout.plans
    return [
        ReplyLine(
            head,
            case.pk,
            names.get(case.division_path[:TOWN], ""),
            case.name,
            case.post_label,
            case.ended_at,
            now - case.ended_at - timedelta(seconds=plans[case.ladder_index].first_reply_s or 0),
        )
        for case in cases
        if case.ended_at is not None
    ]
