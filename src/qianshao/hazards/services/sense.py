"""Readings come in: each is kept once, judged by the county's thresholds; what is over one finds one hazard."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sync import Position
from qianshao.core.units import compound
from qianshao.divisions.selectors import names_of
from qianshao.hazards.models import Hazard, Reading, Station
from qianshao.hazards.rules.sensing import (
    BACK,
    OVER,
    Threshold,
    Watch,
    judge,
    mark_of,
    value_fault,
    watches_in,
    watches_out,
)
from qianshao.hazards.selectors.sensors import Sensing, sensing_at
from qianshao.hazards.services.find import find_hazard
from qianshao.hazards.services.writing import Told, write_act
from qianshao.hazards.states.ledger import HazardState, Source
from qianshao.hazards.states.sensing import Mark

#: How many values before a limit was crossed the finding keeps: readings themselves are removed some day.
_KEPT = 12


@dataclass(frozen=True)
class Sent:
    """One reading as it was sent: its place in the batch, the sender's ``ref``, the device's time ``at``."""

    place: int
    ref: str
    station: str
    quantity: str
    value: float
    unit: str
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of it: taken, kept (not of now), same (known already), refused. ``code``: why."""

    place: int
    state: str
    code: str = ""


def take_readings(*, sent: Sequence[Sent], actor: Actor, now: datetime) -> list[Outcome]:
    """Keep a batch, each reading once by its ``ref``, and judge those that tell how it is now.

    A wrong row is refused alone. Readings of one station are judged in the order of its clock; two batches for one
    station wait for each other.

    Raises:
        NotAllowed: the actor may send nowhere.
    """
    actor.demand("hazards.sense", "")
    with compound():
        known, sensing = _held(actor, sent), sensing_at(now)
        areas = names_of({station.division_path for station in known.values()})
        found: list[Outcome] = []
        groups: dict[int, list[Sent]] = defaultdict(list)
        for one in sent:
            station = known.get((one.station, one.quantity))
            fault = _fault(one, station, sensing, areas)
            if station is None or fault:
                found.append(Outcome(one.place, "refused", fault))
            else:
                groups[station.pk].append(one)
        by_key = {station.pk: station for station in known.values()}
        for key, rows in groups.items():
            found += _take(by_key[key], rows, sensing, now)
    return sorted(found, key=lambda one: one.place)


def _held(actor: Actor, sent: Sequence[Sent]) -> dict[tuple[str, str], Station]:
    """The stations named that this actor may send for, kept from other batches until this one is written."""
    rows = Station.objects.within(actor.scope).filter(code__in={one.station for one in sent}, is_active=True)
    held = rows.select_for_update(of=("self",)).order_by("id")
    return {(row.code, row.quantity): row for row in held if actor.scope.may("hazards.sense", row.division_path)}


def _fault(one: Sent, station: Station | None, sensing: Sensing, areas: Container[str]) -> str:
    if station is None:
        return "station"
    if station.division_path not in areas:  # nobody could be given the hazard it may mean
        return "area"
    return value_fault(one.value, one.unit, sensing.unit_of(one.quantity))


def _take(station: Station, rows: list[Sent], sensing: Sensing, now: datetime) -> list[Outcome]:
    """The readings of one station, in the order of its clock."""
    stands = dict(station.readings.filter(ref__in={one.ref for one in rows}).values_list("ref", "value"))
    found, made = [], []
    for one in sorted(rows, key=lambda row: (row.at, row.place)):
        if one.ref in stands:
            found.append(_again(one, stands[one.ref]))
            continue
        stands[one.ref] = one.value
        mark = mark_of(one.at, now, station.last_at, sensing.ahead, sensing.old)
        made.append(_reading(station, one, mark, now))
        found.append(Outcome(one.place, "taken" if mark == Mark.TAKEN else "kept", _WHY[mark]))
        if mark == Mark.TAKEN:
            _judge(station, one, made, sensing, now)
    Reading.objects.bulk_create(made)
    if made:
        station.last_received_at, station.last_mark = now, made[-1].mark
        station.save(update_fields=_WRITTEN)
    return found


_WHY = {Mark.TAKEN: "", Mark.AHEAD: "ahead", Mark.OLD: "old", Mark.BEHIND: "behind"}
_WRITTEN = ("last_at", "last_value", "last_received_at", "last_mark", "watches", "is_over", "hazard")


