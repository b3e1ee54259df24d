"""The form a clerk types from paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.evacuation.states import WHEREABOUTS_LABELS, Whereabouts

#: What a line on paper may say, in the order of its boxes.
OUTCOMES = (
    Whereabouts.NOTIFIED,
    Whereabouts.MOVING,
    Whereabouts.SETTLED,
    Whereabouts.ELSEWHERE,
    Whereabouts.REFUSED,
    Whereabouts.NOBODY,
    Whereabouts.PICKUP,
)


class PaperForm(forms.Form):
    """One line: who, what, when, who signed."""

    uids = forms.MultipleChoiceField(label=_("哪些人"), widget=forms.CheckboxSelectMultiple)
    to = forms.ChoiceField(label=_("结果"), choices=[(one.value, WHEREABOUTS_LABELS[one]) for one in OUTCOMES])
    shelter_id = forms.TypedChoiceField(label=_("安置点"), required=False, coerce=int, empty_value=None)
    written_at = forms.DateTimeField(
        label=_("纸上写的时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    written_by = forms.CharField(label=_("纸上签字的人"), max_length=40)
    words = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], shelters: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uids"].choices = people  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["shelter_id"].choices = [("", _("没有")), *shelters]  # type: ignore[attr-defined]
