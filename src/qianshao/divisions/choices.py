"""Areas as pages offer and name them: to filter by, to choose in a form, in words."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from qianshao.core.scope import Scope, subtree
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors, short_name
from qianshao.divisions.selectors import divisions, names_of

Choices = list[tuple[str, Any]]
MOST_AREAS = 800
_TOWN = 16


def towns(scope: Scope, chosen: str = "") -> Choices:
    """Areas to filter by: the scope's towns and, below the chosen one, its villages."""
    rows = divisions(scope).filter(level__in=(Level.TOWNSHIP, Level.VILLAGE)).values_list("path", "name", "level")
    picked: Choices = []
    for path, name, level in rows:
        inside = bool(chosen) and (path.startswith(chosen) or chosen.startswith(path[:-4]))
        if level == Level.TOWNSHIP or inside:
            picked.append((path, ("　" if level == Level.VILLAGE else "") + short_name(name)))
    return picked


def near_areas(scope: Scope, action: str, path: str) -> Choices:
    """What an area may be corrected to, in one question: the township of ``path`` with all below it, and the other
    townships where ``action`` is granted.
    """
    town = path[:_TOWN]
    rows = divisions(scope).filter(Q(level__in=(Level.COUNTY, Level.TOWNSHIP)) | subtree(town, "path"))
    return [
        (one, "　" * max(0, level - Level.COUNTY) + short_name(name))
        for one, name, level in rows.values_list("path", "name", "level")
        if level >= Level.COUNTY and scope.may(action, one)
    ]


def places(paths: Sequence[str]) -> dict[str, str]:
    """``青石镇红旗村`` by path, from the town down; one query for any number of paths."""
    wanted = {step for path in paths for step in ancestors(path)}
    names = names_of(wanted)
    found = {}
    for path in paths:
        steps = ancestors(path)
        below = steps[3:] or steps[-1:]
        found[path] = "".join(short_name(names.get(step, "")) for step in below)
    return found


def form_areas(scope: Scope, action: str) -> Choices:
    """Areas a form may offer: where ``action`` is granted; grids too, while the list stays short."""
    rows = divisions(scope).filter(level__gte=Level.COUNTY)
    if rows.count() > MOST_AREAS:
        rows = rows.filter(level__lte=Level.VILLAGE)
    return [
        (path, "　" * (level - Level.COUNTY) + short_name(name))
        for path, name, level in rows.values_list("path", "name", "level")
        if scope.may(action, path)
    ]
