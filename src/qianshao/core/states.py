"""States move by compare-and-set: ``UPDATE … WHERE state = from AND version = v``. Nothing else moves them.

No locks, safe for double clicks and for two devices, the same on both databases (architecture §4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Stale


@dataclass(frozen=True)
class Transition:
    """One allowed move: what it is called, from where, to where, who may."""

    action: str
    sources: frozenset[str]
    target: str
    permission: str = ""

    def allows(self, state: str) -> bool:
        """Whether the move may start from ``state``."""
        return state in self.sources


def table(*rows: tuple[str, Iterable[str], str, str]) -> Mapping[str, Transition]:
    """A transition table from rows of (action, sources, target, permission)."""
    return {row[0]: Transition(row[0], frozenset(row[1]), row[2], row[3]) for row in rows}


def move(obj: models.Model, transition: Transition, **changes: Any) -> None:
    """Move ``obj`` (with ``state`` and ``version`` columns) along ``transition`` and set ``changes``.

    Raises:
        Stale: the row is not in a state this move starts from, or somebody changed it since it was read.
    """
    state, version = obj.state, obj.version  # type: ignore[attr-defined]  # every stateful model has both
    if not transition.allows(state):
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    values = {**changes, "state": transition.target, "version": version + 1}
    rows = type(obj)._base_manager.filter(pk=obj.pk, state=state, version=version).update(**values)
    if not rows:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    for name, value in values.items():
        setattr(obj, name, value)
