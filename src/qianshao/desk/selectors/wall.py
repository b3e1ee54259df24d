"""What only the wall shows: key posts and the longest waiting, and the curve of answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMinute

from qianshao.calling.models import Case
from qianshao.calling.states import PERSON, CaseState
from qianshao.core.scope import Scope
from qianshao.core.text import mask_name
from qianshao.desk.boards import Board, BoardQuery, PersonRow
from qianshao.desk.rules import curve_path
from qianshao.desk.selectors.board import ENDED, board, find_callout
from qianshao.desk.selectors.people import person_rows

WIDTH, HEIGHT = 1000, 240


@dataclass(frozen=True, slots=True)
class Curve:
    """Answered people over time as SVG paths; `marks` are the moments of escalation."""

    line: str
    area: str
    marks: tuple[float, ...]
    first: datetime
    last: datetime
    top: int
    reached: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Wall:
    """The wall's page."""

    board: Board
    people: tuple[PersonRow, ...]
    curve: Curve | None


def wall(scope: Scope, callout_id: int, *, now: datetime, rows: int = 8) -> Wall:
    """The read-only picture of one call-out; key posts first, then who waits longest."""
    found = board(scope, callout_id, BoardQuery(), now=now, with_people=False)
    callout = find_callout(scope, callout_id)
    cases = Case.objects.within(scope).filter(callout_id=callout_id, recipient_kind=PERSON)
    waiting = cases.filter(state=CaseState.OPEN).order_by("-is_key", "late_at", "pk")[:rows]
    people = tuple(_for_the_wall(row) for row in person_rows(callout, waiting, now=now))
    return Wall(found, people, _curve(cases, found, now))


def _for_the_wall(row: PersonRow) -> PersonRow:
    """Everybody in the hall reads the wall: names of key posts only, no numbers (ux.md §6.8)."""
    return replace(row, phone="", name=row.name if row.is_key else mask_name(row.name))


def _curve(cases: Any, found: Board, now: datetime) -> Curve | None:
    start, end = found.head.started_at, found.head.ended_at or now
    span, need = max((end - start).total_seconds(), 60.0), found.total.need
    if not need:
        return None
    points = [(0.0, 0), *_points(cases, start)]
    reached = points[-1][1]
    points.append((span, reached))
    line = curve_path(points, span, need, WIDTH, HEIGHT)
    steps = found.shown.steps if found.shown else ()
    marks = [(s.at - start).total_seconds() / span * WIDTH for s in steps[1:] if s.at and s.state != "next"]
    return Curve(
        line=line,
        area=f"{line}L{WIDTH},{HEIGHT}L0,{HEIGHT}Z",
        marks=tuple(round(x, 1) for x in marks if 0 < x < WIDTH),
        first=start,
        last=end,
        top=need,
        reached=reached,
    )


def _points(cases: Any, start: datetime) -> Iterator[tuple[float, int]]:
    """How many were accounted for by the end of each minute: one GROUP BY."""
    minutes = cases.filter(state__in=ENDED).annotate(minute=TruncMinute("ended_at")).values("minute")
    total = 0
    for row in minutes.annotate(n=Count("pk")).order_by("minute"):
        total += row["n"]
        yield max(0.0, (row["minute"] - start).total_seconds() + 60), total
