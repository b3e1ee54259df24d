"""The county's tables as this room reads them: how often, which kinds of the register, what is checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.hazards.models import StandardSet
from qianshao.hazards.selectors import standard_in_force, standard_row, standard_rows
from qianshao.hazards.selectors.standards import shipped_rows

_DAYS = {"patrol": "patrol_days", "inspection": "inspect_days", "self": "self_days"}


@dataclass(frozen=True)
class Checklist:
    """The items of a class in one version of the county's table."""

    version: int
    items: tuple[Mapping[str, Any], ...]

    @property
    def codes(self) -> list[str]:
        """The items' codes."""
        return [str(item["code"]) for item in self.items]


def class_row(place_class: str, at: datetime) -> Mapping[str, Any]:
    """How a class is visited; empty when the county says nothing of it."""
    return next((row for row in standard_rows("visits", at) if row["code"] == place_class), {})


def class_name(place_class: str, at: datetime) -> str:
    """The name of a place class."""
    return str((standard_row("place_classes", place_class, at) or {"name": place_class})["name"])[:40]


def days_for(kind: str, place_class: str, at: datetime) -> int | None:
    """How many days a turn has; None: the county has set none."""
    value = class_row(place_class, at).get(_DAYS.get(kind, ""))
    return int(value) if isinstance(value, int | float) and value >= 1 else None


def number_in_force(code: str, at: datetime) -> int:
    """One of the county's numbers of this room."""
    row = standard_row("visit_numbers", code, at) or {}
    return int(row.get("value") or 0)


def checklist_of(place_class: str, at: datetime, version: int | None = None) -> Checklist:
    """What is checked at a place of a class, and of the class above it. ``version``: as it was then, for what a phone
    took with it; one that never was is today's.
    """
    number, rows = _items(at, version)
    parent = str((standard_row("place_classes", place_class, at) or {}).get("parent") or "")
    wanted = [row for row in rows if row["place_class"] in {place_class, parent} - {""}]
    return Checklist(number, tuple(wanted))


def _items(at: datetime, version: int | None) -> tuple[int, list[Mapping[str, Any]]]:
    current = standard_in_force("check_items", at)
    if version is None or version == current.version:
        return current.version, list(current.rows)
    if version == 0:
        return 0, list(shipped_rows("check_items"))
    older = StandardSet.objects.filter(name="check_items", version=version).first() or current
    return older.version, list(older.rows)


def class_choices(at: datetime) -> list[tuple[str, str]]:
    """The classes the county visits: code and name."""
    names = {str(row["code"]): str(row["name"]) for row in standard_rows("place_classes", at)}
    return [(str(row["code"]), names.get(str(row["code"]), str(row["code"]))) for row in standard_rows("visits", at)]
