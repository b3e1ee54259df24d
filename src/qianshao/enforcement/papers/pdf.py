"""A filled docx laid out as PDF: the same words, paragraphs and tables, so the two never differ in what they say.

Adobe's standard Song face, which every reader has or replaces; nothing is embedded. Headers, footers, pictures and
frames of a county's own template are not taken over.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.table import Table as DocxTable
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_FACE = "STSong-Light"
_ALIGNS = {0: TA_LEFT, 1: TA_CENTER, 2: TA_RIGHT}
_WIDTH = A4[0] - 54 * mm
pdfmetrics.registerFont(UnicodeCIDFont(_FACE))


def as_pdf(data: bytes, *, title: str, foot: str) -> bytes:
    """The docx as PDF; ``foot`` stands at the bottom of every page before the page's number."""
    out = BytesIO()

    def sign(canvas: Any, _paper: Any) -> None:
        canvas.saveState()
        canvas.setFont(_FACE, 9)
        canvas.drawString(28 * mm, 18 * mm, foot)
        canvas.drawRightString(A4[0] - 26 * mm, 18 * mm, f"— {canvas.getPageNumber()} —")
        canvas.restoreState()

    paper = SimpleDocTemplate(
        out,
        pagesize=A4,
        topMargin=37 * mm,
        bottomMargin=30 * mm,
        leftMargin=28 * mm,
        rightMargin=26 * mm,
        title=title,
        author="",
        invariant=1,
    )
    paper.build(list(_flow(data)), onFirstPage=sign, onLaterPages=sign)
    return out.getvalue()


def _flow(data: bytes) -> Iterator[Any]:
    for block in docx.Document(BytesIO(data)).iter_inner_content():
        yield _table(block) if isinstance(block, DocxTable) else _paragraph(block)


def _paragraph(block: Any) -> Any:
    sizes = [run.font.size.pt for run in block.runs if run.font.size]
    size = min(max(sizes, default=14.0), 26.0)
    text = escape(block.text).replace("\n", "<br/>").replace("\t", "　")
    if not text.strip():
        return Spacer(1, size)
    align = _ALIGNS.get(int(block.alignment) if block.alignment is not None else 0, TA_LEFT)
    style = ParagraphStyle(
        f"p{size}{align}", fontName=_FACE, fontSize=size, leading=size * 1.7, alignment=align, wordWrap="CJK"
    )
    return Paragraph(text, style)


def _table(block: Any) -> Any:
    style = ParagraphStyle("cell", fontName=_FACE, fontSize=11, leading=17, wordWrap="CJK")
    rows = [[Paragraph(escape(cell.text).replace("\n", "<br/>"), style) for cell in row.cells] for row in block.rows]
    widest = max((len(row) for row in rows), default=1) or 1
    rows = [[*row, *[""] * (widest - len(row))] for row in rows] or [[""]]
    made = Table(rows, colWidths=[_WIDTH / widest] * widest, splitInRow=1)
    made.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return made
