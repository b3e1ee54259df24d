"""Forms of stock. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.resources.models import EntryKind, Ownership

_DAY = {"type": "date"}


class ReceiveForm(forms.Form):
    """Goods come in."""

    item_id = forms.TypedChoiceField(label=_("物资"), coerce=int)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=10_000_000)
    lot = forms.CharField(label=_("批号"), max_length=40, required=False)
    ownership = forms.ChoiceField(label=_("归属"), choices=Ownership.choices)
    owner = forms.CharField(label=_("货主"), max_length=60, required=False)
    made_on = forms.DateField(label=_("生产日期"), required=False, widget=forms.DateInput(attrs=_DAY))
    expires_on = forms.DateField(label=_("到期日期"), required=False, widget=forms.DateInput(attrs=_DAY))
    tested_on = forms.DateField(label=_("检测日期"), required=False, widget=forms.DateInput(attrs=_DAY))
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
