"""A file as a table of text: headings, and lines with the number the person sees in Excel."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from qianshao.core.errors import Invalid
from qianshao.core.sheets.archive import MAX_COLUMNS, MAX_ROWS, check_archive

MAX_CELL = 500
_LOOK_FOR_HEADINGS = 12
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Table:
    """What was read: heading texts, and ``(line number, cells)``."""

    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]


def digest(data: bytes) -> str:
    """What tells two files apart."""
    return hashlib.sha256(data).hexdigest()


def heading_key(text: str) -> str:
    """A heading without blanks, stars and remarks in brackets: ``手机号 *（必填）`` → ``手机号``."""
    for opening in "（([":
        text = text.split(opening)[0]
    return "".join(text.replace("*", "").split())


def read_table(name: str, data: bytes, known: Iterable[str]) -> Table:
    """Read an xlsx or csv file; the heading line is the first that has two of the ``known`` headings.

    Raises:
        Invalid: not such a file, unsafe, too large, or without the headings.
    """
    kind = PurePath(name).suffix.lower()
    if kind == ".xlsx":
        lines = _read_xlsx(data)
    elif kind in (".csv", ".txt"):
        lines = _read_csv(data)
    else:
        raise Invalid("import.kind", _("只收 .xlsx 和 .csv 文件。旧的 .xls 请在 Excel 里另存为 .xlsx。"))
    return _with_headings(lines, {heading_key(heading) for heading in known})


def _with_headings(lines: Iterator[tuple[int, tuple[str, ...]]], known: set[str]) -> Table:
    for passed, (_number, cells) in enumerate(lines, start=1):
        if len({heading_key(cell) for cell in cells} & known) >= 2:
            rest = tuple((n, row) for n, row in lines if any(row))
            width = max((i + 1 for i, cell in enumerate(cells) if cell), default=0)
            return Table(cells[:width], tuple((n, _fit(row, width)) for n, row in rest))
        if passed >= _LOOK_FOR_HEADINGS:
            break
    raise Invalid("import.headings", _("没有找到表头。请用下载的模板填写，不要改第一行的列名。"))


def _fit(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*row, *[""] * (width - len(row)))[:width]


def _read_xlsx(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    check_archive(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        words = _("文件打不开，可能没有传完整或已损坏。请在 Excel 里另存为 .xlsx 再传。")
        raise Invalid("import.broken", words) from error
    for number, row in enumerate(rows, start=1):
        yield number, tuple(_text(cell, number) for cell in row[:MAX_COLUMNS])


def _read_csv(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    text = _decode(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        started = reader.line_num + 1  # a quoted cell may hold line breaks: say where the row starts
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = _("第 {line} 行读不出来：引号不成对或一格太长。")
            raise Invalid("import.csv", words, line=started) from error
        if started > MAX_ROWS or len(row) > MAX_COLUMNS:
            words = _("表格太大：最多 {rows} 行、{columns} 列。请分开传，或删掉多余的空行空列。")
            raise Invalid("import.too_large", words, rows=MAX_ROWS, columns=MAX_COLUMNS)
        yield started, tuple(_text(cell, started) for cell in row)


def _decode(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB 18030, which Excel in China writes."""
    encodings: Sequence[str] = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("import.encoding", _("看不出文件的文字编码。请在 Excel 里另存为“CSV UTF-8”再传。"))


def _text(cell: Any, line: int) -> str:
    """A cell as the person sees it: whole numbers without a point, dates as 2026-07-18, no control characters."""
    if isinstance(cell, bool):
        return str(_("是")) if cell else str(_("否"))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = "".join(c for c in str(cell).strip() if c == "\n" or c.isprintable()).strip("\u200b\ufeff '")
    text = text.translate(_FULL_WIDTH)
    if len(text) > MAX_CELL:
        raise Invalid("import.cell", _("第 {line} 行有一格超过 {limit} 个字，请删短。"), line=line, limit=MAX_CELL)
    return text
