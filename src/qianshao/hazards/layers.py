"""Dangers and patrol points on the map."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.core.layers import Feature, Layer, point
from qianshao.core.scope import Scope
from qianshao.hazards.selectors import (
    Filters,
    RiskFilters,
    dangers_at,
    hazards,
    open_dangers,
    points_with_state,
    risk_rows,
)
from qianshao.hazards.selectors.analysis import CELL, heat
from qianshao.hazards.states.risks import COLOUR_LABELS

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


_RISK_TONES = {"red": "bad", "orange": "wait", "yellow": "run", "blue": "ok"}


def _risks(scope: Scope, now: datetime) -> Iterator[Feature]:
    for row in risk_rows(scope, RiskFilters(), now):
        if row.record.lon is not None:
            place = point(row.record.lon, row.record.lat)
            words = str(COLOUR_LABELS.get(row.colour, ""))
            if row.shown.is_raised:
                words = gettext("{colour}，有隐患 {n} 条").format(colour=words, n=row.shown.open_hazards)
            url = reverse("hazards:risk", args=[row.record.pk])
            seen = row.sheet.assessed_at if row.sheet else None
            yield Feature(place, row.record.name, words, _RISK_TONES.get(row.colour, "off"), "shield", url, seen)


#: From how many hazards a cell is amber and red.
_WARM, _HOT = 5, 15


def _heat(scope: Scope, _now: datetime) -> Iterator[Feature]:
    """Cells of open hazards, summed by SQL; no single hazard is named."""
    for west, south, n, major in heat(scope):
        east, north = round(west + CELL, 6), round(south + CELL, 6)
        west, south = round(west, 6), round(south, 6)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        tone = "bad" if major or n >= _HOT else "wait" if n >= _WARM else "run"
        words = gettext("{n} 条未销号").format(n=n)
        words += gettext("，重大 {n} 条").format(n=major) if major else ""
        yield Feature({"type": "Polygon", "coordinates": [ring]}, gettext("隐患热力"), words, tone)


LAYERS = (
    Layer("dangers", _("险情"), "hazards.view", _dangers, shown=True, past=_dangers_then),
    Layer("hazards", _("隐患"), "hazards.view", _hazards),
    Layer("risks", _("风险点四色"), "hazards.view", _risks),
    Layer("hazard-heat", _("隐患热力"), "hazards.view", _heat),
    Layer("patrols", _("巡查点"), "hazards.view", _points),
)
