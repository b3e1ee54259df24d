"""What other rooms offer to whoever has read a place's label: each declares ``OFFERS`` in its ``at_label.py``.

So a phone that reads the label of a shop offers the inspection due there, and this room imports none of them.
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
class Reader:
    """Who stands there: ``on_phone`` a bound phone, which opens pages of its own only."""

    scope: Scope
    user_id: int | None
    on_phone: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. ``words``: a line below it; ``first``: why one is there, so it stands above everything else."""

    label: str
    icon: str
    url: str
    words: str = ""
    first: bool = False


Teller = Callable[[Reader, Any], list[Offer]]


def offers(reader: Reader, record: Any) -> list[Offer]:
    """The buttons of every room that has any; each offers only what the reader may do."""
    tellers: list[Teller] = [
        import_module(f"{config.name}.at_label").OFFERS
        for config in apps.get_app_configs()
        if config.name.startswith("qianshao.") and config.label != "registry" and find_spec(f"{config.name}.at_label")
    ]
    return [offer for tell in tellers for offer in tell(reader, record)]
