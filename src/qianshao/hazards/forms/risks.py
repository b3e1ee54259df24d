"""Forms of risk points. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.hazards.forms.dangers import Choices
from qianshao.hazards.states.risks import CONSEQUENCES, KEEPER_LABELS, LIKELIHOODS, METHOD_LABELS, SORT_LABELS


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _steps(words: dict[int, Any]) -> Choices:
    return [("", _("请选")), *((str(n), f"{n}　{label}") for n, label in words.items())]


class AssessForm(forms.Form):
    """L, E and C, or likelihood and consequence; the colour is computed from them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    method = forms.ChoiceField(label=_("评估方法"), choices=list(METHOD_LABELS.items()), widget=forms.RadioSelect)
    L = forms.ChoiceField(label=_("L 事故可能性"), required=False)
    E = forms.ChoiceField(label=_("E 暴露频次"), required=False)
    C = forms.ChoiceField(label=_("C 后果"), required=False)
    likelihood = forms.ChoiceField(label=_("矩阵：可能性"), choices=_steps(LIKELIHOODS), required=False)
    consequence = forms.ChoiceField(label=_("矩阵：后果"), choices=_steps(CONSEQUENCES), required=False)
    harm = forms.CharField(label=_("可能发生什么事故"), max_length=300, required=False, widget=_area())
    keeper = forms.ChoiceField(label=_("由哪一级管控"), choices=list(KEEPER_LABELS.items()))
    keeper_unit = forms.CharField(label=_("管控单位"), max_length=80, required=False)
    keeper_person = forms.CharField(label=_("管控责任人"), max_length=40, required=False)
    words = forms.CharField(label=_("评估说明"), max_length=300, required=False, widget=_area())

    def __init__(self, *args: Any, scores: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, options in scores.items():
            self.fields[part].choices = [("", _("请选")), *options]  # type: ignore[attr-defined]  # a ChoiceField


class ControlForm(forms.Form):
    """A measure."""

    sort = forms.ChoiceField(label=_("措施种类"), choices=list(SORT_LABELS.items()))
    words = forms.CharField(label=_("做什么"), max_length=300, widget=_area())
    person = forms.CharField(label=_("谁负责"), max_length=40)
    every_days = forms.IntegerField(label=_("几天检查一次"), min_value=1, max_value=3660, required=False)


class CheckForm(forms.Form):
    """Whether a measure holds."""

    control_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    is_ok = forms.ChoiceField(
        label=_("管不管用"), choices=[("yes", _("管用")), ("no", _("不管用，记为隐患"))], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label=_("什么隐患"), required=False)
    words = forms.CharField(label=_("看到什么"), max_length=300, required=False, widget=_area())

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # it is a ChoiceField
