"""Telephone numbers as people type them: what is wrong with one, in words."""

import re

from django.utils.translation import gettext as _

from qianshao.core.text import normal_phone

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_FIXED = re.compile(r"0\d{9,11}|[2-9]\d{6,7}", re.ASCII)


def phone_fault(text: str) -> str:
    """What is wrong with a phone number as typed, or nothing. Mobile (11 digits) or fixed (with or without area)."""
    if not text.strip():
        return ""
    digits = normal_phone(text)
    if re.search(r"[^\d\s+\-—()（）]", text):
        return _("手机号 {number} 里有不是数字的字，请改").format(number=text)
    if _MOBILE.fullmatch(digits) or _FIXED.fullmatch(digits):
        return ""
    if digits.startswith("1") and len(digits) < 11:
        return _("手机号 {number} 只有 {count} 位，请补全").format(number=digits, count=len(digits))
    if len(digits) > 11:
        return _("手机号 {number} 有 {count} 位，多了，请核对").format(number=digits, count=len(digits))
    return _("手机号 {number} 不是手机号，也不是固定电话，请核对").format(number=digits)
