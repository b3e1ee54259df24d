"""The county's numbers of the room, in force or as shipped."""

from datetime import datetime
from typing import Any

from qianshao.hazards.selectors.standards import shipped_rows, standard_in_force, standard_rows

RULES, KINDS, REWARDS = "tip_rules", "tip_kinds", "rewards"


def numbers_at(at: datetime) -> dict[str, float]:
    """``tip_rules`` by code; a row the county took out counts as shipped."""
    rows = [*shipped_rows(RULES), *standard_rows(RULES, at)]
    return {row["code"]: float(row["value"]) for row in rows if row.get("value") not in (None, "")}


def tip_kinds(at: datetime) -> list[dict[str, Any]]:
    """The large buttons, in the county's order."""
    return standard_rows(KINDS, at)


def reward_rows(at: datetime) -> tuple[int, list[dict[str, Any]]]:
    """The version of the reward table in force and its rows."""
    found = standard_in_force(REWARDS, at)
    return found.version, list(found.rows)
