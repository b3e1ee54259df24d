"""Forms of shelters. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.geo.crs import Crs
from qianshao.places.models import NeedKind, Space
from qianshao.places.states import THREAT_WORDS

Choices = list[tuple[str, Any]]
REASONS = (_("联系管护人开门"), _("核实安置点"), _("转移安置联系"))
NEED_KINDS = NeedKind.choices
_OFF = {"autocomplete": "off"}


class ShelterForm(forms.Form):
    """A shelter's data. Numbers on file are not filled in: an empty cell keeps them."""

    name = forms.CharField(label=_("名称"), max_length=60)
    code = forms.CharField(label=_("编号"), max_length=30, required=False)
    division_path = forms.ChoiceField(label=_("所在区划"))
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    capacity = forms.IntegerField(label=_("可容人数"), min_value=1, max_value=1_000_000)
    special_capacity = forms.IntegerField(
        label=_("特殊人群床位"), min_value=0, max_value=1_000_000, initial=0, help_text=_("包含在可容人数里")
    )
    area = forms.FloatField(label=_("有效面积"), min_value=0, required=False, help_text=_("平方米"))
    level = forms.ChoiceField(label=_("级别"))
    duration = forms.ChoiceField(label=_("时长"))
    function = forms.ChoiceField(label=_("功能"))
    base = forms.ChoiceField(label=_("依托设施"), required=False)
    space = forms.ChoiceField(label=_("空间"), choices=Space.choices)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)
    keeper_name = forms.CharField(label=_("管护人"), max_length=40, required=False)
    keeper_phone = forms.CharField(
        label=_("管护人电话"), max_length=20, required=False, widget=forms.TextInput(attrs=_OFF)
    )
    backup_name = forms.CharField(label=_("替补管护人"), max_length=40, required=False)
    backup_phone = forms.CharField(
        label=_("替补管护人电话"), max_length=20, required=False, widget=forms.TextInput(attrs=_OFF)
    )
    minutes_to_open = forms.IntegerField(
        label=_("启用用时"), min_value=0, max_value=10_000, required=False, help_text=_("接到通知到能住人，分钟")
    )
    unsafe_for = forms.MultipleChoiceField(
        label=_("不适用的灾种"),
        required=False,
        choices=list(THREAT_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("受这些灾害威胁的人不会安排到这里"),
    )
    has_sign = forms.BooleanField(label=_("有标志牌"), required=False)
    stock_note = forms.CharField(
        label=_("物资"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, areas: Choices, classes: dict[str, Choices], on_file: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas
        for key, rows in classes.items():
            fields[key].choices = [("", "—"), *rows] if key == "base" else rows
        if on_file:
            del fields["division_path"]
            for key in ("keeper_phone", "backup_phone"):
                fields[key].help_text = _("不改就空着，原来的号码保留。")


class ReasonForm(forms.Form):
    """Why a full number is shown."""

    reason = forms.CharField(label=_("查看原因"), max_length=120)


class ClassForm(forms.Form):
    """The county's figures of a class."""

    area_per_head = forms.FloatField(required=False, min_value=0)
    radius = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    stay_days = forms.IntegerField(required=False, min_value=0, max_value=3650)
    inspect_days = forms.IntegerField(required=False, min_value=0, max_value=3650)
    is_active = forms.BooleanField(required=False)


class ItemForm(forms.Form):
    """A line of the checklist."""

    group = forms.CharField(label=_("分组"), max_length=20)
    name = forms.CharField(label=_("检查什么"), max_length=60)
    must = forms.BooleanField(label=_("必备项：不合格就暂不能用"), required=False)


class UploadForm(forms.Form):
    """A file to be imported."""

    file = forms.FileField(label=_("文件"), help_text=_("用 .xlsx 或 .csv。"))
    crs = forms.ChoiceField(
        label=_("坐标系"),
        choices=[(crs.value, crs.value) for crs in Crs],
        help_text=_("表里没有坐标的不用管。手机地图上取的点多半是 GCJ-02。"),
    )
