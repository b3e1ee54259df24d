"""A field's value as a page, a sheet or a revision shows it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.text import mask_name, mask_phone
from qianshao.registry.rules.ends import ends


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


def brief_of(
    fields: Iterable[Mapping[str, Any]], values: Mapping[str, Any], today: date
) -> list[tuple[str, str, bool]]:
    """What a list says of a record: label, value, and whether it is a paper that has run out."""
    asked = [field for field in fields if field.get("brief") and not field.get("personal")]
    over = {label for label, day in ends(asked, values) if day < today}
    shown = [(str(field["label"]), shown_value(field, values.get(field["key"]))) for field in asked]
    return [(label, text, label in over) for label, text in shown if text]
