"""Tables of people and households."""

from qianshao.people.models.batches import Batch, BatchState
from qianshao.people.models.households import DangerZone, Household, Member, Need
from qianshao.people.models.persons import Assignment, Person, Post, Slot, current_on

__all__ = [
    "Assignment",
    "Batch",
    "BatchState",
    "DangerZone",
    "Household",
    "Member",
    "Need",
    "Person",
    "Post",
    "Slot",
    "current_on",
]
