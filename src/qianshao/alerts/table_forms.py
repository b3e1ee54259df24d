"""The forms that edit the county's table: a hazard with its steps, and whom a colour calls."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.alerts import hazards
from qianshao.alerts.hazards import Hazard
from qianshao.alerts.states import AUDIENCE_LABELS

#: Rows offered beyond those there are.
SPARE = 3
MOST_STEPS = 24
_CATEGORIES = (
    ("Met", _("气象水文")),
    ("Geo", _("地质地震")),
    ("Fire", _("火灾")),
    ("Safety", _("事故")),
    ("Health", _("卫生")),
    ("Other", _("其他")),
)


class AboutForm(forms.Form):
    """Why, by what rule, and which version was read."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    source = forms.CharField(label=_("依据"), max_length=400, help_text=_("文件名称、文号和条款"))
    confirmed = forms.BooleanField(label=_("已核对原文"), required=False)
    reason = forms.CharField(label=_("为什么改"), max_length=200)


class HazardForm(AboutForm):
    """A hazard type."""

    code = forms.SlugField(label=_("代码"), max_length=20)
    name = forms.CharField(label=_("名称"), max_length=40)
    words = forms.CharField(
        label=_("报文里的词"), max_length=200, required=False, help_text=_("用逗号隔开，报文标题里有就认作这个灾种")
    )
    event_codes = forms.CharField(label=_("事件代码"), max_length=200, required=False, help_text=_("用逗号隔开"))
    category = forms.ChoiceField(label=_("类别"), choices=_CATEGORIES)
    field_order = ("code", "name", "words", "event_codes", "category")

    def __init__(self, *args: Any, hazard: Hazard | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hazard is not None:
            del self.fields["code"]
        for colour in reversed(list(hazards.colours().values())):
            label = _("{colour}标准").format(colour=colour.name)
            self.fields[f"threshold_{colour.code}"] = forms.CharField(label=label, max_length=200, required=False)
        own = [name for name in self.fields if name not in AboutForm.base_fields]
        self.order_fields([*own, *AboutForm.base_fields])

    def as_hazard(self) -> dict[str, Any]:
        """What the verb takes, without the steps."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "words": _split(given["words"]),
            "event_codes": _split(given["event_codes"]),
            "category": given["category"],
            "thresholds": {colour: given[f"threshold_{colour}"] for colour in hazards.colours()},
        } | about_of(self)


def about_of(form: AboutForm) -> dict[str, Any]:
    """Source, reason and version, for the verb."""
    return {name: form.cleaned_data[name] for name in AboutForm.base_fields}


def initial_of(hazard: Hazard) -> dict[str, Any]:
    """What the form starts with. The source of a shipped value is no rule of the county: it starts empty."""
    found = {
        "name": hazard.name,
        "words": "，".join(hazard.words),  # zh: how people separate words
        "event_codes": ",".join(hazard.event_codes),
        "category": hazard.category,
        "based_on": hazard.version,
        "source": hazard.source if hazard.version else "",
        "confirmed": hazard.confirmed,
    }
    return found | {f"threshold_{colour}": text for colour, text in hazard.thresholds.items()}


class StepForm(forms.Form):
    """One step of the 防御指南 and the colour from which it applies; an empty row is left out."""

    since = forms.ChoiceField(label=_("从这个颜色起"), required=False)
    text = forms.CharField(label=_("怎么做"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].choices = [(one.code, one.name) for one in hazards.colours().values()]  # type: ignore[attr-defined]


StepFormSet = forms.formset_factory(StepForm, extra=0, max_num=MOST_STEPS, absolute_max=MOST_STEPS + SPARE)


def steps_form(guide: Sequence[Sequence[str]], data: Any = None) -> Any:
    """The rows for these steps and a few empty ones, or what was posted."""
    if data is not None:
        return StepFormSet(data, prefix="g")
    rows = [{"since": since, "text": text} for since, text in guide]
    return StepFormSet(initial=[*rows, *({} for _row in range(min(SPARE, MOST_STEPS - len(rows))))], prefix="g")


def guide_from(steps: Any) -> list[tuple[str, str]]:
    """The steps as posted."""
    rows = [form.cleaned_data for form in steps]
    return [(row["since"] or "blue", row["text"]) for row in rows if row.get("text")]


class ReachForm(AboutForm):
    """Whom a colour calls."""

    audiences = forms.MultipleChoiceField(
        label=_("叫哪些人"), choices=list(AUDIENCE_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("audiences",)


def _split(text: str) -> list[str]:
    """Words separated by Chinese or Western commas."""
    for mark in "，、；;":  # zh: separators people type
        text = text.replace(mark, ",")
    return [one.strip() for one in text.split(",") if one.strip()]
