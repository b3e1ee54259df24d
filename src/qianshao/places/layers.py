"""Shelters on the map, coloured by how full they are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.core.layers import Feature, Layer
from qianshao.core.scope import Scope
from qianshao.places.occupancy import occupied
from qianshao.places.rules import fullness
from qianshao.places.selectors import shelters_in
from qianshao.places.states import STATE_WORDS, ShelterState

_TONES = {ShelterState.STANDBY: "off", ShelterState.FULL: "bad", ShelterState.CLOSED: "off"}


def _shelters(scope: Scope, _now: datetime) -> Iterator[Feature]:
    counts = occupied(scope)
    for row in shelters_in(scope).filter(lon__isnull=False):
        people = counts.get(row.pk, 0)
        point: dict[str, Any] = {"type": "Point", "coordinates": [row.lon, row.lat]}
        tone = _TONES.get(row.state) or fullness(people, row.capacity).tone
        words = gettext("{state}　{n} / {capacity} 人")
        words = words.format(state=STATE_WORDS[row.state], n=people, capacity=row.capacity)
        yield Feature(point, row.name, words, tone, "home-shield", reverse("places:shelter", args=[row.pk]))


LAYERS = (Layer("shelters", _("安置点"), "places.view", _shelters),)
