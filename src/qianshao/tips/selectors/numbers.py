"""The county's numbers of the room, in force or as shipped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from qianshao.hazards.selectors.standards import rows_in_force, shipped_rows, standard_in_force, standard_rows

RULES, KINDS, REWARDS, PHONES = "tip_rules", "tip_kinds", "rewards", "tip_phones"


def numbers_at(at: datetime) -> dict[str, float]:
    """``tip_rules`` by code; a row the county took out counts as shipped."""
    return _numbers(standard_rows(RULES, at))


def _numbers(rows: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    every = [*shipped_rows(RULES), *rows]
    return {row["code"]: float(row["value"]) for row in every if row.get("value") not in (None, "")}


def numbers_and_kinds(at: datetime) -> tuple[dict[str, float], Sequence[Mapping[str, Any]]]:
    """Both in one question, for the sending."""
    found = rows_in_force([RULES, KINDS], at)
    return _numbers(found[RULES]), found[KINDS]


def tip_kinds(at: datetime) -> list[dict[str, Any]]:
    """The large buttons, in the county's order."""
    return standard_rows(KINDS, at)


def tip_phones(at: datetime) -> list[dict[str, Any]]:
    """Whom a reporter rings, in the county's order."""
    return standard_rows(PHONES, at)


def reward_rows(at: datetime) -> tuple[int, list[dict[str, Any]]]:
    """The version of the reward table in force and its rows."""
    found = standard_in_force(REWARDS, at)
    return found.version, list(found.rows)
