"""Our own templates as docx, built from ``data/papers.toml``: A4 in the manner of GB/T 9704."""

import tomllib
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

_TITLE, _BODY = "方正小标宋简体", "仿宋"  # zh: names of typefaces


@cache
def _lines() -> dict[str, Any]:
    return tomllib.loads((files("qianshao.enforcement") / "data" / "papers.toml").read_text("utf-8"))


def shipped_or_none(kind: str) -> bytes | None:
    """The template of a kind; None: the county's own kinds come with their own."""
    return shipped(kind) if kind in _lines() else None


@cache
def shipped(kind: str) -> bytes:
    """The template of a kind.

    Raises:
        KeyError: there is none.
    """
    lines = _lines()[kind]["lines"]
    book = docx.Document()
    page = book.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _paragraph(book, "{{ title }}", _TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(book, "{{ number }}", _BODY, 14, WD_ALIGN_PARAGRAPH.RIGHT)
    for line in lines:
        right = line.startswith("> ")
        align = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        _paragraph(book, line.removeprefix("> "), _BODY, 16, align)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _paragraph(book: Any, text: str, face: str, size: int, align: Any) -> None:
    made = book.add_paragraph()
    made.alignment = align
    made.paragraph_format.line_spacing = Pt(28)
    made.paragraph_format.space_after = Pt(0)
    run = made.add_run(text)
    run.font.size, run.font.name = Pt(size), face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
