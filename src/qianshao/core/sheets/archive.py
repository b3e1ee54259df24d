"""Is this xlsx safe to hand to the reader? Asked of the archive and of every sheet before anything is loaded.

A zip bomb lies about sizes, so entries are inflated here with a hard limit. A "dimension bomb" names a cell at the
far corner, which makes readers allocate the whole rectangle, so cell references are read with expat first; expat
also sees through encodings and refuses any DOCTYPE (reliability T18).
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid

MAX_ENTRIES = 500
MAX_INFLATED = 120 * 1024 * 1024
MAX_RATIO = 200
MAX_ROWS = 50_000
MAX_COLUMNS = 60
_CHUNK = 64 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BROKEN = _("文件打不开，可能没有传完整或已损坏。请在 Excel 里另存为 .xlsx 再传。")
_BOMB = _("文件解开后太大，没有读取。请只留名册这一张表再传。")


def check_archive(data: bytes) -> None:
    """Let a safe xlsx pass.

    Raises:
        Invalid: broken, encrypted, a bomb, or larger than ``MAX_ROWS`` × ``MAX_COLUMNS``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, data)
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, NotImplementedError) as error:
        raise Invalid("import.broken", _BROKEN) from error


def _check_entries(archive: zipfile.ZipFile, data: bytes) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise Invalid("import.bomb", _BOMB)
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Invalid("import.not_xlsx", _("这不是 Excel 表格（.xlsx）。"))
    left = MAX_INFLATED
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Invalid("import.locked", _("表格加了密码，请去掉密码再传。"))
        guard = _CellGuard() if entry.filename.startswith("xl/worksheets/") else None
        for piece in _inflate(data, entry, left):
            left -= len(piece)
            if guard:
                guard.feed(piece)
        if guard:
            guard.feed(b"", last=True)


def _inflate(data: bytes, entry: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """The entry's real content in pieces, whatever the directory says about its size."""
    name, extra = struct.unpack("<HH", data[entry.header_offset + 26 : entry.header_offset + 30])
    start = entry.header_offset + 30 + name + extra
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Invalid("import.broken", _BROKEN)
    inflater, total = zlib.decompressobj(-15), 0
    while packed and not inflater.eof:
        piece = inflater.decompress(packed, _CHUNK)
        packed = inflater.unconsumed_tail
        total += len(piece)
        if total > limit or total > max(entry.compress_size, 1024) * MAX_RATIO:
            raise Invalid("import.bomb", _BOMB)
        if piece:
            yield piece


class _CellGuard:
    """Reads a sheet's cell references and refuses far corners, too many rows, and any DOCTYPE."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._element
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._rows = 0

    def feed(self, piece: bytes, last: bool = False) -> None:
        """Take the next piece."""
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding nobody knows
            raise Invalid("import.broken", _BROKEN) from error

    def _doctype(self, *_args: Any) -> None:
        raise Invalid("import.doctype", _BROKEN)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._rows += 1
            _limit(max(self._rows, int(attributes.get("r", "0") or 0)), 1)
        elif tag == "c" and (found := _REFERENCE.fullmatch(attributes.get("r", ""))):
            _limit(int(found[2]), _column_number(found[1]))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _limit(row: int, column: int) -> None:
    if row > MAX_ROWS or column > MAX_COLUMNS:
        words = _("表格太大：最多 {rows} 行、{columns} 列。请分开传，或删掉多余的空行空列。")
        raise Invalid("import.too_large", words, rows=MAX_ROWS, columns=MAX_COLUMNS)
