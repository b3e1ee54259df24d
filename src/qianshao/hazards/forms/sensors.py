"""Forms of monitoring stations. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.hazards.forms.dangers import Choices


class StationForm(forms.Form):
    """One station."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label=_("站点编号"), max_length=40, help_text=_("设备报数时用的编号"))
    quantity = forms.ChoiceField(label=_("监测要素"))
    name = forms.CharField(label=_("名称"), max_length=80)
    place_name = forms.CharField(label=_("地点名称"), max_length=120, required=False)
    division_path = forms.ChoiceField(label=_("所在区划"))
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90)
    is_active = forms.BooleanField(label=_("在用（停用后不收它的数据，读数保留）"), required=False, initial=True)

    def __init__(self, *args: Any, areas: Choices, quantities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["division_path"].choices = areas
        named["quantity"].choices = quantities


class StationFileForm(forms.Form):
    """A file of stations."""

    file = forms.FileField(label=_("文件"), help_text=_("用 .xlsx 或 .csv。"))
