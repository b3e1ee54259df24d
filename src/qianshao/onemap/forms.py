"""What a drawn area must be."""

import json
from typing import Any

import shapely
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from qianshao.geo.sanity import findings

MOST_TEXT = 256 * 1024
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, shapely.errors.ShapelyError)


class AreaForm(forms.Form):
    """A polygon as GeoJSON, WGS-84."""

    area = forms.CharField(label=lazy("范围"), max_length=MOST_TEXT, widget=forms.Textarea({"rows": 4}))

    def clean_area(self) -> BaseGeometry:
        """The geometry; what is wrong with it is said in words."""
        try:
            given: Any = json.loads(self.cleaned_data["area"])
            found = shapely.force_2d(shape(given.get("geometry") or given))
        except _BROKEN as error:
            raise forms.ValidationError(_("读不出这个范围，请重新画。")) from error
        if found.geom_type not in ("Polygon", "MultiPolygon"):
            raise forms.ValidationError(_("范围要是一个面。"))
        for fault in findings(found):
            if fault.stops:
                raise forms.ValidationError(fault.sentence)
        return shapely.orient_polygons(found)


CRS_CHOICES = [
    ("file", lazy("按文件里写的")),
    ("wgs84", "WGS-84"),
    ("cgcs2000", "CGCS2000"),
    ("gcj02", lazy("GCJ-02（高德、腾讯地图）")),
    ("bd09", lazy("BD-09（百度地图）")),
]


class ImportForm(forms.Form):
    """A layer file, what its rows are, and the system its coordinates are in."""

    file = forms.FileField(
        label=lazy("文件"),
        help_text=lazy("GeoJSON、Shapefile（zip）、KML、GeoPackage 或有“经度”“纬度”两列的 CSV。"),
        widget=forms.ClearableFileInput({"accept": ".geojson,.json,.zip,.kml,.gpkg,.csv"}),
    )
    kind = forms.ChoiceField(label=lazy("登记为"))
    crs = forms.ChoiceField(label=lazy("坐标系"), choices=CRS_CHOICES)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]
