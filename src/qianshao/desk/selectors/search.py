"""Searching everything at once: what each room's finders find for this person."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from qianshao.core.finders import Finder, Hit
from qianshao.core.scope import Scope

EACH = 6  # of every kind, so that a hundred households do not push out the one store
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What one finder found; ``first`` numbers its hits within the whole answer."""

    name: str
    label: str
    icon: str
    first: int
    hits: tuple[Hit, ...]

    @property
    def numbered(self) -> list[tuple[int, Hit]]:
        """The hits with their numbers, which the keyboard steps through."""
        return list(enumerate(self.hits, start=self.first))


@cache
def finders() -> tuple[Finder, ...]:
    """The finders of all installed rooms, lower rooms first."""
    rooms = [app.name for app in apps.get_app_configs() if app.name.startswith("qianshao.")]
    found = [import_module(f"{room}.find").FINDERS for room in rooms if find_spec(f"{room}.find")]
    return tuple(finder for group in found for finder in group)


def search_all(scope: Scope, text: str, each: int = EACH) -> list[Found]:
    """What this person may see that matches; nothing for an empty question."""
    return list(_groups(scope, text.strip()[:_LONGEST], each))


def _groups(scope: Scope, text: str, each: int) -> Iterator[Found]:
    if not text:
        return
    first = 0
    for finder in finders():
        if not scope.may(finder.action):
            continue
        hits = tuple(finder.find(scope, text, each))
        if hits:
            yield Found(finder.name, str(finder.label), finder.icon, first, hits)
            first += len(hits)
