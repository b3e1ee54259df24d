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
