"""Files that mean harm, or are merely broken, are refused in words before anything is read."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime

import pytest
import xlsxwriter

from qianshao.core.errors import Invalid
from qianshao.core.sheets import archive
from qianshao.core.sheets.table import read_table

KNOWN = ("姓名", "手机号")


def book(rows: list[list[object]], **options: object) -> bytes:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    made.set_properties({"created": datetime(2026, 7, 18, tzinfo=UTC)})  # the same bytes on every run
    page = made.add_worksheet()
    for n, row in enumerate(rows):
        page.write_row(n, 0, row)
    made.close()
    return buffer.getvalue()


def with_sheet(xml: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A real workbook whose sheet is replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([["姓名", "手机号"]]))) as old,
        zipfile.ZipFile(buffer, "w", compression) as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name.endswith("sheet1.xml") else old.read(name))
    return buffer.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as error:
        read_table(name, data, KNOWN)
    return error.value.code


def test_numbers_dates_and_texts_come_as_the_person_sees_them() -> None:
    table = read_table("a.xlsx", book([["姓名", "手机号", "年"], ["吴长贵", 13800000006, 1948.5]]), KNOWN)
    assert table.lines == ((2, ("吴长贵", "13800000006", "1948.5")),)


def test_title_lines_above_the_headings_are_passed_over_and_line_numbers_stay() -> None:
    table = read_table("a.xlsx", book([["名册"], ["2026 年"], ["姓名", "手机号"], [], ["吴", "1"]]), KNOWN)
    assert table.lines == ((5, ("吴", "1")),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_excel_writes(encoding: str) -> None:
    data = '姓名,手机号\r\n"吴\n长贵",138\r\n刘桂英,139\r\n'.encode(encoding)
    assert [cells[1] for _line, cells in read_table("a.csv", data, KNOWN).lines] == ["138", "139"]


def test_full_width_digits_are_digits() -> None:
    data = "姓名,手机号\n吴,１３８０００００００６\n".encode()
    assert read_table("a.csv", data, KNOWN).lines == ((2, ("吴", "13800000006")),)


def test_tabs_and_semicolons_divide_too() -> None:
    for mark in "\t;":
        data = f"姓名{mark}手机号\n吴{mark}138\n".encode()
        assert read_table("a.csv", data, KNOWN).lines == ((2, ("吴", "138")),)


def test_a_zip_bomb_is_refused_before_it_is_read() -> None:
    assert refused("a.xlsx", with_sheet(SHEET % (b" " * 30_000_000))) == "import.bomb"


def test_a_bomb_that_lies_about_its_size_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(with_sheet(SHEET % (b" " * 30_000_000)))
    at = data.rfind(b"PK\x01\x02", 0, data.find(b"xl/worksheets/sheet1.xml", data.find(b"PK\x01\x02")))
    struct.pack_into("<L", data, at + 24, 100)
    assert refused("a.xlsx", bytes(data)) == "import.bomb"


def test_the_control_without_the_guard_the_bomb_would_be_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_RATIO", 10**9)
    assert refused("a.xlsx", with_sheet(SHEET % (b" " * 30_000_000))) == "import.headings"


@pytest.mark.parametrize("reference", ["A1048576", "XFD1", "XFD1048576"])
def test_a_cell_in_the_far_corner_is_refused(reference: str) -> None:
    row = f'<row r="1"><c r="A1"/></row><row><c r="{reference}"><v>1</v></c></row>'.encode()
    assert refused("a.xlsx", with_sheet(SHEET % row)) == "import.too_large"


def test_a_far_corner_hidden_by_an_entity_or_another_encoding_is_refused() -> None:
    row = b'<row><c r="&#65;1048576"><v>1</v></c></row>'
    assert refused("a.xlsx", with_sheet(SHEET % row)) == "import.too_large"
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + (SHEET % b'<row><c r="XFD9"/></row>').decode()
    assert refused("a.xlsx", with_sheet(wide.encode("utf-16"))) == "import.too_large"


def test_a_doctype_is_refused() -> None:
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SHEET % b"<row><c><v>&b;</v></c></row>"
    assert refused("a.xlsx", with_sheet(evil)) == "import.doctype"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "import.broken"),
        ("a.xlsx", b"PK\x03\x04 half", "import.broken"),
        ("a.xlsx", "姓名,手机号".encode(), "import.broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "import.kind"),
        ("a.exe", b"MZ", "import.kind"),
        ("a.csv", b"\xff\xfe\x00", "import.encoding"),
        ("a.csv", b"\x00\x01\x02", "import.encoding"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "import.headings"),
        ("a.csv", b"", "import.headings"),
        ("a.csv", ("姓名,手机号\n" + "吴" * 600 + ",1\n").encode(), "import.cell"),
        ("a.csv", ("姓名,手机号\n" + "吴,1\n" * 50_001).encode(), "import.too_large"),
        ("a.csv", ("姓名,手机号" + "," * 80 + "\n").encode(), "import.too_large"),
    ],
    ids=range(12),
)
def test_what_is_no_table_is_refused(name: str, data: bytes, code: str) -> None:
    assert refused(name, data) == code


def test_half_a_workbook_is_refused() -> None:
    whole = book([["姓名", "手机号"], ["吴", "1"]])
    for cut in (100, len(whole) // 2, len(whole) - 30):
        assert refused("a.xlsx", whole[:cut]) == "import.broken"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("readme.txt", "x")
    assert refused("a.xlsx", buffer.getvalue()) == "import.not_xlsx"


def test_garbled_bytes_never_crash_the_reader() -> None:
    whole = bytearray(book([["姓名", "手机号"], ["吴", "1"]]))
    seed = 1
    for _n in range(150):
        seed = zlib.crc32(str(seed).encode())
        broken = bytearray(whole)
        broken[seed % len(whole)] ^= 1 + seed % 255
        try:
            read_table("a.xlsx", bytes(broken), KNOWN)
        except Invalid as error:
            assert str(error)


def test_a_sheet_in_an_encoding_nobody_knows_is_refused_in_words() -> None:
    named = b'<?xml version="1.0" encoding="Ufmws8"?>' + SHEET % b""
    assert refused("a.xlsx", with_sheet(named)) == "import.broken"
