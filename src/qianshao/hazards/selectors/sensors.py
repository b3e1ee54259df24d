"""Questions about monitoring stations and their readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.hazards.models import Hazard, Reading, Station
from qianshao.hazards.rules.sensing import Threshold, is_stale, thresholds_of
from qianshao.hazards.selectors.standards import limit_of, standard_rows


@dataclass(frozen=True)
class Sensing:
    """The county's numbers for readings, read once for a batch."""

    quantities: Mapping[str, Mapping[str, Any]]
    thresholds: tuple[Mapping[str, Any], ...]
    ahead: timedelta
    old: timedelta

    def unit_of(self, quantity: str) -> str:
        """The unit a quantity is measured in; empty where the county does not know it."""
        return str(self.quantities.get(quantity, {}).get("unit", ""))

    def name_of(self, quantity: str) -> str:
        """The quantity in words."""
        return str(self.quantities.get(quantity, {}).get("name", quantity))

    def silence_of(self, quantity: str) -> timedelta | None:
        """After how long without a reading a station counts as silent; None: never."""
        minutes = self.quantities.get(quantity, {}).get("minutes")
        return timedelta(minutes=float(minutes)) if minutes else None

    def limits_of(self, station: Station) -> list[Threshold]:
        """The thresholds of a station."""
        return thresholds_of(self.thresholds, station.code, station.quantity)

    def is_stale(self, station: Station, now: datetime) -> bool:
        """Whether it is silent."""
        silence = self.silence_of(station.quantity)
        return station.is_active and is_stale(station.last_at, station.created_at, silence, now)


def sensing_at(now: datetime) -> Sensing:
    """The county's numbers in force."""
    return Sensing(
        {str(row["code"]): row for row in standard_rows("quantities", now)},
        tuple(standard_rows("thresholds", now)),
        timedelta(minutes=limit_of("sensor_ahead_minutes", now)),
        timedelta(hours=limit_of("sensor_old_hours", now)),
    )


@dataclass(frozen=True)
class StationFilters:
    """What the list is narrowed by; ``what``: stale, over, skewed, off."""

    under: str = ""
    quantity: str = ""
    what: str = ""
    search: str = ""


def stations(scope: Scope, asked: StationFilters, now: datetime) -> "QuerySet[Any]":
    """The stations of the scope: silent ones first, then those over a threshold."""
    silent = _silent(now)
    conditions = {
        "stale": silent,
        "over": Q(is_active=True, is_over=True),
        "skewed": Q(is_active=True, last_mark__in=(1, 2)),
        "off": Q(is_active=False),
    }
    found: QuerySet[Any] = Station.objects.within(scope).filter(
        subtree(asked.under), conditions.get(asked.what, Q(is_active=True))
    )
    if asked.quantity:
        found = found.filter(quantity=asked.quantity)
    for word in asked.search.split():
        found = found.filter(Q(name__contains=word) | Q(code__contains=word) | Q(place_name__contains=word))
    turn = Case(
        When(silent, then=Value(0)), When(is_over=True, then=Value(1)), default=2, output_field=IntegerField()
    )
    return found.select_related("hazard").order_by(turn, "division_path", "name", "id")


def _silent(now: datetime) -> Q:
    """Stations not heard for longer than their quantity allows."""
    found, sensing = Q(pk__in=[]), sensing_at(now)
    for code in sensing.quantities:
        if silence := sensing.silence_of(code):
            never = Q(last_at__isnull=True, created_at__lt=now - silence)
            found |= Q(quantity=code) & (Q(last_at__lt=now - silence) | never)
    return found & Q(is_active=True)


def stale_count(scope: Scope, now: datetime) -> int:
    """How many stations of the scope are silent."""
    return int(Station.objects.within(scope).filter(_silent(now)).count())


def station_of(scope: Scope, station_id: int) -> Station:
    """One station.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Station | None = Station.objects.within(scope).select_related("hazard").filter(pk=station_id).first()
    if found is None:
        raise NotFound("station.unknown", _("没有找到这个监测站点，或不在您的辖区。"))
    return found


def readings_of(station: Station, most: int = 200) -> list[Reading]:
    """The newest readings of a station the reader was given, by the device's clock."""
    return list(station.readings.order_by("-at", "-id")[:most])


def stations_of(hazard: Hazard) -> list[Station]:
    """The stations that found a hazard the reader was given."""
    rows = Station.objects.unscoped("of a hazard the reader was given").filter(hazard=hazard)
    return list(rows.order_by("name", "id"))
