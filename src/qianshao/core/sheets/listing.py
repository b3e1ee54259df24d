"""Lists as Excel files (ux.md §11): title, source line, frozen headings, numbers as text, a page 说明.

Rows are read and written one by one in constant memory; every cell that a spreadsheet could take for a formula is
defused (reliability T18).
"""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from qianshao.core import clock
from qianshao.core.sheets.workbook import Styles, safe

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True)
class Listing:
    """One list: its name, columns (heading, width, what it means) and rows; ``subject`` names it in the journal."""

    name: str
    columns: Sequence[tuple[str, int, str]]
    rows: Iterable[Sequence[Any]]
    subject: str


def write_listing(
    listing: Listing, *, now: datetime, who: str, remark: str = "", watermark: str = ""
) -> tuple[str, IO[bytes], int]:
    """Write the list; (file name, open file, number of rows). The response closes the file.

    ``watermark``: grey words across the head of every printed page, which say who took the list away.
    """
    local = now.astimezone(clock.BEIJING)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "default_date_format": "yyyy-mm-dd hh:mm"})
    styles = Styles(book)
    page = book.add_worksheet(listing.name)
    last = len(listing.columns) - 1
    _layout(page, listing)
    if watermark:
        page.set_header("&C&24&KBFBFBF" + watermark.replace("&", "&&")[:150])
    page.merge_range(0, 0, 0, last, listing.name, styles.title)
    stamp = _("数据截至 {time}　制表人 {who}{masked}")
    masked = "　" + remark if remark else ""
    page.write_string(1, 0, stamp.format(time=f"{local:%Y-%m-%d %H:%M}", who=who, masked=masked), styles.info)
    for n, (heading, _width, _words) in enumerate(listing.columns):
        page.write_string(2, n, heading, styles.head)
    count = 0
    for count, row in enumerate(listing.rows, start=1):
        _line(page, count + 2, row, styles)
    _explain(book, listing, styles)
    book.close()
    file.seek(0)
    return f"{listing.name}_{local:%Y%m%d_%H%M}.xlsx", file, count


def _layout(page: Any, listing: Listing) -> None:
    for n, (_heading, width, _words) in enumerate(listing.columns):
        page.set_column(n, n, width)
    page.freeze_panes(3, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer(_("&L&D &T&R第 &P / &N 页"))


def _line(page: Any, number: int, row: Sequence[Any], styles: Styles) -> None:
    for n, value in enumerate(row):
        if isinstance(value, datetime):
            page.write_datetime(number, n, value, styles.date)
        elif isinstance(value, int):
            page.write_number(number, n, value)
        elif value:
            page.write_string(number, n, safe(str(value)), styles.text)


def _explain(book: Any, listing: Listing, styles: Styles) -> None:
    page = book.add_worksheet("说明")  # zh: the name of a sheet, a file format
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 50)
    for row, (heading, _width, words) in enumerate(listing.columns):
        page.write_string(row, 0, heading, styles.head)
        page.write_string(row, 1, words, styles.text)
