"""Questions about moves, sources and requisitions. Each takes ``scope`` first."""

from qianshao.resources.dispatch.selectors.figures import figures, figures_versions
from qianshao.resources.dispatch.selectors.first import first_there, group_words
from qianshao.resources.dispatch.selectors.moves import MoveQuery, counts, move_by_code, move_of, moves
from qianshao.resources.dispatch.selectors.requisitions import owed, requisition_of, requisitions
from qianshao.resources.dispatch.selectors.sources import sources

__all__ = [
    "MoveQuery",
    "counts",
    "figures",
    "figures_versions",
    "first_there",
    "group_words",
    "move_by_code",
    "move_of",
    "moves",
    "owed",
    "requisition_of",
    "requisitions",
    "sources",
]
