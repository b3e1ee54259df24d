"""The dictionary of dangers."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.hazards.models import KindSet

OTHER = "other"
#: What a kind may be drawn as, in words; all are in the sprite.
ICONS = {
    "alert-triangle": _("三角"),
    "alert-octagon": _("八角"),
    "ripple": _("波浪"),
    "droplet": _("水滴"),
    "mountain": _("山"),
    "home-exclamation": _("房屋"),
    "road": _("路"),
    "car": _("车"),
    "building-community": _("建筑"),
    "flame": _("火"),
    "bolt": _("闪电"),
    "flask": _("化学品"),
    "storm": _("风暴"),
    "tornado": _("龙卷风"),
    "wind": _("风"),
    "snowflake": _("雪花"),
    "tag": _("标签"),
    "dots": _("三点"),
}


@cache
def shipped() -> dict[str, Any]:
    """``data/kinds.json``."""
    found: dict[str, Any] = json.loads((files("qianshao.hazards") / "data" / "kinds.json").read_text("utf-8"))
    return found


def kinds_in_force(at: datetime) -> KindSet:
    """The county's newest dictionary, else the shipped one (unsaved, version 0)."""
    found = KindSet.objects.filter(valid_from__lte=at).order_by("-version").first()
    return found or KindSet(version=0, valid_from=at, kinds=shipped()["kinds"], source=shipped()["source"])


def kind_by_code(code: str, at: datetime) -> dict[str, str]:
    """The kind now in force; an older one, from a phone that was long without signal; else 其他."""
    current = {kind["code"]: kind for kind in kinds_in_force(at).kinds}
    if code in current:
        return dict(current[code])
    for older in KindSet.objects.filter(valid_from__lte=at).order_by("-version"):
        for kind in older.kinds:
            if kind["code"] == code:
                return dict(kind)
    known = {kind["code"]: kind for kind in shipped()["kinds"]}
    return dict(known.get(code) or current.get(OTHER) or known[OTHER])
