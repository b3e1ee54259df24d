"""A shelter's columns from what people give: texts, classes, figures, coordinates."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid
from qianshao.core.phones import phone_fault
from qianshao.core.text import normal_phone
from qianshao.geo.cells import cell_of
from qianshao.places.models import Axis, Shelter, Space
from qianshao.places.selectors.standards import classes
from qianshao.places.states import THREAT_WORDS

#: Fields an edit may name, with the word the journal uses for them.
WORDS: Mapping[str, Any] = {
    "name": _("名称"),
    "code": _("编号"),
    "level": _("级别"),
    "duration": _("时长"),
    "function": _("功能"),
    "base": _("依托设施"),
    "space": _("空间"),
    "area": _("有效面积"),
    "capacity": _("可容人数"),
    "special_capacity": _("特殊人群床位"),
    "address": _("地址"),
    "lon": _("坐标"),
    "lat": _("坐标"),
    "coordinate_source": _("坐标"),
    "keeper_id": _("管护人"),
    "keeper_name": _("管护人"),
    "keeper_phone": _("管护人"),
    "backup_id": _("替补管护人"),
    "backup_name": _("替补管护人"),
    "backup_phone": _("替补管护人"),
    "unsafe_for": _("不适用的灾种"),
    "minutes_to_open": _("启用用时"),
    "has_sign": _("标志牌"),
    "stock_note": _("物资"),
}
_AXES = {"level": Axis.LEVEL, "duration": Axis.DURATION, "function": Axis.FUNCTION, "base": Axis.BASE}
_LIMITS = {"name": 60, "code": 30, "address": 120, "stock_note": 300, "keeper_name": 40, "backup_name": 40}


def clean(given: Mapping[str, Any]) -> dict[str, Any]:
    """Given fields as columns.

    Raises:
        Invalid: what cannot be.
        ValueError: a field that does not exist (a fault of the program).
    """
    if unknown := set(given) - set(WORDS):
        raise ValueError(f"no such fields: {sorted(unknown)}")
    values: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in given.items()}
    _check_texts(values)
    for key, axis in _AXES.items():
        if values.get(key) and not classes(axis, active=False).filter(code=values[key]).exists():
            raise Invalid("shelter.class", _("没有这个{axis}：{code}"), axis=axis.label, code=values[key])
    if "space" in values and values["space"] not in Space:
        raise Invalid("shelter.class", _("没有这个{axis}：{code}"), axis=_("空间"), code=values["space"])
    for key in ("keeper_phone", "backup_phone"):
        if key in values:
            if fault := phone_fault(values[key]):
                raise Invalid("shelter.phone", "{fault}", fault=fault)
            values[key] = normal_phone(values[key])
    if "unsafe_for" in values:
        values["unsafe_for"] = wrapped(values["unsafe_for"])
    if "lon" in values or "lat" in values:
        values |= place(values.get("lon"), values.get("lat"))
    return values


def _check_texts(values: Mapping[str, Any]) -> None:
    if "name" in values and not values["name"]:
        raise Invalid("shelter.name", _("安置点名称没有填"))
    for key, limit in _LIMITS.items():
        if len(values.get(key) or "") > limit:
            raise Invalid("shelter.long", _("{field}太长，最多 {limit} 个字"), field=WORDS[key], limit=limit)


def wrapped(codes: "Iterable[str] | str") -> str:
    """Threat codes as the column keeps them: ``,torrent,geology,``, in the order of the list.

    Raises:
        Invalid: a code there is none of.
    """
    listed = {code for code in (codes.split(",") if isinstance(codes, str) else codes) if code}
    if unknown := sorted(listed - set(THREAT_WORDS)):
        raise Invalid("shelter.threat", _("没有这个灾种：{code}"), code=unknown[0])
    ordered = [code for code in map(str, THREAT_WORDS) if code in listed]
    return f",{','.join(ordered)}," if ordered else ""


def place(lon: float | None, lat: float | None) -> dict[str, Any]:
    """Coordinates with their cell, or none at all.

    Raises:
        Invalid: half a pair, or nowhere on earth.
    """
    if lon is None and lat is None:
        return {"lon": None, "lat": None, "cell": None}
    try:
        return {"lon": lon, "lat": lat, "cell": cell_of(float(lon), float(lat))}  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise Invalid("shelter.place", _("坐标要经度、纬度都填，例如 114.9012 和 31.6034")) from error


def check_whole(found: Shelter) -> None:
    """Figures that contradict each other."""
    if found.capacity < 1:
        raise Invalid("shelter.capacity", _("可容人数至少 1 人"))
    if found.special_capacity > found.capacity:
        raise Invalid("shelter.special", _("特殊人群床位包含在可容人数里，不能更多"))
    if found.area is not None and found.area <= 0:
        raise Invalid("shelter.area", _("有效面积要大于 0"))