def _again(one: Sent, value: float) -> Outcome:
    """A reading known already; the same id with another value is somebody's mistake."""
    return Outcome(one.place, "same") if one.value == value else Outcome(one.place, "refused", "conflict")


def _reading(station: Station, one: Sent, mark: Mark, now: datetime) -> Reading:
    return Reading(station=station, ref=one.ref, at=one.at, received_at=now, value=one.value, mark=mark)


def _judge(station: Station, one: Sent, made: Sequence[Reading], sensing: Sensing, now: datetime) -> None:
    """One reading against every threshold of its station."""
    watches = watches_in(station.watches)
    silence = sensing.silence_of(station.quantity) or sensing.old
    after: dict[str, Watch] = {}
    for limit in sensing.limits_of(station):
        before = watches.get(limit.code, Watch())
        after[limit.code], what = judge(before, limit, one.at, one.value, station.last_at, silence)
        if after[limit.code].is_over or what == BACK:
            _act(station, limit, what, one, _facts(station, limit, one, made, sensing), now)
    station.watches, station.is_over = watches_out(after), any(one.is_over for one in after.values())
    station.last_at, station.last_value = one.at, one.value


def _facts(
    station: Station, limit: Threshold, one: Sent, made: Sequence[Reading], sensing: Sensing
) -> dict[str, Any]:
    """What the act keeps as evidence: the limit and the values up to the one that crossed it."""
    before = [reading for reading in made[:-1] if reading.mark == Mark.TAKEN][-_KEPT:]
    if len(before) < _KEPT:
        rows = station.readings.filter(mark=Mark.TAKEN).order_by("-at")[: _KEPT - len(before)]
        before = [*reversed(rows), *before]
    series = [*((reading.at, reading.value) for reading in before), (one.at, one.value)]
    unit = sensing.unit_of(station.quantity)
    return {
        "station": station.pk,
        "limit": f"{limit.name} {limit.limit:g} {unit}",
        "value": f"{one.value:g} {unit}",
        "series": [f"{at.astimezone(BEIJING):%m-%d %H:%M} {value:g}" for at, value in series],
    }


_MACHINE = "监测"  # zh: who found it, as the ledger stores it


def _act(station: Station, limit: Threshold, what: str, one: Sent, facts: Mapping[str, Any], now: datetime) -> None:
    """Find the station's one hazard, or say on it what happened. Falling back closes nothing: people do."""
    actor, hazard = Actor.system(_MACHINE, "api"), _open_hazard(station)
    is_new = hazard is None and what != BACK and _may_find(station, what)
    if is_new:
        hazard = station.hazard = _find(station, limit, one, facts, actor, now)
    if hazard is not None and (is_new or what):
        act = "sense_back" if what == BACK else "sense_over"
        told = Told(_line(station, facts), made_at=one.at, data=dict(facts))
        write_act(hazard, act, told, actor=actor, now=now)


def _open_hazard(station: Station) -> Hazard | None:
    """The hazard it found, or the one that was put with, while somebody must still do something about it."""
    hazard: Hazard | None = station.hazard
    while hazard is not None and hazard.same_as is not None:
        hazard = hazard.same_as
    return None if hazard is None or hazard.is_over else hazard


def _may_find(station: Station, what: str) -> bool:
    """Closed while the value is still over, it is found again at once; held to be untrue, only when it rises anew."""
    return what == OVER or station.hazard is None or station.hazard.state != HazardState.FALSE


def _line(station: Station, facts: Mapping[str, Any]) -> str:
    return f"{station.name} {facts['value']}（{facts['limit']}）"


def _find(
    station: Station, limit: Threshold, one: Sent, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> Hazard:
    return find_hazard(
        kind=limit.kind,
        words=_line(station, facts) if station.place_name else f"{facts['value']}（{facts['limit']}）",
        source=Source.SENSOR,
        grade=limit.grade,
        division_path=station.division_path,
        place_name=station.place_name or station.name,
        position=Position(station.lon, station.lat, 0.0),
        finder_label=f"{_MACHINE} {station.name}",
        found_at=one.at,
        actor=actor,
        now=now,
    )
