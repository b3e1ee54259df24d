"""Forms of people and households. They check shape only; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.geo.crs import Crs
from qianshao.people.models.households import ZoneKind
from qianshao.people.models.persons import Gender, Slot

Choices = list[tuple[str, Any]]
ZONE_KINDS = ZoneKind.choices
REASONS = (_("叫应联系本人"), _("核实名册"), _("转移安置联系"))


class _AreaForm(forms.Form):
    """A form with a choice of areas: (path, indented name) of the scope."""

    division_path = forms.ChoiceField(label=_("所在区划"))

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division_path"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField


class PersonForm(_AreaForm):
    """A person's data. Numbers on file are not filled in: an empty cell keeps them."""

    field_order = ("name", "gender", "division_path", "title", "phone", "backup_phone", "id_number")
    name = forms.CharField(label=_("姓名"), max_length=40)
    gender = forms.ChoiceField(label=_("性别"), choices=Gender.choices, required=False)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    phone = forms.CharField(label=_("手机号"), max_length=20)
    backup_phone = forms.CharField(label=_("备用电话"), max_length=20, required=False)
    id_number = forms.CharField(label=_("身份证号"), max_length=18, required=False)

    def __init__(self, *args: Any, on_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in ("phone", "backup_phone", "id_number"):
            self.fields[key].widget.attrs["autocomplete"] = "off"
            if on_file:
                self.fields[key].required = False
                self.fields[key].help_text = _("不改就空着，原来的号码保留。")


class PhoneForm(forms.Form):
    """A new number."""

    phone = forms.CharField(label=_("新号码"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reason = forms.CharField(label=_("换号原因"), max_length=120)


class ReasonForm(forms.Form):
    """Why a full number is shown."""

    reason = forms.CharField(
        label=_("查看原因"), max_length=120, widget=forms.TextInput(attrs={"list": "reveal-why"})
    )


class PostForm(_AreaForm):
    """A post for a person."""

    field_order = ("post_code", "division_path", "slot", "valid_from", "valid_to")
    post_code = forms.ChoiceField(label=_("岗位"))
    slot = forms.ChoiceField(label=_("A/B 岗"), choices=Slot.choices, initial="A")
    valid_from = forms.DateField(
        label=_("任职日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填就是今天。"),
    )
    valid_to = forms.DateField(
        label=_("到期日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填表示一直有效。"),
    )

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_code"].choices = posts  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["division_path"].label = _("负责的区划")


class HouseholdForm(_AreaForm):
    """A household's data."""

    field_order = ("division_path", "code", "head_name", "phone", "address", "lon", "lat", "guardian", "danger_zone")
    code = forms.CharField(label=_("户编号"), max_length=30)
    head_name = forms.CharField(label=_("户主"), max_length=40)
    phone = forms.CharField(
        label=_("电话"), max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    address = forms.CharField(label=_("住址"), max_length=120, required=False)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)
    guardian = forms.ChoiceField(label=_("包保责任人"), required=False)
    danger_zone = forms.ChoiceField(label=_("危险区"), required=False)

    def __init__(self, *args: Any, guardians: Choices, zones: Choices, on_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].choices = [("", _("没有")), *guardians]  # type: ignore[attr-defined]
        self.fields["danger_zone"].choices = [("", _("不在危险区")), *zones]  # type: ignore[attr-defined]
        if on_file:
            self.fields["phone"].help_text = _("不改就空着，原来的号码保留。")


class MemberForm(forms.Form):
    """One member of a household."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    relation = forms.CharField(label=_("与户主关系"), max_length=20, required=False)
    gender = forms.ChoiceField(label=_("性别"), choices=Gender.choices, required=False)
    birth_year = forms.IntegerField(label=_("出生年份"), min_value=1900, max_value=2100, required=False)
    phone = forms.CharField(label=_("手机号"), max_length=20, required=False)
    needs = forms.MultipleChoiceField(label=_("特殊情况"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = needs  # type: ignore[attr-defined]  # it is a MultipleChoiceField


class ZoneForm(_AreaForm):
    """A danger zone."""

    field_order = ("name", "kind", "division_path", "trigger_text", "route", "shelter", "outline", "crs")
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=ZONE_KINDS)
    trigger_text = forms.CharField(label=_("什么时候走"), max_length=200, required=False)
    route = forms.CharField(label=_("转移路线"), max_length=200, required=False)
    shelter = forms.CharField(label=_("安置点"), max_length=80, required=False)
    outline = forms.CharField(
        label=_("范围"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行写一个拐点：经度,纬度；或贴 GeoJSON。不改就空着。"),
    )
    crs = forms.ChoiceField(label=_("坐标系"), choices=[(crs.value, crs.value) for crs in Crs])


class UploadForm(forms.Form):
    """A file to be imported."""

    kind = forms.ChoiceField(label=_("导入什么"))
    file = forms.FileField(label=_("文件"), help_text=_("名册用 .xlsx 或 .csv，边界用 GeoJSON。"))
    crs = forms.ChoiceField(
        label=_("坐标系"),
        choices=[(crs.value, crs.value) for crs in Crs],
        help_text=_("名册里没有坐标的不用管。手机地图上取的点多半是 GCJ-02。"),
    )

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # it is a ChoiceField
