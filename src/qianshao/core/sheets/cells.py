"""Cells as people fill them in: several words, dates, texts that are too long, cells left empty."""

# zh: words found in imported tables

import re
from datetime import date

from django.utils.translation import gettext as _

from qianshao.core.sheets.findings import Notes

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s.*)?")
_SPLIT = re.compile(r"[、,，;；/\s]+")


def parts(text: str) -> list[str]:
    """Words written in one cell: ``支书、防汛责任人``."""
    return [word for word in _SPLIT.split(text) if word]


def read_date(text: str) -> date | None:
    """A date as people type it: 2026-04-20, 2026.4.20, 2026年4月20日.

    Raises:
        ValueError: no date.
    """
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def check_text(notes: Notes, line: int, cells: dict[str, str], limits: dict[str, int]) -> None:
    """Texts that are longer than their column."""
    for key, limit in limits.items():
        if len(cells.get(key, "")) > limit:
            notes.problem(line, key, _("太长，最多 {limit} 个字").format(limit=limit))


def check_required(notes: Notes, line: int, cells: dict[str, str], required: dict[str, str]) -> None:
    """Cells that must not be empty; ``required``: key → heading."""
    for key, heading in required.items():
        if not cells.get(key):
            notes.problem(line, key, _("{heading}没有填").format(heading=heading))
