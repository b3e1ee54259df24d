"""The form that edits what a hazard proposes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.hazards import colours
from qianshao.command.rules import COLOURS, MINUTES, row_from
from qianshao.command.states import STAGE_LABELS, Stage
from qianshao.people.models.households import ZoneKind


class SheetForm(forms.Form):
    """Four colours, each with what it does, for which zones and how fast; then source and reason."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    source = forms.CharField(label=_("依据"), max_length=400, help_text=_("文件名称、文号和条款"))
    confirmed = forms.BooleanField(label=_("已核对原文"), required=False)
    reason = forms.CharField(label=_("为什么改"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = dict(self.fields)
        self.fields.clear()
        for colour in COLOURS:
            name = colours()[colour].name
            self.fields[f"{colour}_stage"] = forms.ChoiceField(
                label=_("{colour}：做什么").format(colour=name),
                choices=[(stage.value, STAGE_LABELS[stage]) for stage in Stage],
            )
            self.fields[f"{colour}_kinds"] = forms.MultipleChoiceField(
                label=_("{colour}：哪些危险区").format(colour=name),
                choices=ZoneKind.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"{colour}_minutes"] = forms.IntegerField(
                label=_("{colour}：几分钟内转移完").format(colour=name), min_value=MINUTES[0], max_value=MINUTES[1]
            )
        self.fields.update(own)

    def rows(self) -> dict[str, dict[str, Any]]:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            colour: {name: given[f"{colour}_{name}"] for name in ("stage", "kinds", "minutes")} for colour in COLOURS
        }


def initial_of(rows: dict[str, Any]) -> dict[str, Any]:
    """What the form starts with."""
    found: dict[str, Any] = {}
    for colour in COLOURS:
        row = row_from(rows.get(colour))
        found |= {f"{colour}_stage": row.stage.value, f"{colour}_kinds": row.kinds, f"{colour}_minutes": row.minutes}
    return found
