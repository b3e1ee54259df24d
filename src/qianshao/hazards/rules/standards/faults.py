"""What is wrong with a table that somebody sends. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from qianshao.core.permissions import ROLES
from qianshao.hazards.rules.standards.shape import MOST_ROWS, Column, Table

#: The most a number may be, by the last word of its column (of its row's code, of its unit): one nought too many
#: must not carry a date beyond the calendar and stop everybody's clocks.
_MOST = {
    "minutes": 525_600, "hours": 87_600, "hour": 10_000, "days": 3_660, "working": 3_660, "day": 10_000,
    "months": 120, "times": 100, "people": 100, "inspectors": 100, "least": 1_000_000, "at": 1_000, "some": 10_000,
    "many": 10_000,
}  # fmt: skip
_MOST_NUMBER = 1e9
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,23}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{2,23}")


def faults_of(table: Table, rows: Sequence[Mapping[str, Any]], kept: Sequence[str]) -> list[str]:
    """Codes of what is wrong with a table: empty, many, twice, missing, number, choice, role, phone, code,
    kept, overlap. ``kept``: rows that must be there.
    """
    found = [] if rows else ["empty"]
    found += ["many"] if len(rows) > MOST_ROWS else []
    keys = [tuple(str(row.get(part, "")) for part in table.key) for row in rows]
    found += ["twice"] if len(set(keys)) < len(keys) else []
    found += sorted({fault for row in rows for fault in _row_faults(table, row)})
    codes = {str(row.get("code", "")) for row in rows}
    found += ["kept"] if any(code not in codes for code in kept) else []
    found += ["overlap"] if table.name == "risk_bands" and not found and not _bands_join(rows) else []
    return found


def _row_faults(table: Table, row: Mapping[str, Any]) -> list[str]:
    found = []
    for column in table.all_columns:
        value = row.get(column.key)
        if value in (None, ""):
            found += ["missing"] if column.required else []
        elif column.is_number:
            found += [] if _is_within(column, row, value) else ["number"]
        elif column.kind == "choice" and value not in {code for code, _label in column.choices}:
            found.append("choice")
        elif column.kind == "roles" and not set(str(value).split()) <= set(ROLES):
            found.append("role")
        elif column.kind == "phone" and not _PHONE.fullmatch(str(value)):
            found.append("phone")
        elif column.key == "code" and not _CODE.fullmatch(str(value)):
            found.append("code")
    return found


def _is_within(column: Column, row: Mapping[str, Any], value: Any) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    most = _most(column, row)
    return (-most if column.kind == "signed" else 0) <= value <= most


def least_fault(thresholds: Sequence[Mapping[str, Any]], quantities: Sequence[Mapping[str, Any]]) -> str:
    """``least``: a threshold lies below what its quantity can be (``least`` of the quantity; empty: no bound)."""
    least = {row.get("code"): row["least"] for row in quantities if row.get("least") not in (None, "")}
    is_below = any(row["limit"] < least.get(row.get("quantity"), row["limit"]) for row in thresholds)
    return "least" if is_below else ""


def _most(column: Column, row: Mapping[str, Any]) -> float:
    named = {"value": row.get("code"), "number": row.get("unit")}.get(column.key, column.key)
    return _MOST.get(str(named).rpartition("_")[2], _MOST_NUMBER)


def _bands_join(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the half-open bands leave no value out and give none two colours."""
    ordered = sorted(rows, key=lambda row: float(row["least"]))
    ends = [row.get("below") for row in ordered]
    starts: list[Any] = [row["least"] for row in ordered]
    return starts[0] == 0 and ends[-1] is None and ends[:-1] == starts[1:]
