"""One check for each kind of file: lines in, good rows and findings out. Nothing is written."""

from collections.abc import Callable

from qianshao.core.sheets.findings import Checked, Setting
from qianshao.core.sheets.table import Table
from qianshao.people.imports.checks.divisions import check_divisions
from qianshao.people.imports.checks.households import check_households
from qianshao.people.imports.checks.persons import check_persons

CHECKS: dict[str, Callable[[Table, Setting], Checked]] = {
    "persons": check_persons,
    "households": check_households,
    "divisions": check_divisions,
}

__all__ = ["CHECKS"]
