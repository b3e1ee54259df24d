"""The desk's front page: what is on, who has answered, where not, what just came in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.desk.boards import Board, BoardQuery, CallOutLine, GroupRow
from qianshao.desk.selectors.board import board
from qianshao.desk.selectors.callouts import running_callouts
from qianshao.desk.selectors.evacuation import LeavingLine, leaving_lines, leaving_towns
from qianshao.desk.selectors.feed import FeedRow, feed

SEVERITY = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the bottom strip."""

    title: str
    value: int
    unit: str
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DeskHome:
    """Everything the front page shows."""

    lines: tuple[CallOutLine, ...]
    board: Board | None
    feed: tuple[FeedRow, ...]
    figures: tuple[Figure, ...]
    now: datetime
    leaving: tuple[LeavingLine, ...] = ()
    leaving_rows: tuple[GroupRow, ...] = ()


def desk_home(scope: Scope, *, now: datetime, extra: tuple[Figure, ...] = ()) -> DeskHome:
    """The front page for one scope; the most severe running call-out leads."""
    lines = sorted(
        running_callouts(scope, now=now),
        key=lambda line: (SEVERITY.get(line.head.colour, 9), -line.head.started_at.timestamp()),
    )
    first = board(scope, lines[0].head.id, BoardQuery(), now=now, with_people=False) if lines else None
    leaving = leaving_lines(scope)
    figures = (*_figures(lines), *_leaving_figures(leaving), *extra)
    rows = leaving_towns(scope, leaving)
    return DeskHome(tuple(lines), first, feed(scope, limit=30), figures, now, leaving, rows)


def _figures(lines: list[CallOutLine]) -> tuple[Figure, ...]:
    """Sums over all running call-outs."""
    people, homes = [line.people for line in lines], [line.households for line in lines]
    late, to_call, to_confirm = (
        sum(values) for values in ((t.late for t in people), (t.need for t in people), (t.need for t in homes))
    )
    return (
        Figure(_("正在叫应"), len(lines), _("次")),
        Figure(_("责任人已应"), sum(t.done for t in people), _("/ {n} 人").format(n=f"{to_call:,}")),
        Figure(_("超时未应"), late, _("人"), "c-bad" if late else ""),
        Figure(_("住户已确认"), sum(t.done for t in homes), _("/ {n} 户").format(n=f"{to_confirm:,}")),
    )


def _leaving_figures(lines: tuple[LeavingLine, ...]) -> tuple[Figure, ...]:
    """Safe and still inside, over all running orders; nothing while nobody has to leave."""
    if not lines:
        return ()
    safe, should = sum(line.safe for line in lines), sum(line.should for line in lines)
    inside = should - safe
    return (
        Figure(_("已转移"), safe, _("/ {n} 人").format(n=f"{should:,}")),
        Figure(_("还没到安全处"), inside, _("人"), "c-bad" if inside else ""),
    )
