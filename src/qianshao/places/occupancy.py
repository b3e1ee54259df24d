"""How many people are in each shelter: counted by the room that keeps the lists of evacuees, above this one.

That room declares ``occupancy(scope) -> {shelter id: people}`` in a module ``occupancy.py``; it is looked up by name,
so that this room need not know who is above it (like journal kinds and phone commands).
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from qianshao.core.scope import Scope

Counter = Callable[[Scope], Mapping[int, int]]


def counters() -> list[Counter]:
    """Every room's counter."""
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.occupancy"
        if config.name.startswith("qianshao.") and config.label != "places" and find_spec(name):
            found.append(import_module(name).occupancy)
    return found


def occupied(scope: Scope) -> dict[int, int]:
    """People by shelter; shelters nobody is in are missing."""
    sums: dict[int, int] = {}
    for counter in counters():
        for shelter_id, people in counter(scope).items():
            sums[shelter_id] = sums.get(shelter_id, 0) + people
    return sums
