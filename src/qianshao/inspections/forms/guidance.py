"""Forms of advice. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.inspections.states import GUIDANCE_LABELS

Choices = list[tuple[str, Any]]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class AskForm(forms.Form):
    """A wish for advice."""

    kind = forms.ChoiceField(
        label=_("要什么指导"), choices=[(str(code), label) for code, label in GUIDANCE_LABELS.items()]
    )
    division_path = forms.ChoiceField(label=_("所在区划"))
    subject = forms.CharField(label=_("什么事"), max_length=120)
    words = forms.CharField(label=_("什么情况，要解决什么"), max_length=500, widget=_area())

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["division_path"].choices = areas


class _WhoForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    who_key = forms.ChoiceField(label=_("谁去"), required=False)
    who = forms.CharField(label=_("名单里没有的，写姓名"), max_length=80, required=False)
    who_org = forms.CharField(label=_("单位"), max_length=80, required=False)

    def __init__(self, *args: Any, known: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["who_key"].choices = [("", _("请选")), *known]


class SendForm(_WhoForm):
    """Who comes, and when."""

    planned_on = _day(_("哪一天去"))
    words = forms.CharField(label=_("说明"), max_length=300, required=False)


class DoneForm(_WhoForm):
    """What was advised."""

    done_on = _day(_("哪一天去的"))
    advice = forms.CharField(label=_("看了什么、提了什么意见"), max_length=1000, widget=_area(4))


class DeclineForm(forms.Form):
    """Nobody comes."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    words = forms.CharField(label=_("为什么不安排"), max_length=300)
