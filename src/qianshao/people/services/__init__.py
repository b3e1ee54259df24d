"""Verbs on people and households."""

from qianshao.people.services.import_households import HouseholdRow, MemberRow, import_households
from qianshao.people.services.import_persons import PersonRow, PostRow, Written, import_persons

__all__ = [
    "HouseholdRow",
    "MemberRow",
    "PersonRow",
    "PostRow",
    "Written",
    "import_households",
    "import_persons",
]
