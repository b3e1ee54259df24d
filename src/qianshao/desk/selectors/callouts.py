"""The list of call-outs with their numbers."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from qianshao.calling.models import CallOut, Case
from qianshao.calling.states import CALLOUT_LABELS, HOUSEHOLD, LIVE, PERSON, CallOutState
from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope, subtree
from qianshao.desk.boards import CallOutHead, CallOutLine, Tally
from qianshao.desk.rules import hazard_icon
from qianshao.desk.selectors.tallies import tally_of, with_tallies
from qianshao.divisions.selectors import names_of


def head_of(row: CallOut, area: str) -> CallOutHead:
    """A call-out as pages show it."""
    return CallOutHead(
        id=row.pk,
        number=f"JY-{row.started_at.astimezone(BEIJING):%Y%m%d}-{row.pk:02d}",
        title=row.title,
        brief=row.brief,
        colour="" if row.colour == "*" else row.colour,
        hazard=row.hazard,
        icon=hazard_icon(row.hazard),
        state=row.state,
        state_words=str(CALLOUT_LABELS[CallOutState(row.state)]),
        is_live=row.state in LIVE,
        is_drill=row.is_drill,
        started_at=row.started_at,
        started_by=row.started_by,
        filled=row.filled_at is not None,
        not_after=row.not_after,
        ended_at=row.closed_at or row.lifted_at,
        total=row.total,
        version=row.version,
        area=area,
        division_path=row.division_path,
        cause=(row.cause_kind, row.cause_id),
    )


def visible_callouts(scope: Scope) -> Any:
    """Call-outs that concern the scope: inside it, or of an area above it that has people in it."""
    own = scope.filter()
    for path in scope.paths:
        for size in range(4, len(path), 4):
            own |= subtree_root(path[:size])
    return CallOut.objects.unscoped("widened to the areas above; cases stay within the scope").filter(own)


def subtree_root(path: str) -> Any:
    """The condition that a call-out was started for exactly this area."""
    return subtree(path).__class__(division_path=path)


def callout_lines(scope: Scope, *, now: datetime, state: str = "", limit: int = 50) -> list[CallOutLine]:
    """The newest call-outs, running ones first, with people and households counted within the scope."""
    found = visible_callouts(scope)
    if state == "live":
        found = found.filter(state__in=LIVE)
    elif state == "over":
        found = found.exclude(state__in=LIVE)
    rows = sorted(found.order_by("-started_at")[:limit], key=lambda r: r.state not in LIVE)
    counts = _counts(scope, [row.pk for row in rows], now)
    names = names_of({row.division_path for row in rows})
    return [
        CallOutLine(
            head_of(row, names.get(row.division_path, "")),
            counts[row.pk].get(PERSON, Tally()),
            counts[row.pk].get(HOUSEHOLD, Tally()),
        )
        for row in rows
    ]


def running_callouts(scope: Scope, *, now: datetime) -> list[CallOutLine]:
    """Those that still have people to account for."""
    return callout_lines(scope, now=now, state="live", limit=20)


def _counts(scope: Scope, ids: list[int], now: datetime) -> dict[int, dict[str, Tally]]:
    cases = Case.objects.within(scope).filter(callout_id__in=ids).values("callout_id", "recipient_kind")
    found: dict[int, dict[str, Tally]] = defaultdict(dict)
    for row in with_tallies(cases, now):
        found[row["callout_id"]][row["recipient_kind"]] = tally_of(row)
    return found


def tallies_of(scope: Scope, callout_id: int, *, now: datetime) -> tuple[Tally, Tally]:
    """People and households of one call-out, counted within the scope."""
    found = _counts(scope, [callout_id], now).get(callout_id, {})
    return found.get(PERSON, Tally()), found.get(HOUSEHOLD, Tally())
