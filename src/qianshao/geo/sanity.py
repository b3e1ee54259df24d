"""What is wrong with a drawn, received or imported area, before anybody is called because of it.

Pure: an area in, findings out. Each finding has a code; :data:`SENTENCES` holds its Chinese sentence.
``stops`` separates what may never be released from what a person should only look at again.
"""

from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from qianshao.geo.measure import area_km2

# The largest county-level area of China has some 200,000 km²; a grid cell has hundredths of one.
MAX_KM2 = 250_000.0
MIN_KM2 = 0.0001
# Rounded borders of neighbouring counties overlap by slivers; less than this outside is no finding.
_SLIVER_SHARE = 0.02
_CHINA = shapely.box(73.0, 3.0, 136.0, 54.0)

SENTENCES = {
    "empty": _("没有区域：请画出或选择要预警的范围。"),
    "not_an_area": _("这不是一个面：点和线不能作为预警范围。"),
    "not_a_number": _("坐标里有不是数字的值。"),
    "out_of_range": _("坐标超出经纬度范围，请检查经度与纬度。"),
    "antimeridian": _("区域跨越 180° 经线，不能使用。"),
    "self_crossing": _("区域的边线自相交，请重新画：{where}"),
    "swapped_axes": _("经度和纬度好像写反了：对调后区域才落在本地。"),
    "too_large": _("区域太大({km2} 平方公里),不像是真实的预警范围。"),
    "too_small": _("区域太小({km2} 平方公里),不像是真实的预警范围。"),
    "outside": _("区域全部在本地范围之外。"),
    "partly_outside": _("区域有 {percent}% 在本地范围之外，那里的人不会被叫应。"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of an area. ``stops``: the area must not be used; otherwise show it and go on."""

    code: str
    stops: bool = True
    params: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The Chinese (or translated) sentence for a person."""
        return str(SENTENCES[self.code]).format(**self.params)


def findings(area: BaseGeometry | None, home: BaseGeometry | None = None) -> list[Finding]:
    """Return what is wrong with ``area`` (degrees); ``home`` is the county it should lie in, if known.

    The checks stop at the first fault after which the later ones mean nothing.
    """
    broken = _shape_fault(area)
    if broken is not None or area is None:
        return [broken or Finding("empty")]
    swapped = _looks_swapped(area, home)
    if swapped:
        return [Finding("swapped_axes")]
    return _size_faults(area) + (_place_faults(area, home) if home is not None else [])


def _shape_fault(area: BaseGeometry | None) -> Finding | None:
    if area is None or area.is_empty:
        return Finding("empty")
    if area.geom_type not in ("Polygon", "MultiPolygon"):
        return Finding("not_an_area")
    west, south, east, north = area.bounds
    if not all(value == value and abs(value) != float("inf") for value in (west, south, east, north)):
        return Finding("not_a_number")
    if abs(south) > 90.0 or abs(north) > 90.0:
        plausible_swapped = max(abs(west), abs(east)) <= 90.0 and max(abs(south), abs(north)) <= 180.0
        return Finding("swapped_axes" if plausible_swapped else "out_of_range")
    if west < -180.0 or east > 180.0:
        return Finding("out_of_range")
    if east - west > 180.0:
        return Finding("antimeridian")
    if not area.is_valid:
        return Finding("self_crossing", params={"where": shapely.is_valid_reason(area)})
    return None


def _looks_swapped(area: BaseGeometry, home: BaseGeometry | None) -> bool:
    around = home if home is not None else _CHINA
    if area.intersects(around):
        return False
    swapped = shapely.transform(area, lambda points: points[:, ::-1])
    return bool(swapped.intersects(around))


def _size_faults(area: BaseGeometry) -> list[Finding]:
    km2 = area_km2(area)
    if km2 > MAX_KM2:
        return [Finding("too_large", params={"km2": f"{km2:,.0f}"})]
    if km2 < MIN_KM2:
        return [Finding("too_small", params={"km2": f"{km2:.6f}"})]
    return []


def _place_faults(area: BaseGeometry, home: BaseGeometry) -> list[Finding]:
    if not area.intersects(home):
        return [Finding("outside")]
    share = area.difference(home).area / area.area if area.area else 0.0
    if share > _SLIVER_SHARE:
        return [Finding("partly_outside", stops=False, params={"percent": f"{share * 100:.0f}"})]
    return []
