"""How many people are in each shelter, asked by the room of shelters, which does not know this one."""

from qianshao.core.scope import Scope
from qianshao.evacuation import selectors


def occupancy(scope: Scope) -> dict[int, int]:
    """People by shelter, of orders that run; drills are not counted."""
    return selectors.occupancy(scope)
