"""Danger zones on the map."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.core.layers import Feature, Layer
from qianshao.core.scope import Scope
from qianshao.people.selectors import zones_with_counts


def _zones(scope: Scope, _now: datetime) -> Iterator[Feature]:
    for zone in zones_with_counts(scope):
        if zone.polygon:
            url = reverse("people:zone", args=[zone.pk])
            words = gettext("{n} 户").format(n=zone.homes)
            yield Feature(zone.polygon, zone.name, words, "wait", "alert-triangle", url)


LAYERS = (Layer("zones", _("危险区"), "people.view", _zones, shown=True),)
