"""What a room lets people find from anywhere (Ctrl K), declared in its ``find.py`` as ``FINDERS``.

The desk gathers them, as it gathers map layers; a finder asks its room's selectors, so it finds nothing outside the
person's area and shows no number that the room's own list would mask.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from qianshao.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, a short remark beside it (where, what), and its page."""

    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of things to be found; ``action`` must be held somewhere. ``find(scope, text, limit)``."""

    name: str
    label: "str | Promise"
    icon: str
    action: str
    find: Callable[[Scope, str, int], Iterable[Hit]]
