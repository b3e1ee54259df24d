"""The dictionary of dangers."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from qianshao.hazards.models import KindSet

OTHER = "other"
#: What a kind may be drawn as; all are in the sprite.
ICONS = (
    "ripple", "mountain", "droplet", "home-exclamation", "road", "building-community", "flame", "bolt", "dots",
    "alert-triangle", "alert-octagon", "tornado", "snowflake", "storm", "wind", "car", "tag", "flask",
)  # fmt: skip


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
