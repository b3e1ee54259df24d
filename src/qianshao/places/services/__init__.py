"""Verbs on shelters."""

from qianshao.places.services.edit_shelter import create_shelter, retire_shelter, reveal_keeper, update_shelter
from qianshao.places.services.edit_standards import add_facility_item, edit_class, edit_facility_item
from qianshao.places.services.import_shelters import check_file, confirm_batch, drop_batch, undo_batch
from qianshao.places.services.inspect_shelter import inspect_shelter
from qianshao.places.services.needs import answer_need, request_need
from qianshao.places.services.set_state import set_state

__all__ = [
    "add_facility_item",
    "answer_need",
    "check_file",
    "confirm_batch",
    "create_shelter",
    "drop_batch",
    "edit_class",
    "edit_facility_item",
    "inspect_shelter",
    "request_need",
    "retire_shelter",
    "reveal_keeper",
    "set_state",
    "undo_batch",
    "update_shelter",
]
