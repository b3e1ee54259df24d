"""A table of the standards as a form: one row of fields for each row, and a few empty ones."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import ROLES
from qianshao.hazards.rules.standards import MOST_ROWS, Column, Table

SPARE = 3


def _field(column: Column) -> forms.Field:
    width, label = {"size": column.width}, str(column.label)
    if column.is_number:
        return forms.FloatField(label=label, required=False, widget=forms.NumberInput({"step": "any"}))
    if column.kind == "choice":
        options = list(column.choices)
        blank = [] if any(code == "" for code, _label in options) else [("", "—")]
        return forms.ChoiceField(label=label, required=False, choices=[*blank, *options])
    return forms.CharField(label=label, required=False, max_length=400, widget=forms.TextInput(width))


def table_form(table: Table, rows: list[dict[str, Any]], data: Any = None) -> Any:
    """The rows of a table to edit, or what was posted."""
    fields = {column.key: _field(column) for column in table.all_columns}
    one = type("RowForm", (forms.Form,), fields)
    many: Any = forms.formset_factory(one, extra=SPARE, max_num=MOST_ROWS + SPARE, absolute_max=MOST_ROWS + 2 * SPARE)
    return (
        many(data, prefix="r") if data is not None else many(initial=[_shown(table, row) for row in rows], prefix="r")
    )


def _shown(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is edited: roles by their names."""
    names = [column.key for column in table.all_columns if column.kind == "roles"]
    return row | {key: role_names(str(row.get(key, ""))) for key in names}


def role_names(codes: str) -> str:
    """``乡镇值班员 带班领导`` for their codes; what is no code stays."""
    return " ".join(str(ROLES.get(code, code)) for code in codes.split())


def _role_codes(names: Any) -> str:
    known = {str(name): code for code, name in ROLES.items()}
    return " ".join(known.get(name, name) for name in str(names or "").replace("、", " ").split())


def rows_of(table: Table, formset: Any) -> list[dict[str, Any]]:
    """The rows posted; a row whose key is empty is left out. Whole numbers stay whole."""
    found = []
    for form in formset:
        given = {column.key: _plain(form.cleaned_data.get(column.key)) for column in table.all_columns}
        given |= {c.key: _role_codes(given[c.key]) for c in table.all_columns if c.kind == "roles"}
        if any(given[part] not in (None, "") for part in table.key):
            found.append(given)
    return found


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class VersionForm(forms.Form):
    """The version that was edited."""

    version = forms.IntegerField(label=_("版本"), widget=forms.HiddenInput)
