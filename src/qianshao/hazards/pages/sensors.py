"""Pages of monitoring stations: the list with the silent ones first, one station with its readings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards import selectors
from qianshao.hazards.forms.sensors import StationForm
from qianshao.hazards.selectors.sensors import Sensing, StationFilters, readings_of, sensing_at, stale_count
from qianshao.hazards.services.import_stations import HEADINGS

PER_PAGE = 50
_ASKED = ("under", "quantity", "what")


def filters_of(given: Any) -> StationFilters:
    """What the address asks for."""
    return StationFilters(**{name: given.get(name, "")[:40] for name in _ASKED}, search=given.get("q", "")[:60])


def list_context(scope: Scope, asked: StationFilters, now: datetime) -> dict[str, Any]:
    """The list's filters."""
    return {
        "asked": asked,
        "stale": stale_count(scope, now),
        "towns": choices.towns(scope, asked.under),
        "quantities": selectors.choices_of("quantities", now),
        "may_edit": scope.may("hazards.stations"),
        "headings": "、".join(HEADINGS),
    }


def lines(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Stations with their places, units and what is the matter with each."""
    sensing, where = sensing_at(now), choices.places([row.division_path for row in rows])
    return [_line(row, where[row.division_path], sensing, now) for row in rows]


def _line(row: Any, place: str, sensing: Sensing, now: datetime) -> dict[str, Any]:
    return {
        "s": row,
        "place": place,
        "quantity": sensing.name_of(row.quantity),
        "unit": sensing.unit_of(row.quantity),
        "is_stale": sensing.is_stale(row, now),
    }


def station_context(scope: Scope, row: Any, now: datetime, form: Any = None) -> dict[str, Any]:
    """One station: its thresholds, its readings, its form."""
    sensing = sensing_at(now)
    may_edit = scope.may("hazards.stations", row.division_path)
    line = _line(row, choices.places([row.division_path])[row.division_path], sensing, now)
    return {
        **line,
        "one": line,
        "limits": sensing.limits_of(row),
        "readings": readings_of(row),
        "form": form or (station_form(scope, now, row) if may_edit else None),
        "opened": form is not None,
    }


def station_form(scope: Scope, now: datetime, row: Any = None, data: Any = None) -> StationForm:
    """The form of a station, filled with what is known."""
    names = ("version", "code", "quantity", "name", "place_name", "division_path", "lon", "lat", "is_active")
    initial = {name: getattr(row, name) for name in names} if row else {}
    areas = choices.form_areas(scope, "hazards.stations")
    return StationForm(data, initial=initial, areas=areas, quantities=selectors.choices_of("quantities", now))
