"""Which places of the register belong to a class, and who is nearest to them."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from qianshao.accounts.models import Grant
from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.inspections.selectors.standards import class_row
from qianshao.registry.selectors import kind_ids, records


def places_of(scope: Scope, place_class: str, at: datetime, *, under: str = "") -> list[Any]:
    """The living places of a class in the scope, by area and name."""
    row = class_row(place_class, at)
    kinds = str(row.get("kinds") or "").replace("、", " ").split()
    if not kinds:
        return []
    found = records(scope, under=under).filter(kind__in=kind_ids(kinds=kinds))
    match = str(row.get("match") or "")
    bare = found.defer("keeper_name", "keeper_phone", "sealed", "find_text", "pinyin")
    return [place for place in bare if not match or match in place.details.values()]


def holders_of(role: str, at: datetime) -> dict[str, list[tuple[int, str]]]:
    """Who holds a role where, by path: (user, name), in the order of their numbers."""
    rows = Grant.objects.on(at.astimezone(BEIJING).date()).filter(role=role, user__is_active=True)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for path, key, name in rows.values_list("division__path", "user_id", "user__display_name").order_by("user_id"):
        found[path or ""].append((key, name))
    return dict(found)
