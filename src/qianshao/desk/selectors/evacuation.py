"""Running evacuations as the desk and the wall show them: numbers only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.core.scope import Scope
from qianshao.desk.boards import GroupRow, Tally
from qianshao.divisions.levels import Level
from qianshao.evacuation.rules.balance import Balance
from qianshao.evacuation.selectors import balance, balances_of, orders
from qianshao.evacuation.states import OrderState

TOWN = 4 * Level.TOWNSHIP
SEVERITY = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}


@dataclass(frozen=True, slots=True)
class LeavingLine:
    """One running order: should = safe + moving + refused + unaccounted."""

    id: int
    title: str
    colour: str
    is_drill: bool
    deadline: datetime | None
    should: int
    safe: int
    moving: int
    refused: int
    unaccounted: int

    @property
    def inside(self) -> int:
        """Who may still be in danger: everybody not known to be safe."""
        return self.should - self.safe


def leaving_lines(scope: Scope) -> tuple[LeavingLine, ...]:
    """The running orders that concern the scope's people, the gravest and most urgent first; two queries."""
    if not scope.may("evacuation.view"):
        return ()
    found = list(orders(scope, states=(OrderState.ORDERED,)).prefetch_related(None))
    counts = balances_of(scope, [order.pk for order in found])
    lines = [_line(order, counts[order.pk]) for order in found if order.pk in counts]
    return tuple(sorted(lines, key=lambda line: (SEVERITY.get(line.colour, 9), line.deadline, line.id)))


def _line(order: Any, counts: Balance) -> LeavingLine:
    return LeavingLine(
        id=order.pk,
        title=order.title,
        colour=order.colour,
        is_drill=order.is_drill,
        deadline=order.deadline,
        should=counts.should_leave,
        safe=counts.arrived + counts.returned,
        moving=counts.moving,
        refused=counts.refused,
        unaccounted=counts.unaccounted,
    )


def leaving_towns(scope: Scope, lines: tuple[LeavingLine, ...]) -> tuple[GroupRow, ...]:
    """Safe and should leave by township, over all running orders; refusals count as late."""
    towns: dict[str, Tally] = defaultdict(Tally)
    for line in lines:
        for row in balance(scope, line.id).rows:
            safe = row.arrived + row.returned
            tally = Tally(need=row.should_leave, answered=safe, open=row.should_leave - safe, late=row.refused)
            towns[row.path[:TOWN]].add(tally)
    return tuple(GroupRow(path, "", tally) for path, tally in sorted(towns.items()))
