"""Forms of 吹哨报到. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.hazards.forms.dangers import Choices
from qianshao.hazards.states.whistles import RATINGS


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class MomentField(forms.DateTimeField):
    """A minute in Beijing."""

    def __init__(self, label: Any, *, required: bool = False, help_text: Any = "") -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        super().__init__(label=label, required=required, widget=widget, help_text=help_text, input_formats=formats)

    def to_python(self, value: Any) -> Any:
        """With Beijing's offset, whatever zone the site is shown in."""
        found = super().to_python(value)
        return found.replace(tzinfo=BEIJING) if found is not None else None


class BlowForm(forms.Form):
    """A matter and whom to call."""

    command_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    hazard_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    sighting_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    case = forms.ChoiceField(label=_("吹哨事由"), widget=forms.RadioSelect)
    matter = forms.CharField(label=_("什么事、要部门来做什么"), max_length=500, widget=_area(3))
    departments = forms.MultipleChoiceField(label=_("叫哪些部门"), widget=forms.CheckboxSelectMultiple)
    division_path = forms.ChoiceField(label=_("在哪里"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)

    def __init__(self, *args: Any, cases: Choices, departments: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["case"].choices = cases
        named["departments"].choices = departments
        named["division_path"].choices = areas


class CallForm(forms.Form):
    """What an act about one department carries."""

    call_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class AnswerForm(CallForm):
    """The four things an answer holds."""

    answered_at = MomentField(_("什么时候接的"), help_text=_("空着就是现在"))
    contact = forms.CharField(label=_("谁去办"), max_length=60)
    measure = forms.CharField(label=_("怎么办"), max_length=300, widget=_area())
    promised_at = MomentField(_("什么时候办完"), required=True)


class ArriveForm(CallForm):
    """They came."""

    who = forms.CharField(label=_("谁到了"), max_length=120, required=False)
    arrived_at = MomentField(_("什么时候到的"), help_text=_("空着就是现在"))
    site_code = forms.CharField(
        label=_("现场报到码"), max_length=8, required=False, help_text=_("吹哨的乡镇现场报给部门的四位数")
    )
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)


class FinishForm(CallForm):
    """What was done."""

    words = forms.CharField(label=_("做了什么、结果怎样"), max_length=500, widget=_area(3))
    finished_at = MomentField(_("什么时候办完的"), help_text=_("空着就是现在"))


class SetOutForm(CallForm):
    """They are on their way."""


class DeclineForm(CallForm):
    """They say it is none of theirs."""

    words = forms.CharField(label=_("为什么不归它管"), max_length=300, widget=_area())


class InsistForm(CallForm):
    """They are to come all the same."""

    words = forms.CharField(label=_("为什么仍请来"), max_length=300, widget=_area())


class ReleaseForm(CallForm):
    """They need not come."""

    words = forms.CharField(label=_("为什么不用来了"), max_length=300, widget=_area())


class RateForm(CallForm):
    """What the township thinks."""

    rating = forms.ChoiceField(
        label=_("满意吗"), choices=[(str(n), label) for n, label in RATINGS.items()], widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=_area())


class OneMoreForm(forms.Form):
    """One more department."""

    department = forms.ChoiceField(label=_("加叫哪个部门"))

    def __init__(self, *args: Any, departments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = departments  # type: ignore[attr-defined]  # it is a ChoiceField


class WhistleWordsForm(forms.Form):
    """Words that are needed."""

    words = forms.CharField(label=_("说明"), max_length=300, widget=_area())


class WhistleMaybeForm(forms.Form):
    """Words that may be left out."""

    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=_area())
