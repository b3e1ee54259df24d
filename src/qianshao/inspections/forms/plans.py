"""Forms of plans, draws and the list of inspectors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import ROLES
from qianshao.inspections.states import DRAWN, KIND_LABELS, PLANNED

Choices = list[tuple[str, Any]]
#: Who goes on patrol; the county's auditor and the wall do not.
GOING = ("grid_worker", "village_cadre", "town_duty", "town_lead", "county_duty", "county_lead")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def end_number(label: Any, most: int, **options: Any) -> forms.IntegerField:
    """A whole number that may be left empty."""
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, **options)


class PlanForm(forms.Form):
    """Which places are visited how often, and by whom."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=[(one.value, KIND_LABELS[one]) for one in PLANNED])
    place_class = forms.ChoiceField(label=_("场所类别"))
    division_path = forms.ChoiceField(label=_("所在区划"))
    every_days = end_number(_("多少天一次"), 3660, help_text=_("空着就按本县的标准"))
    starts_on = _day(_("从哪天起"))
    who = forms.ChoiceField(
        label=_("由谁去"), required=False, help_text=_("选岗位的，由离场所最近的人去；企业自查可以不选")
    )
    route = forms.CharField(
        label=_("路线"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("按走的顺序写场所的编码或全名，一行一个；空着就是这一类的全部场所"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, classes: Choices, areas: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["place_class"].choices = [("", _("请选")), *classes]
        named["division_path"].choices = areas
        roles = [(f"role:{code}", ROLES[code]) for code in GOING]
        named["who"].choices = [("", _("请选")), (_("岗位"), roles), (_("人员"), people)]


class DrawForm(forms.Form):
    """Places and inspectors by chance, or places that are named."""

    kind = forms.ChoiceField(label=_("方式"), choices=[(one.value, KIND_LABELS[one]) for one in DRAWN])
    title = forms.CharField(label=_("名称"), max_length=60)
    place_class = forms.ChoiceField(label=_("场所类别"))
    division_path = forms.ChoiceField(label=_("所在区划"))
    wanted = end_number(_("抽几家"), 500, help_text=_("空着就按本县的标准；四不两直不用填"))
    each = end_number(_("每家几人"), 10, help_text=_("不少于法定人数"))
    due_on = _day(_("哪天前查完"))
    codes = forms.CharField(
        label=_("去哪几家"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("只有四不两直要填：写场所的编码或全名，一行一个"),
    )

    def __init__(self, *args: Any, classes: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["place_class"].choices = [("", _("请选")), *classes]
        named["division_path"].choices = areas


class InspectorForm(forms.Form):
    """One line of the list of inspectors."""

    user_id = forms.TypedChoiceField(label=_("姓名"), coerce=int)
    unit = forms.CharField(label=_("单位"), max_length=80, required=False)
    certificate = forms.CharField(label=_("执法证号"), max_length=40, required=False)
    valid_until = forms.DateField(
        label=_("执法证有效期到"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("没有证、过了期的，不能在监督检查记录上签字"),
    )
    is_active = forms.BooleanField(label=_("可以抽到"), required=False, initial=True)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = people  # type: ignore[attr-defined]  # it is a ChoiceField


class InterestForm(forms.Form):
    """Where an inspector must not go."""

    code = forms.CharField(label=_("场所编码"), max_length=20, required=False)
    unit = forms.CharField(label=_("单位名称"), max_length=80, required=False)
    words = forms.CharField(label=_("什么关系"), max_length=120, required=False)
