"""Forms of the registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.hazards.forms.dangers import Choices


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class OfficerForm(forms.Form):
    """An officer."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    certificate = forms.CharField(label=_("执法证号"), max_length=40)
    organisation = forms.CharField(label=_("单位"), max_length=80)
    division_path = forms.ChoiceField(label=_("执法区域"))
    issuer = forms.CharField(label=_("发证机关"), max_length=80, required=False)
    valid_from = _day(_("有效期从"))
    valid_until = _day(_("有效期到"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["division_path"].choices = areas


class DelegationForm(forms.Form):
    """Matters delegated to a township."""

    division_path = forms.ChoiceField(label=_("乡镇"))
    document = forms.CharField(label=_("赋权文件"), max_length=120)
    document_no = forms.CharField(label=_("文号"), max_length=60, required=False)
    matters = forms.CharField(label=_("赋权事项（每行一项）"), max_length=20_000, widget=forms.Textarea({"rows": 6}))
    valid_from = _day(_("从哪一天起"))
    valid_until = _day(_("到哪一天止"), required=False)

    def __init__(self, *args: Any, towns: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["division_path"].choices = towns
