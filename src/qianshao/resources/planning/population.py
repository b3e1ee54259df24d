"""People by village, asked of the rooms that list them: ``population.residents`` by name, as occupancy is."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from qianshao.core.scope import Scope

#: Village path → (people, mean longitude, mean latitude of their homes).
Residents = Mapping[str, tuple[int, float | None, float | None]]


def counters() -> list[Callable[[Scope], Residents]]:
    """Every room's counter."""
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.population"
        if config.name.startswith("qianshao.") and find_spec(name):
            found.append(import_module(name).residents)
    return found


def residents(scope: Scope) -> dict[str, tuple[int, float | None, float | None]]:
    """People by village; the first room that knows a village says where its homes are."""
    found: dict[str, tuple[int, float | None, float | None]] = {}
    for counter in counters():
        for path, (people, lon, lat) in counter(scope).items():
            before, east, north = found.get(path, (0, None, None))
            found[path] = (before + people, lon if east is None else east, lat if north is None else north)
    return found
