"""Who can be there first: teams, vehicles, stores, equipment around a place, each with the reason."""

from dataclasses import dataclass
from typing import Any

from qianshao.core.scope import Scope
from qianshao.registry.models import Group
from qianshao.resources.dispatch.selectors.figures import figures
from qianshao.resources.dispatch.selectors.register import living
from qianshao.resources.dispatch.selectors.sources import reach, way

GROUPS = ("team", "vehicle", "store", "equipment", "fire")
_MOST, _SHOWN = 3000, 10


@dataclass(frozen=True, slots=True)
class First:
    """One who could come: the record, the minutes, why, and whether its data is overdue for a check."""

    record: Any
    minutes: int | None
    why: str
    faded: bool


def first_there(scope: Scope, lon: float, lat: float, *, now: Any, shown: int = _SHOWN) -> dict[str, list[First]]:
    """By group, the quickest first; only records with a place."""
    rules = figures()
    found: dict[str, list[First]] = {}
    for group in GROUPS:
        rows = list(living(scope, group).filter(lon__isnull=False)[:_MOST])
        by_key = {row.pk: row for row in rows}
        ranked = reach(lon, lat, [(row, 0, True) for row in rows], rules)[:shown]
        found[group] = [_first(by_key[one.candidate.key], one, rules, now) for one in ranked]
    return found


def _first(row: Any, one: Any, rules: Any, now: Any) -> First:
    faded = row.next_check_at is not None and row.next_check_at < now
    return First(row, one.minutes, way(one, rules), faded)


def group_words(group: str) -> str:
    """A group of the register as people say it."""
    return str(Group(group).label)
