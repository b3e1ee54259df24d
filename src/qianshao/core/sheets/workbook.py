"""Excel files out: templates, and uploaded files given back with a column 问题."""

# zh: names of sheets and fonts: a file format

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from qianshao.core.sheets.columns import Sheet
from qianshao.core.sheets.findings import Finding
from qianshao.core.sheets.table import Table

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
PROBLEM = "问题"


def safe(text: str) -> str:
    """Text no spreadsheet takes for a formula, also after it was saved as csv (reliability T18)."""
    return "'" + text if text.startswith(_DANGEROUS) else text


class Styles:
    """The formats of ux.md §11."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "等线", "font_size": 11}
        self.title = book.add_format({**base, "font_name": "黑体", "font_size": 16, "align": "center"})
        self.info = book.add_format({**base, "font_color": "#5b6670"})
        self.head = book.add_format({**base, "font_name": "黑体", "bold": True, "bg_color": "#e9edf0", "border": 1})
        self.must = book.add_format(
            {**base, "font_name": "黑体", "bold": True, "bg_color": "#e9edf0", "border": 1, "font_color": "#b42318"}
        )
        self.text = book.add_format({**base, "num_format": "@", "text_wrap": True, "valign": "top"})
        self.date = book.add_format({**base, "num_format": "yyyy-mm-dd", "valign": "top"})
        self.bad = book.add_format({**base, "num_format": "@", "text_wrap": True, "font_color": "#b42318"})


@dataclass(frozen=True)
class Extra:
    """One more page of a template: a dictionary to look words up in."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


def template(sheet: Sheet, extras: Iterable[Extra] = (), remark: str = "") -> bytes:
    """An empty file to fill in: headings (required ones red), a page 说明 with an example, and the ``extras``."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    styles = Styles(book)
    page = book.add_worksheet(str(sheet.name)[:31])
    for n, column in enumerate(sheet.columns):
        page.write_string(0, n, column.heading, styles.must if column.required else styles.head)
        page.set_column(n, n, column.width, styles.text)
        if column.choices:
            page.data_validation(1, n, 5000, n, {"validate": "list", "source": list(column.choices)})
    page.freeze_panes(1, 0)
    _notes(book, styles, sheet, remark)
    for extra in extras:
        _extra(book, styles, extra)
    book.close()
    return buffer.getvalue()


def _notes(book: Any, styles: Styles, sheet: Sheet, remark: str) -> None:
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 18, styles.text)
    page.set_column(1, 3, 30, styles.text)
    for row, note in enumerate(sheet.notes):
        page.write_string(row, 0, str(note))
    start = len(sheet.notes) + 1
    for n, heading in enumerate((_("列"), _("必填"), _("说明"), _("例子"))):
        page.write_string(start, n, heading, styles.head)
    for row, column in enumerate(sheet.columns, start=start + 1):
        also = _("也认：{names}").format(names="、".join(column.also)) if column.also else ""
        page.write_string(row, 0, column.heading, styles.text)
        page.write_string(row, 1, _("必填") if column.required else "", styles.text)
        page.write_string(row, 2, " ".join(filter(None, (str(column.help), also))), styles.text)
        page.write_string(row, 3, column.example, styles.text)
    if remark:
        page.write_string(start + len(sheet.columns) + 2, 0, remark)


def _extra(book: Any, styles: Styles, extra: Extra) -> None:
    page = book.add_worksheet(extra.name)
    for n, (heading, width) in enumerate(zip(extra.headings, extra.widths, strict=True)):
        page.set_column(n, n, width, styles.text)
        page.write_string(0, n, heading, styles.head)
    for row, cells in enumerate(extra.rows, start=1):
        for n, text in enumerate(cells):
            page.write_string(row, n, text, styles.text)


def with_problems(table: Table, findings: Iterable[Finding]) -> bytes:
    """The uploaded lines again with a last column 问题, to be put right and uploaded once more."""
    said: dict[int, list[str]] = {}
    for finding in findings:
        said.setdefault(finding.line, []).append(str(finding.words))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    styles = Styles(book)
    page = book.add_worksheet("名册")
    headings = [heading for heading in table.headings if heading != PROBLEM]
    for n, heading in enumerate((*headings, PROBLEM)):
        page.write_string(0, n, safe(heading), styles.head)
        page.set_column(n, n, 40 if heading == PROBLEM else 14)
    keep = [n for n, heading in enumerate(table.headings) if heading != PROBLEM]
    for row, (number, cells) in enumerate(table.lines, start=1):
        for n, index in enumerate(keep):
            page.write_string(row, n, safe(cells[index]), styles.text)
        page.write_string(row, len(keep), safe("；".join(said.get(number, []))), styles.bad)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
