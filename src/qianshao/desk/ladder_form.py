"""The form that edits a ladder: a few rows, read top to bottom; empty rows are left out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.calling.rules import ALLOWED_WHO, MAX_STEPS
from qianshao.calling.states import STEP_LABELS, WHO_LABELS

#: Rows offered beyond those there are.
SPARE = 3


class StepForm(forms.Form):
    """One rung."""

    kind = forms.ChoiceField(label=_("方式"), required=False)
    who = forms.ChoiceField(label=_("叫谁"), required=False)
    label = forms.CharField(label=_("名称"), max_length=20, required=False)
    tries = forms.IntegerField(label=_("次数"), min_value=1, max_value=9, required=False)
    retry_gap_s = forms.IntegerField(label=_("间隔（秒）"), min_value=10, max_value=86_400, required=False)
    wait_s = forms.IntegerField(label=_("再等（秒）"), min_value=0, max_value=86_400, required=False)
    night_skip = forms.BooleanField(label=_("夜里不等"), required=False)

    def __init__(self, *args: Any, recipient_kind: str = "person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [who for who in WHO_LABELS if who in ALLOWED_WHO[recipient_kind]]
        self.fields["kind"].choices = [("", "—"), *((k.value, v) for k, v in STEP_LABELS.items())]  # type: ignore[attr-defined]
        self.fields["who"].choices = [(who.value, WHO_LABELS[who]) for who in allowed]  # type: ignore[attr-defined]

    def as_step(self) -> dict[str, Any] | None:
        """The rung as a ladder stores it; None for an empty row."""
        given = self.cleaned_data
        if not given.get("kind"):
            return None
        return {
            "kind": given["kind"],
            "who": given["who"] or "self",
            "label": given["label"] or str(STEP_LABELS[given["kind"]]),
            "tries": given["tries"] or 1,
            "retry_gap_s": given["retry_gap_s"] or 60,
            "wait_s": given["wait_s"] if given["wait_s"] is not None else 180,
            "night_skip": given["night_skip"],
        }


StepFormSet = forms.formset_factory(StepForm, extra=0, max_num=MAX_STEPS, absolute_max=MAX_STEPS + SPARE)


def steps_form(recipient_kind: str, steps: list[Mapping[str, Any]], data: Any = None) -> Any:
    """The rows for these steps and a few empty ones, or what was posted."""
    options: dict[str, Any] = {"form_kwargs": {"recipient_kind": recipient_kind}, "prefix": "s"}
    if data is not None:
        return StepFormSet(data, **options)
    rows = [dict(step) for step in steps]
    rows += [{} for _row in range(min(SPARE, MAX_STEPS - len(rows)))]
    return StepFormSet(initial=rows, **options)


class SourceForm(forms.Form):
    """What the county's rule is and where it stands."""

    answer_within_s = forms.IntegerField(label=_("多久不应算超时（秒）"), min_value=30, max_value=86_400)
    source = forms.CharField(label=_("依据"), max_length=400, help_text=_("本县的文件名称、文号和条款"))
