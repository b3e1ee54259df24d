"""Tables of stock, plans and money."""

from qianshao.resources.models.batches import StockBatch
from qianshao.resources.models.counts import CountLine, StockTake
from qianshao.resources.models.items import Category, Certainty, Item
from qianshao.resources.models.minimums import Minimum, Policy, Refill
from qianshao.resources.models.money import (
    BondCategory,
    BondItem,
    BondProject,
    BudgetEntry,
    BudgetLine,
    Head,
    MatchingVersion,
    Source,
    Step,
)
from qianshao.resources.models.moves import DispatchRules, Move, MoveLine, Pick
from qianshao.resources.models.planning import Figure, PlanKind, PlanRun
from qianshao.resources.models.requisitions import ObjectSort, Requisition
from qianshao.resources.models.reserves import Reserve, ReserveMode
from qianshao.resources.models.stock import Batch, Entry, EntryKind, Ownership

__all__ = [
    "Batch",
    "BondCategory",
    "BondItem",
    "BondProject",
    "BudgetEntry",
    "BudgetLine",
    "Category",
    "Certainty",
    "CountLine",
    "DispatchRules",
    "Entry",
    "EntryKind",
    "Figure",
    "Head",
    "Item",
    "MatchingVersion",
    "Minimum",
    "Move",
    "MoveLine",
    "ObjectSort",
    "Ownership",
    "Pick",
    "PlanKind",
    "PlanRun",
    "Policy",
    "Refill",
    "Requisition",
    "Reserve",
    "ReserveMode",
    "Source",
    "Step",
    "StockBatch",
    "StockTake",
]
