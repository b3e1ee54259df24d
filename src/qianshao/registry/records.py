"""A record's columns from what people give: flat values by key, the common ones and those of its kind."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid
from qianshao.core.fields import keyed_hash
from qianshao.core.phones import phone_fault
from qianshao.core.text import normal_phone
from qianshao.geo.cells import cell_of
from qianshao.registry.models import Grade, Kind, Record
from qianshao.registry.rules import FieldFault, find_text, first_end, read_aloud, read_value

#: Values every record may be given, with the word for each; a kind's field may not take one of these names.
WORDS: Mapping[str, Any] = {
    "name": _("名称"),
    "division_path": _("所在区划"),
    "address": _("地址"),
    "lon": _("坐标"),
    "lat": _("坐标"),
    "coordinate_source": _("坐标"),
    "owner_org": _("所属单位"),
    "keeper_name": _("负责人"),
    "keeper_phone": _("负责人电话"),
    "grade": _("风险等级"),
    "is_public": _("对外公开"),
    "source": _("来源"),
}
PERSONAL = frozenset({"keeper_name", "keeper_phone"})
_LIMITS = {"name": 80, "address": 120, "owner_org": 80, "keeper_name": 40, "coordinate_source": 12, "source": 60}


def values_of(row: Record) -> dict[str, Any]:
    """Everything a record holds, as flat values; personal ones in clear."""
    common = {key: getattr(row, key) for key in WORDS}
    return {**common, **row.details, **row.personal}


def label_of(kind: Kind, key: str) -> str:
    """The word for a value."""
    if key in WORDS:
        return str(WORDS[key])
    field = kind.field(key)
    return field["label"] if field else key


def clean(kind: Kind, given: Mapping[str, Any], *, whole: bool = False, is_demo: bool = False) -> dict[str, Any]:
    """Given values in their stored shape. ``whole``: a new record, so that what is required must be there.

    Raises:
        Invalid: what cannot be; the sentence names the value.
    """
    known = {field["key"]: field for field in kind.fields}
    flat = _flat(given)
    if unknown := sorted(set(flat) - set(WORDS) - set(known)):
        raise Invalid("record.field", _("{kind}没有“{field}”这一项"), kind=kind.name, field=unknown[0])
    values = _common({key: value for key, value in flat.items() if key in WORDS}, is_demo)
    wanted = known if whole else {key: known[key] for key in flat if key in known}
    for key, field in wanted.items():
        value = _field(field, flat.get(key), is_demo)
        if value is not None or key in flat:
            values[key] = value
    if whole and not values.get("name"):
        raise Invalid("record.name", _("名称没有填"))
    return values


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in given.items() if key != "details"}
    return {**rest, **(given.get("details") or {})}


def _field(field: Mapping[str, Any], raw: Any, is_demo: bool) -> Any:
    if is_demo and field["type"] == "phone":
        return raw or None  # numbers of the demonstration are ones no phone can have
    try:
        return read_value(field, raw)
    except FieldFault as fault:
        raise Invalid("record.value", fault.sentence, label=field["label"], value=raw) from fault


def _common(given: Mapping[str, Any], is_demo: bool) -> dict[str, Any]:
    values: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in given.items()}
    if "name" in values and not values["name"]:
        raise Invalid("record.name", _("名称没有填"))
    for key, limit in _LIMITS.items():
        if len(values.get(key) or "") > limit:
            raise Invalid("record.long", _("{field}太长，最多 {limit} 个字"), field=WORDS[key], limit=limit)
    if values.get("grade") not in (None, *Grade.values):
        raise Invalid("record.grade", _("风险等级只有红、橙、黄、蓝四种"))
    if "keeper_phone" in values and not is_demo:
        values["keeper_phone"] = _phone(values["keeper_phone"] or "")
    if "lon" in values or "lat" in values:
        values["lon"], values["lat"] = _degrees(values.get("lon")), _degrees(values.get("lat"))
        place(values["lon"], values["lat"])
    return {key: "" if value is None and key not in ("lon", "lat") else value for key, value in values.items()}


def _phone(text: str) -> str:
    if fault := phone_fault(text):
        raise Invalid("record.phone", "{fault}", fault=fault)
    return normal_phone(text)


def _degrees(raw: Any) -> float | None:
    if raw is None or raw == "":
        return None
    try:
        return float(raw)
    except (TypeError, ValueError) as error:
        raise Invalid("record.place", _("坐标要经度、纬度都填，例如 114.9012 和 31.6034")) from error


def place(lon: float | None, lat: float | None) -> int | None:
    """The cell of a place.

    Raises:
        Invalid: half a pair, or nowhere on earth.
    """
    if lon is None and lat is None:
        return None
    try:
        return cell_of(float(lon), float(lat))  # type: ignore[arg-type]  # half a pair is refused
    except (TypeError, ValueError) as error:
        raise Invalid("record.place", _("坐标要经度、纬度都填，例如 114.9012 和 31.6034")) from error


def apply(row: Record, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Put cleaned values into a record (not saved) with all that follows from them; returns the columns by name."""
    columns: dict[str, Any] = {key: value for key, value in values.items() if key in WORDS}
    own = {key: value for key, value in values.items() if key not in WORDS}
    if own:
        columns |= _details(row, kind, own)
    for key, value in columns.items():
        setattr(row, key, value)
    if "lon" in columns or "lat" in columns:
        columns["cell"] = row.cell = place(row.lon, row.lat)
    if "keeper_phone" in columns:
        columns["keeper_hash"] = row.keeper_hash = keyed_hash("phone", row.keeper_phone)
    if {"name", "address", "owner_org"} & set(columns):
        columns |= _names(row)
    return columns


def _details(row: Record, kind: Kind, own: Mapping[str, Any]) -> dict[str, Any]:
    personal = kind.personal_keys
    open_ones = {**row.details, **{key: own[key] for key in own if key not in personal}}
    found: dict[str, Any] = {"details": {key: value for key, value in open_ones.items() if value is not None}}
    found["runs_out"] = first_end(kind.fields, found["details"])
    if personal & set(own):
        hidden = {**row.personal, **{key: own[key] for key in own if key in personal}}
        kept = {key: value for key, value in hidden.items() if value is not None}
        found["sealed"] = json.dumps(kept, ensure_ascii=False) if kept else ""
    return found


def _names(row: Record) -> dict[str, Any]:
    row.pinyin, row.initials = read_aloud(row.name)
    row.find_text = find_text(row.name, row.code, row.address, row.owner_org)
    return {"pinyin": row.pinyin, "initials": row.initials, "find_text": row.find_text}


def difference(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """``{key: [old, new]}`` of what differs; of personal values only that they changed."""
    hidden = PERSONAL | kind.personal_keys
    changes: dict[str, list[Any]] = {}
    for key, new in after.items():
        old = before.get(key)
        if ((old in (None, "")) and (new in (None, ""))) or old == new:
            continue
        changes[key] = ["changed", "changed"] if key in hidden else [old, new]
    return changes


def in_words(kind: Kind, keys: Iterable[str]) -> str:
    """The words for these values, each once: what the journal says was changed."""
    return "、".join(dict.fromkeys(label_of(kind, key) for key in keys))
