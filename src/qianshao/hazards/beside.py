"""What rooms above know of a hazard, on its page: each declares ``BESIDE`` in its ``beside.py``.

So the hazard's page shows the cases, inspections or tips that belong to it, and the room imports none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from qianshao.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, in words, and its page."""

    label: str
    words: str
    url: str


Teller = Callable[[Scope, Any, datetime], list[Line]]


def beside(scope: Scope, hazard: Any, now: datetime) -> list[Line]:
    """The lines of every room that has any; each shows only what the reader may see."""
    tellers: list[Teller] = [
        import_module(f"{config.name}.beside").BESIDE
        for config in apps.get_app_configs()
        if config.name.startswith("qianshao.") and config.label != "hazards" and find_spec(f"{config.name}.beside")
    ]
    return [line for tell in tellers for line in tell(scope, hazard, now)]
