"""Forms of money. Amounts are given in yuan and kept in fen; the verbs decide the rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.resources.models import BondCategory, Head, Source, Step
from qianshao.resources.money.rules import CountyClass

Choices = list[tuple[str, Any]]


class YuanField(forms.DecimalField):
    """An amount in yuan, cleaned to whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=15, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Any:
        """Fen."""
        found = super().clean(value)
        return None if found is None else int(found * 100)


class LineForm(forms.Form):
    """A new budget line."""

    division_path = forms.ChoiceField(label=_("哪一级"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    source = forms.ChoiceField(label=_("来源"), choices=Source.choices)
    head = forms.ChoiceField(label=_("用途"), choices=Head.choices)
    name = forms.CharField(label=_("名称"), max_length=80)
    planned = YuanField(label=_("计划金额"), min_value=0, help_text=_("元"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas


class LineEditForm(forms.Form):
    """A line's name, plan and note."""

    name = forms.CharField(label=_("名称"), max_length=80)
    planned = YuanField(label=_("计划金额"), min_value=0, help_text=_("元"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("在用"), required=False)


class BookForm(forms.Form):
    """An amount executed or paid."""

    step = forms.ChoiceField(label=_("登记什么"), choices=Step.choices)
    amount = YuanField(label=_("金额"), help_text=_("元；冲减写负数"))
    on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(label=_("依据"), max_length=120, help_text=_("合同号、凭证号或文号"))


class ProjectForm(forms.Form):
    """A new equipment list."""

    division_path = forms.ChoiceField(label=_("哪一级"))
    name = forms.CharField(label=_("名称"), max_length=80)
    batch = forms.CharField(label=_("批次"), max_length=40, required=False)
    approved_on = forms.DateField(label=_("批复日期"), widget=forms.DateInput(attrs={"type": "date"}))
    base = YuanField(label=_("配套基数"), min_value=0, help_text=_("元；文件没有写明基数，按批复填写"))

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas


class ProjectEditForm(forms.Form):
    """A project's base and the matching money in place."""

    name = forms.CharField(label=_("名称"), max_length=80)
    batch = forms.CharField(label=_("批次"), max_length=40, required=False)
    base = YuanField(label=_("配套基数"), min_value=0, help_text=_("元"))
    in_place = YuanField(label=_("到位配套"), min_value=0, help_text=_("元"))


class ItemForm(forms.Form):
    """A line of equipment."""

    category = forms.ChoiceField(label=_("类别"), choices=BondCategory.choices)
    name = forms.CharField(label=_("名称"), max_length=60)
    unit = forms.CharField(label=_("单位"), max_length=8)
    planned = forms.IntegerField(label=_("计划数量"), min_value=1, max_value=99_999_999)
    price = YuanField(label=_("单价"), min_value=0, required=False, help_text=_("元"))
    team = forms.CharField(label=_("发给哪支队伍"), max_length=60, required=False)


class CountForm(forms.Form):
    """How far one line of equipment has come."""

    delivered = forms.IntegerField(min_value=0, max_value=99_999_999)
    accepted = forms.IntegerField(min_value=0, max_value=99_999_999)
    issued = forms.IntegerField(min_value=0, max_value=99_999_999)


class MatchingForm(forms.Form):
    """A new version of the rates: the classes are two, as in the paper."""

    name = forms.CharField(label=_("文件"), max_length=80)
    valid_from = forms.DateField(label=_("起始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    first_name = forms.CharField(label=_("享受优惠的县叫什么"), max_length=40)
    first_percent = forms.IntegerField(label=_("它们的比例"), min_value=0, max_value=100, help_text="%")
    counties = forms.CharField(
        label=_("它们的代码"),
        max_length=2000,
        required=False,
        help_text=_("6 位区划代码，用空格或顿号分开"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rest_percent = forms.IntegerField(label=_("其他县区的比例"), min_value=0, max_value=100, help_text="%")
    source = forms.CharField(label=_("出处"), max_length=200, required=False)

    def classes(self) -> tuple[CountyClass, ...]:
        """What was given, as classes."""
        given = self.cleaned_data
        codes = tuple(given["counties"].replace("、", " ").replace("，", " ").replace(",", " ").split())
        rest = CountyClass("other", str(_("其他县区")), given["rest_percent"])
        first = CountyClass("west", given["first_name"], given["first_percent"], codes)
        return (first, rest) if codes else (rest,)
