"""Whether a place of 九小场所 is larger than the county lets one be: then it is no such place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.hazards.selectors import standard_rows


@dataclass(frozen=True)
class Excess:
    """A metric of a place beyond the county's limit, in the limit's unit."""

    metric: str
    value: str
    most: str
    unit: str


def excesses(place: Any, at: datetime) -> list[Excess]:
    """What of a place of the register is beyond the limits the county has chosen; empty: it is small, or unknown."""
    details = place.details if place is not None else {}
    mine = _classes(details, at)
    chosen = [row for row in standard_rows("size_limits", at) if row.get("chosen") == "yes"]
    return [found for row in chosen if row["place_class"] in mine if (found := _excess(row, details))]


def _classes(details: Any, at: datetime) -> set[str]:
    """The classes whose kind of small place the record says it is."""
    said = set(map(str, details.values()))
    rows = standard_rows("visits", at)
    return {str(row["code"]) for row in rows if row.get("match") and row["match"] in said}


def _excess(row: Any, details: Any) -> Excess | None:
    value, most = details.get(str(row.get("field") or "")), row.get("most")
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(most, int | float):
        return None
    return (
        Excess(str(row["metric"]), f"{value:.12g}", f"{most:.12g}", str(row.get("unit") or ""))
        if value > most
        else None
    )
