"""Forms of treatment projects. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.files.forms import ManyFiles, PhotosField
from qianshao.hazards.forms.ledger import PHOTO_TYPES, area, day
from qianshao.hazards.states.ledger import TREATMENT_LABELS
from qianshao.hazards.states.works import ENGINEERING

_MOST_YUAN = 10**12
_MOST_HOMES = 100_000
_MOST_ID = 2**62


class PlanForm(forms.Form):
    """What the project is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("工程名称"), max_length=80)
    treatment = forms.ChoiceField(label=_("治理方式"), choices=[(one, TREATMENT_LABELS[one]) for one in ENGINEERING])
    unit_name = forms.CharField(label=_("责任单位"), max_length=80)
    person_name = forms.CharField(label=_("责任人"), max_length=40, required=False)
    interim = forms.CharField(
        label=_("完工前的管控措施"), max_length=300, widget=area(), help_text=_("谁盯守、怎么隔离、什么时候先撤人")
    )
    starts_on = day(_("计划开工"))
    ends_on = day(_("计划完工"))
    money_planned = forms.IntegerField(label=_("计划经费（元）"), min_value=0, max_value=_MOST_YUAN, required=False)
    money_source = forms.CharField(label=_("经费来源"), max_length=120, required=False)
    households = forms.IntegerField(
        label=_("要搬迁的户数"),
        min_value=0,
        max_value=_MOST_HOMES,
        required=False,
        help_text=_("不搬迁就空着；选了危险区可以不填"),
    )
    zone = forms.ChoiceField(label=_("按危险区的住户算户数"), required=False)

    def __init__(self, *args: Any, zones: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["zone"].choices = [("", _("不按危险区")), *zones]
        if not zones:
            named.pop("zone")


class StepForm(forms.Form):
    """A milestone that is not done; a row without a name is none."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=_MOST_ID)
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    name = forms.CharField(label=_("节点"), max_length=40, required=False)
    due_on = day(_("计划完成"), required=False)

    def clean(self) -> dict[str, Any]:
        """A named one has a date."""
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("name") and not clean.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("请写计划日期。"))
        return clean


StepForms = forms.formset_factory(StepForm, extra=3, max_num=40, absolute_max=60)


class ReasonForm(forms.Form):
    """Why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(label=_("说明原因"), max_length=300, widget=area())


class MilestoneForm(forms.Form):
    """A milestone is reached, or shown by more photos."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    milestone_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=_MOST_ID)
    done_on = day(_("完成日期"), required=False)
    words = forms.CharField(label=_("做了什么"), max_length=300, required=False, widget=area())
    photos = PhotosField(label=_("节点照片"), required=False, widget=ManyFiles(PHOTO_TYPES))


class ToldForm(forms.Form):
    """How many have moved, what was paid."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    moved = forms.IntegerField(label=_("已搬迁户数"), min_value=0, max_value=_MOST_HOMES, required=False)
    money_paid = forms.IntegerField(label=_("已付经费（元）"), min_value=0, max_value=_MOST_YUAN, required=False)
    words = forms.CharField(label=_("进展"), max_length=300, required=False, widget=area())
    photos = PhotosField(label=_("照片"), required=False, widget=ManyFiles(PHOTO_TYPES))

    def __init__(self, *args: Any, households: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if households is None:
            self.fields.pop("moved")


class AskForm(forms.Form):
    """It is finished."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(label=_("说明"), max_length=300, required=False, widget=area())


class AcceptForm(AskForm):
    """Somebody else has looked."""

    unit_name = forms.CharField(label=_("验收单位"), max_length=80)
    field_order = ("version", "unit_name", "words")


class RejectForm(ReasonForm):
    """It is not finished; which milestones do not hold."""

    milestones = forms.MultipleChoiceField(
        label=_("要重做的节点"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestones"].choices = steps  # type: ignore[attr-defined]  # it is a choice field
