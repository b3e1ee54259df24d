"""Forms of alerts. They check shape only; the verbs decide."""

import json
from typing import Any

import shapely
from django import forms
from django.utils.translation import gettext_lazy as _
from shapely.geometry import mapping, shape

from qianshao.alerts import hazards
from qianshao.alerts.cap.reader import MAX_BYTES
from qianshao.alerts.selectors import hazards_at
from qianshao.alerts.services import Composition, Piece
from qianshao.alerts.states import AUDIENCE_LABELS, AreaKind
from qianshao.core import clock
from qianshao.geo.geojson import full_code

MAX_GEOJSON = 512 * 1024
_TIME = "%Y-%m-%dT%H:%M"


class UploadForm(forms.Form):
    """One CAP file."""

    file = forms.FileField(
        label=_("CAP 报文"),
        help_text=_("CAP 1.1 或 1.2 的 XML 文件，不超过 256 KB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.cap,application/cap+xml,text/xml"}),
    )

    def clean_file(self) -> bytes:
        """The bytes, one more than the limit at most: the judge says that it is too large."""
        data: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return data


class ReasonForm(forms.Form):
    """Why: for sending back and withdrawing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)


class SubmitForm(forms.Form):
    """Submit the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReleaseForm(ReasonForm):
    """What a release asks for: the verb, the number, the reason."""

    typed = forms.CharField(label=_("动作"), max_length=20, required=False)
    count = forms.CharField(label=_("人数"), max_length=12, required=False)


class ComposeForm(forms.Form):
    """An alert written here; the area by villages, by codes, as a circle or as drawn GeoJSON."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    hazard = forms.ChoiceField(label=_("灾种"), choices=())
    colour = forms.ChoiceField(label=_("颜色"), choices=(), widget=forms.RadioSelect)
    headline = forms.CharField(label=_("标题"), max_length=200, required=False)
    description = forms.CharField(
        label=_("正文"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    instruction = forms.CharField(
        label=_("防御指南"),
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("留空则按灾种和颜色自动填入。"),
    )
    sender_name = forms.CharField(label=_("发布单位"), max_length=60, required=False)
    expires = forms.DateTimeField(
        label=_("失效时间"),
        required=False,
        input_formats=[_TIME, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_TIME),
    )
    is_drill = forms.BooleanField(label=_("这是演练"), required=False)
    audiences = forms.MultipleChoiceField(
        label=_("叫应对象"),
        required=False,
        choices=list(AUDIENCE_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选则按颜色决定。"),
    )
    villages = forms.MultipleChoiceField(
        label=_("乡镇和村"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    codes = forms.CharField(
        label=_("区划代码"), required=False, help_text=_("12 位，用空格或逗号分开。"), max_length=4000
    )
    circle = forms.CharField(
        label=_("圆形范围"), required=False, help_text=_("经度,纬度 半径（千米），例：114.87,31.64 5"), max_length=80
    )
    drawing = forms.CharField(
        label=_("画出的范围"), required=False, widget=forms.Textarea({"rows": 3}), help_text=_("GeoJSON 面，WGS-84。")
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, str]]] = {
            "hazard": [("", "—"), *((one.code, one.name) for one in hazards_at(clock.now()).values())],
            "colour": [(one.code, one.name) for one in reversed(list(hazards.colours().values()))],
            "villages": places,
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]  # they are choice fields

    def clean_codes(self) -> list[str]:
        """12-digit codes."""
        words = self.cleaned_data["codes"].replace("，", " ").replace(",", " ").split()
        wrong = [word for word in words if full_code(word) is None]
        if wrong:
            raise forms.ValidationError(_("“%(code)s”不是 12 位区划代码。"), params={"code": wrong[0][:20]})
        return [str(full_code(word)) for word in words]

    def clean_circle(self) -> tuple[float, float, float] | None:
        """Longitude, latitude, radius in kilometres."""
        words = self.cleaned_data["circle"].replace("，", ",").replace(",", " ").split()
        if not words:
            return None
        try:
            lon, lat, radius = (float(word) for word in words)
        except ValueError as error:
            raise forms.ValidationError(_("请写“经度,纬度 半径”。")) from error
        if not (abs(lon) <= 180 and abs(lat) <= 90 and 0 < radius <= 500):
            raise forms.ValidationError(_("经纬度或半径不合理；半径在 0 到 500 千米之间。"))
        return lon, lat, radius

    def clean_drawing(self) -> list[dict[str, Any]]:
        """GeoJSON geometries; what is wrong with them as areas is said on the alert's page."""
        text = self.cleaned_data["drawing"].strip()
        if not text:
            return []
        if len(text) > MAX_GEOJSON:
            raise forms.ValidationError(_("图形太大，不应超过 512 KB。"))
        try:
            found = [_geometry(one) for one in _features(json.loads(text))]
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
            shapely.errors.ShapelyError,
        ) as error:
            raise forms.ValidationError(_("这不是 GeoJSON 面。")) from error
        if not found:
            raise forms.ValidationError(_("GeoJSON 里没有面。"))
        return found

    def composition(self, msg_type: str = "Alert", refers_to: int | None = None) -> Composition:
        """What was written, for the verb."""
        data = self.cleaned_data
        names = ("hazard", "colour", "headline", "description", "instruction", "sender_name", "expires", "is_drill")
        return Composition(
            **{name: data[name] for name in names},
            audiences=tuple(data["audiences"]),
            msg_type=msg_type,
            refers_to=refers_to,
            pieces=self._pieces(),
        )

    def _pieces(self) -> tuple[Piece, ...]:
        data = self.cleaned_data
        names = dict(self.fields["villages"].choices)  # type: ignore[attr-defined]
        codes = [*data["villages"], *data["codes"]]
        found = [
            Piece(AreaKind.CODE, names.get(code, code), code_name="CPEAS Geographic Code", code=code)
            for code in dict.fromkeys(codes)
        ]
        if data["circle"]:
            lon, lat, radius = data["circle"]
            found.append(Piece(AreaKind.CIRCLE, str(_("圆形范围")), lon=lon, lat=lat, radius_km=radius))
        found += [Piece(AreaKind.DRAWN, str(_("画出的范围")), geometry=one) for one in data["drawing"]]
        return tuple(found)


def _features(document: Any) -> list[Any]:
    if document["type"] == "FeatureCollection":
        return [one["geometry"] for one in document["features"]]
    return [document["geometry"] if document["type"] == "Feature" else document]


def _geometry(given: Any) -> dict[str, Any]:
    area = shapely.force_2d(shape(given))
    if area.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError(area.geom_type)
    result: dict[str, Any] = json.loads(json.dumps(mapping(area)))
    return result
