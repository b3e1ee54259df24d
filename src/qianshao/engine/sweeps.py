"""The sweeps each room declares in its ``ticks.py`` as ``SWEEPS``, gathered in floor order."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from qianshao.core.sweeps import Sweep


def gather() -> list[Sweep]:
    """Every room's sweeps, lower floors first."""
    found: list[Sweep] = []
    for config in apps.get_app_configs():
        if config.name.startswith("qianshao.") and find_spec(f"{config.name}.ticks"):
            found.extend(import_module(f"{config.name}.ticks").SWEEPS)
    return found
