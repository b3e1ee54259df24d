"""Forms of dispatch. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.resources.models import ObjectSort

Choices = list[tuple[Any, Any]]
_OFF = {"autocomplete": "off"}
_MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A moment in Beijing, as the browser's own control writes it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(input_formats=[_MOMENT, "%Y-%m-%d %H:%M"], widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read as Beijing time, whatever the site's zone is."""
        found = super().to_python(value)
        return found.replace(tzinfo=BEIJING) if found else None


class RequestForm(forms.Form):
    """What is needed and where; the lines are read beside it."""

    place = forms.CharField(label=_("送到哪里"), max_length=120, help_text=_("写到安置点、村部或路口"))
    division_path = forms.ChoiceField(label=_("所在区划"))
    to_store = forms.TypedChoiceField(
        label=_("补充到仓库"), required=False, coerce=int, empty_value=None, help_text=_("补库存才选，救灾用不选")
    )
    needed_by = MomentField(label=_("什么时候要"), required=False)
    why = forms.CharField(label=_("用来做什么"), max_length=300, required=False)
    taker_name = forms.CharField(label=_("接货人"), max_length=40, required=False, widget=forms.TextInput(attrs=_OFF))
    taker_phone = forms.CharField(
        label=_("接货人电话"), max_length=20, required=False, widget=forms.TextInput(attrs=_OFF)
    )
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)

    def __init__(self, *args: Any, areas: Choices, stores: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas
        fields["to_store"].choices = [("", _("不入库，直接使用")), *stores]


class VerbalForm(forms.Form):
    """Who ordered by word, and when."""

    verbal_by = forms.CharField(label=_("下令领导"), max_length=80)
    verbal_at = MomentField(label=_("什么时候说的"), required=False, help_text=_("空着就是现在"))


class CarryForm(forms.Form):
    """The vehicle and who drives it."""

    vehicle = forms.CharField(label=_("车牌"), max_length=40, help_text=_("没有车就写“人力”"))
    driver = forms.CharField(label=_("驾驶员"), max_length=40, required=False, widget=forms.TextInput(attrs=_OFF))
    driver_phone = forms.CharField(
        label=_("驾驶员电话"), max_length=20, required=False, widget=forms.TextInput(attrs=_OFF)
    )


class FiguresForm(forms.Form):
    """The county's figures."""

    paper_hours = forms.IntegerField(label=_("口头令补书面的时限（小时）"), min_value=1, max_value=240)
    remind_hours = forms.IntegerField(label=_("逾期后每隔几小时再提醒"), min_value=1, max_value=240)
    road_factor = forms.FloatField(
        label=_("绕路系数"), min_value=1, max_value=5, help_text=_("没有路网时，直线距离乘以它")
    )
    speed = forms.FloatField(label=_("车速（公里/时）"), min_value=1, max_value=120)
    pack_minutes = forms.IntegerField(label=_("出发准备（分钟）"), min_value=0, max_value=600)
    source = forms.CharField(label=_("依据"), max_length=200)


class RequisitionForm(forms.Form):
    """The decision to use something of somebody's."""

    issuer = forms.CharField(label=_("决定征用的政府"), max_length=80, help_text=_("县级以上人民政府"))
    order_no = forms.CharField(label=_("决定文号"), max_length=60, required=False)
    basis = forms.CharField(
        label=_("法律依据"), max_length=300, initial=_("《中华人民共和国突发事件应对法》关于应急征用的规定")
    )
    division_path = forms.ChoiceField(label=_("所在区划"))
    sort = forms.ChoiceField(label=_("征用什么"), choices=ObjectSort.choices)
    name = forms.CharField(label=_("名称、型号、车牌"), max_length=120)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=1_000_000, initial=1)
    unit_name = forms.CharField(label=_("单位"), max_length=10, required=False)
    owner_org = forms.CharField(label=_("被征用单位"), max_length=120, required=False)
    owner_name = forms.CharField(
        label=_("被征用人或经办人"), max_length=40, required=False, widget=forms.TextInput(attrs=_OFF)
    )
    owner_phone = forms.CharField(label=_("电话"), max_length=20, required=False, widget=forms.TextInput(attrs=_OFF))
    use = forms.CharField(label=_("用来做什么"), max_length=200)
    return_by = MomentField(label=_("预计归还"), required=False)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["division_path"].choices = areas
