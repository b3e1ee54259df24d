"""Dangers and patrol points on the map."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.core.layers import Feature, Layer, point
from qianshao.core.scope import Scope
from qianshao.hazards.selectors import Filters, dangers_at, hazards, open_dangers, points_with_state

MOST = 500


def _dangers(scope: Scope, _now: datetime) -> Iterator[Feature]:
    return _marks(open_dangers(scope).filter(lon__isnull=False)[:MOST])


def _dangers_then(scope: Scope, at: datetime) -> Iterator[Feature]:
    return _marks([row for row in dangers_at(scope, at) if row.lon is not None][:MOST])


def _marks(rows: Iterable[Any]) -> Iterator[Feature]:
    for row in rows:
        tone = "bad" if row.is_urgent or row.tone == "bad" else row.tone
        icon = "alert-octagon" if row.is_urgent else "alert-triangle"
        words = str(row.trapped_label) if row.trapped else ""
        if row.is_drill:
            words = f"{gettext('演练')} {words}".strip()
        url = reverse("hazards:danger", args=[row.pk])
        yield Feature(point(row.lon, row.lat), row.kind_name, words, tone, icon, url, row.made_at)


def _points(scope: Scope, now: datetime) -> Iterator[Feature]:
    for row in points_with_state(scope, now)[:MOST]:
        if row.point.lon is not None:
            place = point(row.point.lon, row.point.lat)
            url = reverse("hazards:point", args=[row.point.pk])
            yield Feature(place, row.point.name, str(row.label), row.tone, "map-pin", url, row.point.last_check_at)


def _hazards(scope: Scope, now: datetime) -> Iterator[Feature]:
    for row in hazards(scope, Filters(tab="open")).filter(lon__isnull=False)[:MOST]:
        late = row.step_due_at is not None and row.step_due_at < now
        tone = "bad" if late or row.is_major else "wait"
        words = f"{row.grade_label} {row.state_label}"
        url = reverse("hazards:hazard", args=[row.pk])
        yield Feature(point(row.lon, row.lat), row.kind_name, words, tone, "clipboard-check", url, row.state_at)


LAYERS = (
    Layer("dangers", _("险情"), "hazards.view", _dangers, shown=True, past=_dangers_then),
    Layer("hazards", _("隐患"), "hazards.view", _hazards),
    Layer("patrols", _("巡查点"), "hazards.view", _points),
)
