"""Stations from a file, all at once: a few questions and two statements, however many lines; faults by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Refusal, Stale
from qianshao.core.sheets.table import heading_key, read_table
from qianshao.divisions.selectors import paths_of_codes
from qianshao.hazards.models import Station
from qianshao.hazards.selectors.sensors import Sensing, sensing_at
from qianshao.hazards.services.stations import check_station, texts_of
from qianshao.journal.services import Note, record_many

#: The columns of a file, by the field they fill; the first row of both kinds of file bears these headings.
HEADINGS = {
    "站点编号": "code",  # zh: headings of the file
    "要素": "quantity",  # zh: as above
    "名称": "name",  # zh: as above
    "地点": "place_name",  # zh: as above
    "区划代码": "division",  # zh: as above
    "经度": "lon",  # zh: as above
    "纬度": "lat",  # zh: as above
}
MOST_LINES = 2000
_CHUNK = 500
_WRITTEN = ("name", "place_name", "division_path", "lon", "lat", "version")
Key = tuple[str, str]


@dataclass
class _Known:
    """What the lines of a file are held against, asked once."""

    sensing: Sensing
    areas: Mapping[str, str]
    seen: dict[Key, Station]
    others: set[Key]
    is_granted: dict[str, Refusal | None] = field(default_factory=dict)


def import_stations(*, name: str, data: bytes, actor: Actor, now: datetime) -> tuple[int, list[tuple[int, str]]]:
    """Stations from an Excel or CSV file, by code and quantity; (how many were written, faults by line). A line that
    is wrong is left out alone; of two for one station the later counts; a station that was stopped stays so.

    Raises:
        NotAllowed. Invalid: not such a file, or too long. Stale: somebody wrote one of them meanwhile.
    """
    actor.demand("hazards.stations", "")
    table = read_table(name, data, HEADINGS)
    if len(table.lines) > MOST_LINES:
        raise Invalid("station.many", _("一次最多 {most} 行。"), most=MOST_LINES)
    keys = [HEADINGS.get(heading_key(one), "") for one in table.headings]
    lines = [(line, dict(zip(keys, cells, strict=True))) for line, cells in table.lines]
    try:
        with transaction.atomic(durable=True):
            return _write_lines(lines, actor, now)
    except IntegrityError as error:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。")) from error


def _write_lines(
    lines: list[tuple[int, dict[str, str]]], actor: Actor, now: datetime
) -> tuple[int, list[tuple[int, str]]]:
    known = _known(actor, [cells for _line, cells in lines], now)
    stands, wanted, faults = dict(known.seen), dict[Key, Station](), list[tuple[int, str]]()
    for line, cells in lines:
        try:
            values = _read(cells, known)
            key = (values["code"], values["quantity"])
            wanted[key] = stands[key] = _put(stands.get(key), values, key, known, actor, now)
        except Refusal as refusal:
            faults.append((line, str(refusal)))
    _store(wanted, known, actor, now)
    return len(lines) - len(faults), faults


def _known(actor: Actor, lines: list[dict[str, str]], now: datetime) -> _Known:
    """The stations of these codes: those the actor may see, held until they are written, and that others exist."""
    codes = sorted({cells.get("code", "").strip()[:40] for cells in lines})
    rows = Station.objects.within(actor.scope).filter(code__in=codes)
    seen = {(row.code, row.quantity): row for row in rows.select_for_update(of=("self",)).order_by("id")}
    every = Station.objects.unscoped("only whether a code is taken").filter(code__in=codes)
    areas = paths_of_codes(actor.scope, {cells.get("division", "").strip() for cells in lines})
    taken = set(every.values_list("code", "quantity"))
    return _Known(sensing_at(now), areas, seen, taken - set(seen))


def _read(cells: Mapping[str, str], known: _Known) -> dict[str, Any]:
    """The values of a line.

    Raises:
        Invalid: no such area, no such place, no such quantity, no code or name.
    """
    path = known.areas.get(cells.get("division", "").strip())
    if path is None:
        raise Invalid("station.area", _("没有这个区划。"))
    given = {key: cells.get(key, "") for key in ("code", "name", "place_name")}
    quantity = _quantity(cells.get("quantity", ""), known.sensing)
    try:
        spot = {"lon": float(cells.get("lon", "")), "lat": float(cells.get("lat", ""))}
    except ValueError as error:
        raise Invalid("station.place", _("经纬度不对。")) from error
    values = {**texts_of({**given, "quantity": quantity}), "division_path": path, **spot}
    check_station(values, known.sensing)
    return values


def _quantity(text: str, sensing: Sensing) -> str:
    """A quantity by its code or its name."""
    return next((code for code, row in sensing.quantities.items() if text.strip() in (code, row["name"])), text)


def _put(
    stands: Station | None, values: Mapping[str, Any], key: Key, known: _Known, actor: Actor, now: datetime
) -> Station:
    """The station as the line says it is, not stored yet.

    Raises:
        NotFound, NotAllowed: the area, or where it stood, is not the actor's. Invalid: another's code.
    """
    _demand(actor, values["division_path"], known)
    if stands is None:
        if key in known.others:
            raise Invalid("station.twice", _("这个编号的同一要素已经登记过。"))
        return Station(**values, created_at=now)
    _demand(actor, stands.division_path, known)
    for name, value in values.items():
        setattr(stands, name, value)
    return stands


def _demand(actor: Actor, path: str, known: _Known) -> None:
    """Ask once an area; the answer holds for the file."""
    if path not in known.is_granted:
        try:
            actor.demand("hazards.stations", path)
        except Refusal as refusal:
            known.is_granted[path] = refusal
        else:
            known.is_granted[path] = None
    if (stands := known.is_granted[path]) is not None:
        raise stands


def _store(wanted: Mapping[Key, Station], known: _Known, actor: Actor, now: datetime) -> None:
    rows = Station.objects.unscoped("stations the verb has authorised, line by line")
    new = [row for key, row in wanted.items() if key not in known.seen]
    old = [row for key, row in wanted.items() if key in known.seen]
    rows.bulk_create(new, batch_size=_CHUNK)
    for row in old:
        row.version += 1
    rows.bulk_update(old, _WRITTEN, batch_size=_CHUNK)
    notes = [
        Note("hazards.station_saved", ("station", row.pk), row.division_path, {"name": row.name, "code": row.code})
        for row in wanted.values()
    ]
    record_many(notes, actor=actor, now=now)
