"""Papers a record itself carries: a date of its kind whose key ends in ``_until`` is a last good day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

LAST_DAY = "_until"


def ends(fields: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> list[tuple[str, date]]:
    """Labels and last good days of what a record carries, the earliest first."""
    found = []
    for field in fields:
        text = values.get(field["key"])
        if text and field["type"] == "date" and field["key"].endswith(LAST_DAY):
            found.append((str(field["label"]), date.fromisoformat(str(text)[:10])))
    return sorted(found, key=lambda one: one[1])


def first_end(fields: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> date | None:
    """The day the first of them runs out."""
    found = ends(fields, values)
    return found[0][1] if found else None
