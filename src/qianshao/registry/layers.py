"""The register on the map, one layer for each group of kinds; what has faded says so."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from qianshao.core.layers import Feature, Layer, point
from qianshao.core.scope import Scope
from qianshao.registry.selectors import GROUPS, records

_GRADES = {"red": "bad", "orange": "wait", "yellow": "wait", "blue": "ok"}


def _of(group: str) -> Callable[[Scope, datetime], Iterator[Feature]]:
    def features(scope: Scope, now: datetime) -> Iterator[Feature]:
        found = records(scope, group=group).filter(lon__isnull=False).order_by()
        rows = found.values_list(
            "id", "name", "lon", "lat", "grade", "verified_at", "next_check_at", "kind__name", "kind__icon"
        )
        for key, name, lon, lat, grade, seen, due, kind, icon in rows.iterator():
            faded = due is not None and due < now
            words = gettext("{kind}　超过核实期").format(kind=kind) if faded else kind
            tone = _GRADES.get(grade) or ("off" if faded else "ok")
            yield Feature(point(lon, lat), name, words, tone, icon, reverse("registry:record", args=[key]), seen)

    return features


LAYERS = tuple(Layer(f"registry-{code}", label, "registry.view", _of(code)) for code, label in GROUPS)
