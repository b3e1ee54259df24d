"""The figures the plans use: shipped defaults, each with its source and how sure it is; the county's own values."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qianshao.resources.models import Figure

DATA = Path(__file__).resolve().parent.parent / "data/figures.toml"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as it stands. ``version`` 0: nobody changed it; ``certainty``: C checked, U the county's own."""

    code: str
    name: str
    unit: str
    value: float
    low: float
    high: float
    source: str
    certainty: str
    shipped: float
    version: int = 0
    changed_by: str = ""


@cache
def shipped() -> tuple[Value, ...]:
    """The figures of the product."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["figures"]
    return tuple(Value(**row, shipped=row["value"]) for row in rows)


def figures() -> list[Value]:
    """Every figure as the county has it, in the order of the file."""
    own = {row.code: row for row in Figure.objects.all()}
    found = []
    for one in shipped():
        row = own.get(one.code)
        found.append(_with(one, row) if row else one)
    return found


def values() -> dict[str, float]:
    """Values by code."""
    return {one.code: one.value for one in figures()}


def _with(one: Value, row: Figure) -> Value:
    keys = ("code", "name", "unit", "low", "high", "source", "certainty", "shipped")
    same = {key: getattr(one, key) for key in keys}
    return Value(**same, value=row.value, version=row.version, changed_by=row.changed_by)
