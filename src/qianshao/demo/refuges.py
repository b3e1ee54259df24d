"""Shelters of the demonstration: a village hall near every danger zone, a school in every township."""

# zh: names of the demonstration's shelters, stored as data

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.demo.layout import Layout, Town, Village
from qianshao.divisions.rules import ancestors, short_name
from qianshao.places.selectors import shelters_in
from qianshao.places.services import create_shelter, set_state
from qianshao.places.states import ShelterState

_HALL_SMALLEST, _HALL_SPREAD = 90, 160
_SCHOOL_SMALLEST, _SCHOOL_SPREAD = 400, 600
_OPENED_AT_ONCE = 6


def make_refuges(layout: Layout, paths: dict[str, str], *, actor: Actor, now: datetime) -> int:
    """Register them, marked 演示数据; returns how many. People flee to the nearest hall that still has room."""
    rows = list(_refuges(layout, paths))
    for row in rows:
        create_shelter(**row, coordinate_source="CGCS2000", is_demo=True, actor=actor, now=now)
    return len(rows)


def _refuges(layout: Layout, paths: dict[str, str]) -> Iterator[dict[str, Any]]:
    threatened = {zone.village.code for zone in layout.zones}
    for number, town in enumerate(layout.towns):
        yield _school(town, paths, number)
        yield from (_hall(v, paths) for v in town.villages if v.place.code in threatened)


def _school(town: Town, paths: dict[str, str], number: int) -> dict[str, Any]:
    capacity = _SCHOOL_SMALLEST + number * 137 % _SCHOOL_SPREAD
    return {
        "name": f"{short_name(town.place.name)}中心学校安置点",
        "division_path": paths[town.place.code],
        "capacity": capacity,
        "special_capacity": capacity // 10,
        "space": "SN",
        "area": capacity * 3,
        "lon": town.seat[0],
        "lat": town.seat[1],
    }


def _hall(village: Village, paths: dict[str, str]) -> dict[str, Any]:
    capacity = _HALL_SMALLEST + int(village.place.code[6:]) * 37 % _HALL_SPREAD
    return {
        "name": f"{short_name(village.place.name)}村部安置点",
        "division_path": paths[village.place.code],
        "capacity": capacity,
        "special_capacity": capacity // 12,
        "space": "SN",
        "area": capacity * 3,
        "lon": village.at[0],
        "lat": village.at[1],
    }


def refuge_near(path: str) -> int:
    """The shelter of an area, else of the nearest area above it."""
    found = shelters_in(Scope.everything("the demonstration's people know their shelter"))
    # Nothing is remembered between calls: another site in the same process has other numbers.
    near = found.filter(division_path__in=ancestors(path)).order_by("-division_path", "pk").first()
    if near is None:
        raise LookupError("no shelter anywhere")
    return int(near.pk)


class Keepers:
    """They open the shelters people are going to, a few at a time; the nearest ones of the villages as well."""

    def __init__(self, planned: Iterable[int], villages: Iterable[str]) -> None:
        self.waiting = sorted({*planned, *(refuge_near(path) for path in villages)})

    def act(self, actor: Actor, now: datetime) -> int:
        """Open the next ones; returns how many."""
        due, self.waiting = self.waiting[:_OPENED_AT_ONCE], self.waiting[_OPENED_AT_ONCE:]
        for number in due:
            set_state(shelter_id=number, to=ShelterState.OPEN, actor=actor, now=now)
        return len(due)
