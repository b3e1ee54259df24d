"""Identity numbers and ages: what is wrong with a number, in words."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_fault(text: str) -> str:
    """What is wrong with an 18-digit identity number (GB 11643-1999), or nothing. Never repeats the number."""
    if not text.strip():
        return ""
    number = text.strip().upper()
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return _("身份证号应为 18 位，这里有 {count} 位，请核对").format(count=len(number))
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    if _CHECKS[total % 11] != number[17]:
        return _("身份证号末位校验不对，请核对")
    if not 1 <= int(number[10:12]) <= 12 or not 1 <= int(number[12:14]) <= 31:
        return _("身份证号里的出生日期不对，请核对")
    return ""


def birth_of(text: str) -> tuple[int | None, str]:
    """Year of birth and gender (``M``, ``F``) out of a valid identity number."""
    number = text.strip().upper()
    if id_fault(number) or not number:
        return None, ""
    return int(number[6:10]), "M" if int(number[16]) % 2 else "F"


def age_on(birth_year: int | None, day: "date") -> int | None:
    """Age in whole years as of the year, for lists; None when unknown."""
    return None if birth_year is None else max(0, day.year - birth_year)
