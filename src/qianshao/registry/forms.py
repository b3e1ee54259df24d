"""Forms of records, generated from the fields a kind declares. They check shape only; the verbs decide."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianshao.core.sheets.cells import parts
from qianshao.geo.crs import Crs
from qianshao.registry.models import Grade, Sort

Choices = list[tuple[str, Any]]
REASONS = (_("联系负责人调用"), _("核实登记情况"), _("应急联络"))
TYPES = {
    "text": _("文字"),
    "int": _("整数"),
    "number": _("数字"),
    "choice": _("单选"),
    "date": _("日期"),
    "bool": _("是或否"),
    "phone": _("电话"),
    "person": _("人名"),
}
_OFF = {"autocomplete": "off"}
_DAY = {"type": "date"}


def _choice(field: Mapping[str, Any], given: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *((word, word) for word in field.get("choices", ()))], **given)


def _bool(_field: Mapping[str, Any], given: dict[str, Any]) -> forms.Field:
    """Three answers: nobody has said so yet is not the same as no."""
    return forms.ChoiceField(choices=[("", "—"), ("1", _("是")), ("0", _("否"))], **given)


def _int(_field: Mapping[str, Any], given: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=-(10**12), max_value=10**12, **given)


def _number(_field: Mapping[str, Any], given: dict[str, Any]) -> forms.Field:
    return forms.FloatField(min_value=-1e12, max_value=1e12, widget=forms.NumberInput({"step": "any"}), **given)


def _date(_field: Mapping[str, Any], given: dict[str, Any]) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(_DAY, format="%Y-%m-%d"), **given)


def _text(_field: Mapping[str, Any], given: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=300, widget=forms.TextInput(_OFF), **given)


_SHAPES: Mapping[str, Callable[[Mapping[str, Any], dict[str, Any]], forms.Field]] = {
    "int": _int,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "bool": _bool,
}


def field_of(field: Mapping[str, Any], *, required: bool | None = None) -> forms.Field:
    """The form's field for a declared one."""
    must = bool(field.get("required")) if required is None else required
    given: dict[str, Any] = {"label": field["label"], "required": must, "help_text": field.get("unit", "")}
    return _SHAPES.get(field["type"], _text)(field, given)


class RecordForm(forms.Form):
    """A record's data: what every record has, then its kind's fields. Personal values on file are not filled in."""

    name = forms.CharField(label=_("名称"), max_length=80)
    division_path = forms.ChoiceField(label=_("所在区划"))
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=73, max_value=136)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=3, max_value=54)
    owner_org = forms.CharField(label=_("所属单位"), max_length=80, required=False)
    keeper_name = forms.CharField(label=_("负责人"), max_length=40, required=False, widget=forms.TextInput(_OFF))
    keeper_phone = forms.CharField(label=_("负责人电话"), max_length=20, required=False, widget=forms.TextInput(_OFF))
    grade = forms.ChoiceField(label=_("风险等级"), choices=Grade.choices, required=False)
    is_public = forms.BooleanField(label=_("可以对外公开（只公开标明可公开的几项）"), required=False)

    def __init__(self, *args: Any, kind: Any, areas: Choices, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division_path"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField
        self.kind, self.hidden = kind, {"keeper_name", "keeper_phone"} | set(kind.personal_keys)
        for field in kind.fields:
            must = False if row is not None and field["key"] in self.hidden else None
            self.fields[field["key"]] = field_of(field, required=must)
        if row is not None:
            for key in self.hidden:
                self.fields[key].help_text = _("不改就空着，原来的保留。")

    def given(self, row: Any = None) -> dict[str, Any]:
        """What a valid form says, flat; empty personal values of a known record are left out."""
        values: dict[str, Any] = dict(self.cleaned_data)
        if row is not None:
            values = {key: value for key, value in values.items() if key not in self.hidden or value}
        here = (values["lon"], values["lat"])
        if here != (None, None) and (row is None or (row.lon, row.lat) != here):
            values["coordinate_source"] = "WGS-84"
        return values


class BulkForm(forms.Form):
    """The new value of one field for many records."""

    def __init__(self, *args: Any, field: forms.Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = field


class LineForm(forms.Form):
    """A member, a paper or a piece of kit."""

    sort = forms.ChoiceField(label=_("是什么"), choices=Sort.choices)
    name = forms.CharField(label=_("名称或姓名"), max_length=80)
    quantity = forms.IntegerField(label=_("数量"), min_value=0, max_value=1_000_000_000, initial=1)
    unit = forms.CharField(label=_("单位"), max_length=10, required=False)
    expires_on = forms.DateField(label=_("有效期到"), required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    phone = forms.CharField(label=_("电话"), max_length=20, required=False, widget=forms.TextInput(_OFF))


class KindForm(forms.Form):
    """A kind of records: what a county may change of it."""

    name = forms.CharField(label=_("名称"), max_length=30)
    check_days = forms.IntegerField(
        label=_("多少天核实一次"), min_value=1, max_value=3650, required=False, help_text=_("空着就不到期")
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    is_public = forms.BooleanField(label=_("可以对外公开"), required=False)
    is_active = forms.BooleanField(label=_("在用"), required=False)


class KindFieldForm(forms.Form):
    """One field of a kind; a row without a name is left out."""

    key = forms.CharField(label=_("代码"), max_length=30, required=False)
    label = forms.CharField(label=_("名称"), max_length=30, required=False)
    type = forms.ChoiceField(label=_("类型"), choices=list(TYPES.items()))
    unit = forms.CharField(label=_("单位"), max_length=10, required=False)
    choices = forms.CharField(label=_("选项"), max_length=500, required=False)
    required = forms.BooleanField(label=_("必填"), required=False)
    public = forms.BooleanField(label=_("可公开"), required=False)
    personal = forms.BooleanField(label=_("个人信息"), required=False)
    brief = forms.BooleanField(label=_("列表显示"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def given(self) -> dict[str, Any]:
        """The field as a kind declares it."""
        values: dict[str, Any] = dict(self.cleaned_data)
        return {**values, "choices": parts(values["choices"])}


KindFields = forms.formset_factory(KindFieldForm, extra=3, max_num=60)


class PhotoForm(forms.Form):
    """A picture of a record."""

    photo = forms.FileField(
        label=_("照片"), widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"})
    )


class ReadingsForm(forms.Form):
    """What a test showed: the battery, the signal. Nothing must be filled in."""

    prefix = "test"

    def __init__(self, *args: Any, readings: Iterable[Mapping[str, Any]], css: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in readings:
            self.fields[one["key"]] = field = field_of(one, required=False)
            if css:
                field.widget.attrs["class"] = css


class ReasonForm(forms.Form):
    """Why a full number is shown."""

    reason = forms.CharField(label=_("查看原因"), max_length=120)


class UploadForm(forms.Form):
    """A file to be imported."""

    file = forms.FileField(label=_("文件"), help_text=_("用 .xlsx 或 .csv。"))
    crs = forms.ChoiceField(
        label=_("坐标系"),
        choices=[(crs.value, crs.value) for crs in Crs],
        help_text=_("表里没有坐标的不用管。手机地图上取的点多半是 GCJ-02。"),
    )
