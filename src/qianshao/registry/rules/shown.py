"""A field's value as a page, a sheet or a revision shows it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.text import mask_name, mask_phone


def shown_value(field: Mapping[str, Any], value: Any) -> str:
    """``12.5 吨``, ``是``, ``138****2046``; empty for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.get("type") == "phone":
        return mask_phone(str(value))
    if field.get("type") == "person":
        return mask_name(str(value))
    text = f"{value:g}" if isinstance(value, float) else str(value)
    unit = field.get("unit", "")
    return f"{text} {unit}".strip()
