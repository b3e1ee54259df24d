"""Verbs on people and households."""

from qianshao.people.records.households import HouseholdRow, MemberRow
from qianshao.people.records.persons import PersonRow, PostRow
from qianshao.people.services.assign_post import assign_post, edit_post, end_assignment
from qianshao.people.services.check_file import check_file
from qianshao.people.services.confirm_batch import confirm_batch, drop_batch, undo_batch
from qianshao.people.services.edit_household import (
    Draft,
    create_household,
    move_household,
    retire_household,
    reveal_household_phone,
    update_household,
)
from qianshao.people.services.edit_person import (
    change_phone,
    create_person,
    retire_person,
    reveal_phone,
    update_person,
    verify_person,
)
from qianshao.people.services.edit_zone import create_zone, retire_zone, settle_zone, update_zone
from qianshao.people.services.import_households import import_households
from qianshao.people.services.import_persons import Written, import_persons
from qianshao.people.services.set_member import set_member

__all__ = [
    "Draft",
    "HouseholdRow",
    "MemberRow",
    "PersonRow",
    "PostRow",
    "Written",
    "assign_post",
    "change_phone",
    "check_file",
    "confirm_batch",
    "create_household",
    "create_person",
    "create_zone",
    "drop_batch",
    "edit_post",
    "end_assignment",
    "import_households",
    "import_persons",
    "move_household",
    "retire_household",
    "retire_person",
    "retire_zone",
    "reveal_household_phone",
    "reveal_phone",
    "set_member",
    "settle_zone",
    "undo_batch",
    "update_household",
    "update_person",
    "update_zone",
    "verify_person",
]
