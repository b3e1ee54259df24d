"""Tables with many points, as the map draws them: whose they are, which rows, what colour.

The SQL here is our own; nothing a person typed is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core import sql

#: Code of a tone in SQL → its name on the page; a higher code wins a shared pixel.
TONES = ("off", "ok", "run", "wait", "bad")


@dataclass(frozen=True, slots=True)
class Source:
    """``where`` and ``tone`` are SQL over the alias ``t``; a row whose moment ``due`` has passed is amber.

    ``is_open``: some of its rows are shown to everybody. ``hold_s``: seconds its points may be held in memory
    (0: never), unless the statement ``stamp`` gives another answer before.
    """

    name: str
    label: "str | Promise"
    action: str
    table: str
    where: str
    tone: str
    icon: str
    url: str = ""
    is_open: bool = False
    due: str = ""
    hold_s: int = 0
    stamp: str = ""


GROUPS: Mapping[str, tuple["str | Promise", str]] = {
    "risk": (_("风险点"), "alert-triangle"),
    "site": (_("重点单位"), "building"),
    "team": (_("队伍"), "users"),
    "expert": (_("专家"), "user"),
    "vehicle": (_("车辆"), "truck"),
    "equipment": (_("装备"), "tool"),
    "store": (_("仓库与储备点"), "package"),
    "comms": (_("三断通信"), "antenna"),
    "broadcast": (_("广播终端"), "volume"),
    "service": (_("服务站"), "home"),
    "sign": (_("标识牌"), "map-pin"),
    "fire": (_("消防站点"), "flame"),
}
HOUSEHOLDS = Source(
    "households",
    _("住户"),
    "people.view",
    "people_household",
    "t.is_active",
    "CASE WHEN t.needs = '' THEN 2 ELSE 3 END",
    "home",
    "people:household",
    hold_s=15,
)
SHELTERS = Source(
    "shelters",
    _("安置点"),
    "places.view",
    "places_shelter",
    "t.is_active",
    "CASE t.state WHEN 'open' THEN 1 WHEN 'full' THEN 4 ELSE 0 END",
    "home-shield",
    "places:shelter",
    is_open=True,
)
_STAMP = "SELECT (SELECT MAX(id) FROM registry_revision), (SELECT MAX(id) FROM registry_record)"


def sources() -> dict[str, Source]:
    """All by name: the registry's groups that have a kind, shelters, households."""
    by_group: dict[str, list[int]] = {}
    opened: set[str] = set()
    for key, group, is_public in _kinds():
        by_group.setdefault(group, []).append(key)
        opened |= {group} if is_public else set()
    found = {g: _registry(g, tuple(by_group[g]), g in opened) for g in GROUPS if g in by_group}
    return found | {SHELTERS.name: SHELTERS, HOUSEHOLDS.name: HOUSEHOLDS}


def _kinds() -> list[tuple[int, str, bool]]:
    """Number, group and openness of the registry's kinds; none before the room is installed."""
    if not apps.is_installed("qianshao.registry"):
        return []
    rows = sql.fetch_all(
        'SELECT t.id, t."group", t.is_public FROM registry_kind AS t WHERE t.is_active ORDER BY t.id'
    )
    return [(int(key), str(group), bool(is_public)) for key, group, is_public in rows]


@cache
def _registry(group: str, ids: tuple[int, ...], is_open: bool) -> Source:
    label, icon = GROUPS[group]
    listed = ", ".join(str(int(one)) for one in ids)
    where = f"t.state = 'active' AND t.kind_id IN ({listed})"
    return Source(
        group, label, "registry.view", "registry_record", where, "2", icon, "registry:record", is_open,
        due="t.next_check_at", hold_s=60, stamp=_STAMP,
    )  # fmt: skip


def source(name: str) -> Source | None:
    """One of them."""
    return sources().get(name)


def kind_choices() -> list[tuple[str, str]]:
    """Codes and names of the kinds a row may become."""
    if not apps.is_installed("qianshao.registry"):
        return []
    rows = sql.fetch_all('SELECT t.code, t.name FROM registry_kind AS t WHERE t.is_active ORDER BY t."order", t.code')
    return [(str(code), str(name)) for code, name in rows]
