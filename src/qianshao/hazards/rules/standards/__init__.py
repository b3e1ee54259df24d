"""What the county's tables of the ledger, and of the rooms above it, look like, and what is wrong with one. Pure.

A table is a list of flat rows. Every row says where it comes from (``source``) and how sure that is (``sure``):
C read in a source, CL in the law itself, W one weak source, U not confirmed: the county must set it. Each room's
tables are a file of their own here; they stand in one page, in this order.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from qianshao.hazards.rules.standards import cases, ledger, risks, tips, visits, works
from qianshao.hazards.rules.standards.cases import CASE_ACTS
from qianshao.hazards.rules.standards.faults import faults_of, least_fault
from qianshao.hazards.rules.standards.shape import MOST_ROWS, SURE, SURE_LABELS, Column, Table

__all__ = [
    "CASE_ACTS", "KEPT", "MOST_ROWS", "SURE", "SURE_LABELS", "TABLES", "Column", "Table", "least_fault", "problems",
]  # fmt: skip

_IN_ORDER = (
    *ledger.FINDING,
    *visits.TABLES,
    *risks.SCORES,
    *ledger.PRESSING,
    *risks.REVIEW,
    *works.TABLES,
    *cases.TABLES,
    *tips.TABLES,
)
TABLES: dict[str, Table] = {table.name: table for table in _IN_ORDER}
#: Rows that forms and verbs rely on: they may be renamed, never removed.
KEPT = {**ledger.KEPT, **cases.KEPT, **visits.KEPT, **tips.KEPT}


def problems(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Codes of what is wrong with a table of this name (``faults.faults_of``)."""
    return faults_of(TABLES[name], rows, KEPT.get(name, ()))
