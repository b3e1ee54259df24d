"""The head count: should leave = settled + elsewhere + refused + moving + unaccounted (+ returned)."""

from collections.abc import Mapping
from dataclasses import dataclass

from qianshao.evacuation.states import UNACCOUNTED, Whereabouts


@dataclass(frozen=True, slots=True)
class Balance:
    """One line of the count, in people. ``states``: every state with its number, zero included."""

    path: str
    name: str
    should_leave: int
    settled: int
    elsewhere: int
    refused: int
    moving: int
    unaccounted: int
    returned: int
    struck: int
    states: Mapping[str, int]
    moves_first: int = 0
    moves_first_waiting: int = 0

    @property
    def arrived(self) -> int:
        """Safe: at a shelter or with relatives."""
        return self.settled + self.elsewhere

    @property
    def balances(self) -> bool:
        """Whether the sum holds."""
        parts = self.settled + self.elsewhere + self.refused + self.moving + self.unaccounted + self.returned
        return self.should_leave == parts


def balance_of(
    path: str, name: str, states: Mapping[str, int], *, total: int, first: int = 0, waiting: int = 0
) -> Balance:
    """A line from counts by state; ``total`` is counted apart from them, so that the sum says something."""
    full = {state.value: states.get(state, 0) for state in Whereabouts}
    return Balance(
        path=path,
        name=name,
        should_leave=total - full[Whereabouts.STRUCK],
        settled=full[Whereabouts.SETTLED],
        elsewhere=full[Whereabouts.ELSEWHERE],
        refused=full[Whereabouts.REFUSED],
        moving=full[Whereabouts.MOVING],
        unaccounted=sum(full[state] for state in UNACCOUNTED),
        returned=full[Whereabouts.RETURNED],
        struck=full[Whereabouts.STRUCK],
        states=full,
        moves_first=first,
        moves_first_waiting=waiting,
    )
