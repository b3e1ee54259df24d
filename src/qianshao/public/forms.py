"""Forms of the public room's desk page. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LineForm(forms.Form):
    """An office's telephone."""

    division_path = forms.ChoiceField(label=_("哪里的电话"))
    name = forms.CharField(label=_("名称"), max_length=40)
    phone = forms.CharField(label=_("固定电话"), max_length=20, help_text=_("所有人都看得到，不能填个人手机号"))
    hours = forms.CharField(label=_("什么时候有人"), max_length=40, required=False, initial=_("24 小时"))
    order = forms.IntegerField(label=_("排在第几"), min_value=0, max_value=999, initial=0)

    def __init__(self, *args: Any, areas: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division_path"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField
