"""Questions to command. Those about areas take scope first."""

from qianshao.command.selectors.hazards import hazards_inside
from qianshao.command.selectors.reactions import RuleLine, failing, rule_counts
from qianshao.command.selectors.suggestions import open_suggestions, suggestion_of
from qianshao.command.selectors.tables import hazard_rows, row_for, sheet_at, sheets_of
from qianshao.command.selectors.zones import zones_inside

__all__ = [
    "RuleLine",
    "failing",
    "hazard_rows",
    "hazards_inside",
    "open_suggestions",
    "row_for",
    "rule_counts",
    "sheet_at",
    "sheets_of",
    "suggestion_of",
    "zones_inside",
]
