"""The register of monitoring stations, written at the desk; old readings are removed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.divisions.selectors import names_of
from qianshao.hazards.models import Reading, Station
from qianshao.hazards.selectors.sensors import Sensing, sensing_at, station_of
from qianshao.hazards.selectors.standards import limit_of
from qianshao.journal.services import record

_TEXTS = {"code": 40, "quantity": 24, "name": 80, "place_name": 120}


def put_station(
    *,
    code: str,
    quantity: str,
    name: str,
    division_path: str,
    lon: float,
    lat: float,
    place_name: str = "",
    station_id: int | None = None,
    version: int | None = None,
    is_active: bool = True,
    actor: Actor,
    now: datetime,
) -> Station:
    """A new station, or another description of one. One that is stopped keeps its readings; what it sends is refused.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile. Invalid: no code or name, no such quantity or area, no
            place on earth, another station has the code, or another quantity where readings of the old one stand.
    """
    actor.demand("hazards.stations", division_path)
    values = texts_of({"code": code, "quantity": quantity, "name": name, "place_name": place_name})
    values |= {"division_path": division_path, "lon": lon, "lat": lat, "is_active": is_active}
    check_station(values, sensing_at(now))
    if division_path not in names_of({division_path}):
        raise Invalid("station.area", _("没有这个区划。"))
    with transaction.atomic(durable=True):
        made = _written(station_id, version, values, actor, now)
        data = {"name": made.name, "code": made.code}
        record(
            kind="hazards.station_saved", actor=actor, now=now, subject=("station", made.pk),
            division_path=made.division_path, data=data,
        )  # fmt: skip
    return made


def texts_of(given: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a station, cut to their columns."""
    return {key: text.strip()[: _TEXTS[key]] for key, text in given.items()}


def check_station(values: Mapping[str, Any], sensing: Sensing) -> None:
    """Whether a station makes sense; its area is the caller's to ask for.

    Raises:
        Invalid: no code or name, no such quantity, no place on earth.
    """
    if not values["code"] or not values["name"] or any("\0" in str(text) for text in values.values()):
        raise Invalid("station.name", _("请写站点编号和名称。"))
    if values["quantity"] not in sensing.quantities:
        raise Invalid("station.quantity", _("没有这种监测要素，请先在隐患标准里增加。"))
    if not (-180 <= values["lon"] <= 180 and -90 <= values["lat"] <= 90):
        raise Invalid("station.place", _("经纬度不对。"))


def _written(
    station_id: int | None, version: int | None, values: dict[str, Any], actor: Actor, now: datetime
) -> Station:
    try:
        with transaction.atomic():
            if station_id is None:
                made: Station = Station.objects.create(**values, created_at=now)
                return made
            return _changed(station_of(actor.scope, station_id), version, values, actor)
    except IntegrityError as error:
        raise Invalid("station.twice", _("这个编号的同一要素已经登记过。")) from error


def _changed(station: Station, version: int | None, values: dict[str, Any], actor: Actor) -> Station:
    actor.demand("hazards.stations", station.division_path)
    if values["quantity"] != station.quantity and station.readings.exists():
        raise Invalid("station.measured", _("已有读数，不能改监测要素。请停用它，另增加一个站点。"))
    same = Station.objects.unscoped("a row the verb has authorised").filter(pk=station.pk)
    if not same.filter(version=station.version if version is None else version).update(
        **values, version=station.version + 1
    ):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    station.refresh_from_db(from_queryset=same)
    return station


def drop_readings(*, limit: int, now: datetime) -> int:
    """Remove at most ``limit`` readings kept for longer than the county says; how many. No days set: none."""
    days = limit_of("sensor_keep_days", now)
    if not days:
        return 0
    old = Reading.objects.filter(received_at__lt=now - timedelta(days=days)).order_by("received_at")
    keys = list(old.values_list("pk", flat=True)[:limit])
    return Reading.objects.filter(pk__in=keys).delete()[0] if keys else 0
