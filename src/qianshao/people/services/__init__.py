"""Verbs on people and households."""

from qianshao.people.services.check_file import check_file
from qianshao.people.services.confirm_batch import confirm_batch, drop_batch, undo_batch
from qianshao.people.services.import_households import HouseholdRow, MemberRow, import_households
from qianshao.people.services.import_persons import PersonRow, PostRow, Written, import_persons

__all__ = [
    "HouseholdRow",
    "MemberRow",
    "PersonRow",
    "PostRow",
    "Written",
    "check_file",
    "confirm_batch",
    "drop_batch",
    "import_households",
    "import_persons",
    "undo_batch",
]
