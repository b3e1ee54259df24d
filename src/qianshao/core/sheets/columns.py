"""What a kind of file contains: columns with their headings, other spellings, and an example."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

from qianshao.core.sheets.table import Table, heading_key


@dataclass(frozen=True)
class Column:
    """One column. Headings are data of the file, the same in every language of the pages."""

    key: str
    heading: str
    required: bool = False
    help: "str | Promise" = ""
    example: str = ""
    also: tuple[str, ...] = ()
    width: int = 14
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One kind of file."""

    kind: str
    name: "str | Promise"
    columns: tuple[Column, ...]
    notes: tuple["str | Promise", ...] = ()
    has_places: bool = False

    @cached_property
    def _by_heading(self) -> dict[str, str]:
        return {heading_key(h): c.key for c in self.columns for h in (c.heading, *c.also)}

    @property
    def headings(self) -> list[str]:
        """Every heading that is understood."""
        return list(self._by_heading)

    def heading(self, key: str) -> str:
        """A column's heading."""
        return next(column.heading for column in self.columns if column.key == key)

    def cells(self, table: Table) -> list[tuple[int, dict[str, str]]]:
        """The lines as dicts by column key; unknown columns are left aside."""
        keys = [self._by_heading.get(heading_key(heading)) for heading in table.headings]
        return [
            (number, {key: cell for key, cell in zip(keys, row, strict=True) if key}) for number, row in table.lines
        ]

    def missing(self, table: Table) -> list[str]:
        """Headings of required columns the file does not have."""
        given = {self._by_heading.get(heading_key(heading)) for heading in table.headings}
        return [column.heading for column in self.columns if column.required and column.key not in given]
