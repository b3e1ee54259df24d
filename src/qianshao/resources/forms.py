"""Forms of stock. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.resources.models import Category, Certainty, EntryKind, Ownership, ReserveMode

Choices = list[tuple[Any, Any]]
_DAY = {"type": "date"}
_OFF = {"autocomplete": "off"}


def _day() -> forms.DateInput:
    """The browser's own control for a day: it shows and sends ``2026-07-18``, whatever the language."""
    return forms.DateInput(attrs=_DAY, format="%Y-%m-%d")


class ReceiveForm(forms.Form):
    """Goods come in."""

    item_id = forms.TypedChoiceField(label=_("物资"), coerce=int)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=10_000_000)
    lot = forms.CharField(label=_("批号"), max_length=40, required=False)
    ownership = forms.ChoiceField(label=_("归属"), choices=Ownership.choices)
    owner = forms.CharField(label=_("货主"), max_length=60, required=False)
    made_on = forms.DateField(label=_("生产日期"), required=False, widget=_day())
    expires_on = forms.DateField(label=_("到期日期"), required=False, widget=_day())
    tested_on = forms.DateField(label=_("检测日期"), required=False, widget=_day())
    shelf = forms.CharField(label=_("货位"), max_length=30, required=False)
    words = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, items: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item_id"].choices = items  # type: ignore[attr-defined]


class HandForm(forms.Form):
    """Goods go out, come back, or are written off."""

    kind = forms.ChoiceField(
        label=_("操作"),
        choices=[
            (EntryKind.ISSUE.value, EntryKind.ISSUE.label),
            (EntryKind.RETURN.value, EntryKind.RETURN.label),
            (EntryKind.WRITEOFF.value, EntryKind.WRITEOFF.label),
        ],
    )
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=10_000_000)
    words = forms.CharField(label=_("用途或原因"), max_length=200, required=False)


class ItemForm(forms.Form):
    """An item of the dictionary."""

    name = forms.CharField(label=_("名称"), max_length=40)
    unit = forms.CharField(label=_("单位"), max_length=8, help_text=_("账上有了就不能改"))
    category = forms.ChoiceField(label=_("大类"), choices=Category.choices)
    spec = forms.CharField(label=_("规格"), max_length=60, required=False)
    gbt_code = forms.CharField(label=_("GB/T 38565 代码"), max_length=20, required=False)
    shelf_life_days = forms.IntegerField(label=_("保质期（天）"), min_value=1, max_value=36_500, required=False)
    test_days = forms.IntegerField(label=_("几天检测一次"), min_value=1, max_value=3_650, required=False)
    is_returnable = forms.BooleanField(label=_("用完归还"), required=False)
    is_ample = forms.BooleanField(label=_("市场供应充足"), required=False)
    is_short_lived = forms.BooleanField(label=_("保质期短"), required=False)
    is_costly = forms.BooleanField(label=_("储存成本高"), required=False)
    source = forms.CharField(label=_("出处"), max_length=120, required=False)
    certainty = forms.ChoiceField(label=_("核对情况"), choices=Certainty.choices)
    is_active = forms.BooleanField(label=_("在用"), required=False)


class NewItemForm(ItemForm):
    """A kind of goods of the county's own."""

    code = forms.RegexField(
        label=_("编码"), regex=r"^[A-Za-z0-9-]+$", max_length=20, help_text=_("字母、数字，不能重复")
    )
    field_order = ("code", "name", "unit")


class PolicyForm(forms.Form):
    """A county's figures for its stock."""

    two_persons = forms.BooleanField(label=_("盘点要另一个人复核"), required=False)
    count_days = forms.IntegerField(label=_("几天盘点一次"), min_value=1, max_value=1000)
    refill_days = forms.IntegerField(label=_("低于最低储备后几天内补足"), min_value=1, max_value=365)
    window_days = forms.IntegerField(label=_("按最近几天的用量推算"), min_value=30, max_value=1830)
    horizon_days = forms.IntegerField(label=_("往后看几天"), min_value=30, max_value=1830)
    warn_days = forms.CharField(label=_("到期前几天提醒"), max_length=40, help_text=_("用空格分开，例如 180 90 30"))

    def clean_warn_days(self) -> list[int]:
        """Whole numbers."""
        words = self.cleaned_data["warn_days"].replace("、", " ").replace(",", " ").split()
        if not words or not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
            raise forms.ValidationError(_("到期提醒写 1 到 6 个天数，例如 180 90 30"))
        return [int(word) for word in words]


class MinimumForm(forms.Form):
    """The least stock of a place."""

    division_path = forms.ChoiceField(label=_("哪个地方"), help_text=_("不选仓库时，算这个地方各仓库的合计"))
    store_id = forms.TypedChoiceField(label=_("哪个仓库"), coerce=int, required=False, empty_value=None)
    item_id = forms.TypedChoiceField(label=_("物资"), coerce=int)
    quantity = forms.IntegerField(label=_("最低储备"), min_value=1, max_value=10_000_000)
    source = forms.CharField(label=_("依据"), max_length=120, required=False)

    def __init__(self, *args: Any, areas: Choices, stores: Choices, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas
        fields["store_id"].choices = [("", _("整个地方合计")), *stores]
        fields["item_id"].choices = items


class ReserveForm(forms.Form):
    """What somebody promises."""

    mode = forms.ChoiceField(label=_("储备方式"), choices=ReserveMode.choices)
    holder = forms.CharField(label=_("谁储备"), max_length=80, help_text=_("企业、商户；家庭储备写村组"))
    division_path = forms.ChoiceField(label=_("哪个地方"))
    item_id = forms.TypedChoiceField(label=_("物资"), coerce=int)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=10_000_000)
    households = forms.IntegerField(
        label=_("户数"), min_value=1, max_value=1_000_000, required=False, help_text=_("家庭储备才填")
    )
    response_hours = forms.IntegerField(label=_("几小时内送到"), min_value=0, max_value=720, required=False)
    price_rule = forms.CharField(label=_("怎么结算"), max_length=120, required=False)
    valid_from = forms.DateField(label=_("从哪天"), required=False, widget=_day())
    valid_to = forms.DateField(label=_("到哪天"), required=False, widget=_day())
    checked_on = forms.DateField(label=_("上次核实"), required=False, widget=_day())
    contact_name = forms.CharField(
        label=_("联系人"), max_length=40, required=False, widget=forms.TextInput(attrs=_OFF)
    )
    contact_phone = forms.CharField(
        label=_("电话"), max_length=20, required=False, widget=forms.TextInput(attrs=_OFF)
    )

    def __init__(self, *args: Any, areas: Choices | None, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["item_id"].choices = items
        if areas is None:
            del fields["division_path"]
        else:
            fields["division_path"].choices = areas


class ReasonForm(forms.Form):
    """Why a full number is shown."""

    reason = forms.CharField(label=_("查看原因"), max_length=120)


class FileForm(forms.Form):
    """A file to be imported."""

    file = forms.FileField(label=_("文件"), help_text=_("用 .xlsx 或 .csv。"))
