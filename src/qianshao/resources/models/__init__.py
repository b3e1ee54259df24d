"""Tables of stock."""

from qianshao.resources.models.counts import CountLine, StockTake
from qianshao.resources.models.items import Category, Certainty, Item
from qianshao.resources.models.minimums import Minimum, Policy, Refill
from qianshao.resources.models.reserves import Reserve, ReserveMode
from qianshao.resources.models.stock import Batch, Entry, EntryKind, Ownership

__all__ = [
    "Batch",
    "Category",
    "Certainty",
    "CountLine",
    "Entry",
    "EntryKind",
    "Item",
    "Minimum",
    "Ownership",
    "Policy",
    "Refill",
    "Reserve",
    "ReserveMode",
    "StockTake",
]
