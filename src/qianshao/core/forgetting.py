"""What a room forgets when an affair's personal data are destroyed, declared in its ``forgetting.py``.

The room that owns the affair disposes of its own tables and then asks every ``FORGETTERS`` entry; so an upper room
(the phones' commands) forgets with it, though the owner may not import it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Affair:
    """What is over: ``kind`` and ``id`` as in the journal, from when to when, and the ids of its commands."""

    kind: str
    id: int
    begun: datetime
    ended: datetime
    commands: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Forgetter:
    """``forget(affair, now)`` removes personal values inside the caller's transaction and says how many rows.

    ``name`` names the figure in the report; ``tables`` are written anew afterwards.
    """

    name: str
    tables: tuple[str, ...]
    forget: Callable[[Affair, datetime], int]


def forgetters() -> list[Forgetter]:
    """What every room declares."""
    found: list[Forgetter] = []
    for config in apps.get_app_configs():
        if config.name.startswith("qianshao.") and config.label != "core" and find_spec(f"{config.name}.forgetting"):
            found += import_module(f"{config.name}.forgetting").FORGETTERS
    return found
