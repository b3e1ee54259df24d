"""Verbs on shelters."""

from qianshao.places.services.edit_shelter import create_shelter, retire_shelter, reveal_keeper, update_shelter
from qianshao.places.services.edit_standards import add_facility_item, edit_class, edit_facility_item
from qianshao.places.services.inspect_shelter import inspect_shelter
from qianshao.places.services.needs import answer_need, request_need
from qianshao.places.services.set_state import set_state

__all__ = [
    "add_facility_item",
    "answer_need",
    "create_shelter",
    "edit_class",
    "edit_facility_item",
    "inspect_shelter",
    "request_need",
    "retire_shelter",
    "reveal_keeper",
    "set_state",
    "update_shelter",
]
