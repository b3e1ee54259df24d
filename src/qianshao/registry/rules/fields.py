"""A kind's fields: what shape a value has, and what a text from a form or a sheet means."""

# zh: how people write yes and no

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.phones import phone_fault
from qianshao.core.text import normal_phone

_YES = {"是", "有", "对", "√", "y", "yes", "true", "1", "on"}
_NO = {"否", "无", "没有", "×", "n", "no", "false", "0", ""}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_TEXT_LIMIT = 300


class FieldFault(ValueError):
    """A value that cannot be; ``sentence`` has {label} and {value}."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def read_value(field: Mapping[str, Any], raw: Any) -> Any:
    """The value as stored (JSON), or None for nothing.

    Raises:
        FieldFault: not of the field's shape, or nothing where something is required.
    """
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "":
        if field.get("required"):
            raise FieldFault(_("“{label}”没有填"))
        return None
    return SHAPES[field["type"]](field, raw)


def _text(_field: Mapping[str, Any], raw: Any) -> str:
    if len(str(raw)) > _TEXT_LIMIT:
        raise FieldFault(_("“{label}”太长"))
    return str(raw)


def _number(_field: Mapping[str, Any], raw: Any) -> float:
    try:
        value = float(str(raw).replace(",", "").replace("，", ""))
    except ValueError as error:
        raise FieldFault(_("“{label}”要填数字，现在是“{value}”")) from error
    if not -1e12 < value < 1e12:
        raise FieldFault(_("“{label}”的数字太大"))
    return value


def _int(field: Mapping[str, Any], raw: Any) -> int:
    value = _number(field, raw)
    if value != int(value):
        raise FieldFault(_("“{label}”要填整数，现在是“{value}”"))
    return int(value)


def _choice(field: Mapping[str, Any], raw: Any) -> str:
    if str(raw) not in field.get("choices", ()):
        raise FieldFault(_("“{label}”没有“{value}”这个选项"))
    return str(raw)


def _date(_field: Mapping[str, Any], raw: Any) -> str:
    if isinstance(raw, datetime | date):
        return raw.isoformat()[:10]
    found = _DATE.match(str(raw))
    try:
        return date(*map(int, found.groups())).isoformat() if found else date.fromisoformat(str(raw)).isoformat()
    except ValueError as error:
        raise FieldFault(_("“{label}”要填日期，例如 2024-05-20")) from error


def _bool(_field: Mapping[str, Any], raw: Any) -> bool:
    word = str(raw).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise FieldFault(_("“{label}”要填是或否"))


def _phone(_field: Mapping[str, Any], raw: Any) -> str:
    if phone_fault(str(raw)):
        raise FieldFault(_("“{label}”不是电话号码：{value}"))
    return normal_phone(str(raw))


SHAPES: Mapping[str, Callable[[Mapping[str, Any], Any], Any]] = {
    "text": _text,
    "int": _int,
    "number": _number,
    "choice": _choice,
    "date": _date,
    "bool": _bool,
    "phone": _phone,
    "person": _text,
}
