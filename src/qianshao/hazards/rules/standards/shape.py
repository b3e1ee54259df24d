"""What a table of the standards is, and the columns and choices that tables of several rooms share. Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SURE = ("C", "CL", "W", "U")
SURE_LABELS = {"C": _("有出处"), "CL": _("法条原文"), "W": _("出处较弱"), "U": _("未证实，由本县确定")}
MOST_ROWS = 200


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` is text, phone, number (empty: not set), signed (a number that may be below nothing),
    choice, or roles (codes parted by spaces).
    """

    key: str
    label: "str | Promise"
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = False
    width: int = 12

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in ("number", "signed")


@dataclass(frozen=True)
class Table:
    """A table of the standards: its columns, and which of them together name a row."""

    name: str
    title: "str | Promise"
    about: "str | Promise"
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns and where the row comes from."""
        return (
            *self.columns,
            Column("source", _("依据"), width=30),
            Column("sure", _("可靠程度"), "choice", tuple(SURE_LABELS.items()), True),
        )


CODE = Column("code", _("编码"), required=True)
NAME = Column("name", _("名称"), required=True, width=20)
COLOURS = (("red", _("红")), ("orange", _("橙")), ("yellow", _("黄")), ("blue", _("蓝")))
WHEN = (("before", _("到期前")), ("after", _("到期后")))
WAYS = (("sms", _("短信")), ("voice", _("语音电话")))
GRADES = (("", _("不限")), ("1", _("一般")), ("2", _("重大")))
