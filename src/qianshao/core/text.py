"""Personal values as the screen may show them."""

import re

from django.utils.translation import gettext

MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)", re.ASCII)
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?![\dA-Za-z])", re.ASCII)


def mask_phone(number: str) -> str:
    """``138****2046``: enough to recognise, not enough to call (ux.md §9.10)."""
    digits = re.sub(r"\D", "", number or "")
    if len(digits) < 7:
        return "****" if digits else ""
    return f"{digits[:3]}****{digits[-4:]}"


def mask_name(name: str) -> str:
    """``张*厚``, ``王*``: for residents on walls and public exports."""
    if len(name) <= 1:
        return name
    return name[0] + "*" * (1 if len(name) == 2 else len(name) - 2) + (name[-1] if len(name) > 2 else "")


def mask_id(number: str) -> str:
    """Identity numbers never go on a screen: only whether one is on file."""
    return gettext("已登记") if number else ""


def normal_phone(number: str) -> str:
    """A number as stored and hashed: digits only, without +86."""
    digits = re.sub(r"\D", "", number or "")
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def shorten(text: str, most: int = 60) -> str:
    """One line of at most so many characters, for a title: what somebody wrote at length must not fill a list."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def without_personal(text: str) -> str:
    """Words written for a page that others read, without mobile and identity numbers that slipped in."""
    return _IDENTITY.sub("***", MOBILE.sub("***", text))
