"""Danger zones: drawn, corrected, filled with the households that stand in them, given up."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.geo.geojson import load
from qianshao.geo.sanity import findings
from qianshao.geo.sql import keys_within
from qianshao.journal.services import record
from qianshao.people.models import DangerZone, Household
from qianshao.people.records.write_rows import chunked
from qianshao.people.selectors.areas import where
from qianshao.people.services.import_persons import areas_of

_EDITABLE = frozenset({"kind", "name", "polygon", "trigger_text", "route", "shelter"})


def create_zone(
    *,
    kind: str,
    name: str,
    division_path: str,
    polygon: dict[str, Any] | None = None,
    trigger_text: str = "",
    route: str = "",
    shelter: str = "",
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> DangerZone:
    """Draw a danger zone; ``polygon`` is a GeoJSON geometry in WGS-84.

    Raises:
        Invalid: no name, or a polygon that is empty, crosses itself or has its axes swapped.
    """
    area = areas_of([division_path], actor, "people.edit")[division_path]
    _check(name, polygon)
    with transaction.atomic(durable=True):
        zone = DangerZone.objects.create(
            kind=kind,
            name=name.strip(),
            division=area,
            division_path=area.path,
            polygon=polygon,
            trigger_text=trigger_text,
            route=route,
            shelter=shelter,
            is_demo=is_demo,
        )
        _note("people.zone_created", zone, actor, now, {"name": zone.name})
    return zone


def _check(name: str, polygon: dict[str, Any] | None) -> None:
    if not name.strip():
        raise Invalid("zone.name", _("危险区名称没有填"))
    for finding in findings(load(polygon)) if polygon else ():
        raise Invalid("zone.polygon", "{fault}", fault=finding.sentence)


def zone_to_edit(actor: Actor, zone_id: int) -> DangerZone:
    """A zone the actor may change.

    Raises:
        NotFound: not in the actor's area.
        NotAllowed: no right to edit there.
    """
    found: DangerZone | None = DangerZone.objects.within(actor.scope).filter(pk=zone_id, is_active=True).first()
    if found is None:
        raise NotFound("zone.unknown", _("没有找到这个危险区，或不在您的辖区"))
    actor.demand("people.edit", found.division_path)
    return found


def update_zone(*, zone_id: int, version: int, changes: dict[str, Any], actor: Actor, now: datetime) -> DangerZone:
    """Correct a zone; ``changes``: kind, name, polygon, trigger_text, route, shelter.

    Raises:
        Invalid: no name, an impossible polygon.
        Stale: somebody else changed it meanwhile.
    """
    zone = zone_to_edit(actor, zone_id)
    if unknown := set(changes) - _EDITABLE:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    _check(changes.get("name", zone.name), changes.get("polygon"))
    with transaction.atomic(durable=True):
        _save(zone, version, changes)
        _note("people.zone_changed", zone, actor, now, {"name": zone.name})
    return zone


def _save(zone: DangerZone, version: int, changes: dict[str, Any]) -> None:
    rows = DangerZone.objects.unscoped("the zone was found in scope").filter(pk=zone.pk, version=version)
    if not rows.update(**changes, version=version + 1):
        raise Stale("zone.raced", _("别人刚改过这个危险区，请刷新后再改。"))
    zone.refresh_from_db()


def settle_zone(*, zone_id: int, actor: Actor, now: datetime) -> int:
    """Put every household that stands inside the zone's polygon, and that the actor may edit, into the zone.

    Households that were in the zone and stand outside of it leave it. A stream passes township borders: those of
    the next township are taken in by the county. Returns how many of the actor's are in it now.

    Raises:
        Invalid: the zone has no polygon.
    """
    zone = zone_to_edit(actor, zone_id)
    if not zone.polygon:
        raise Invalid("zone.no_polygon", _("这个危险区还没有画范围"))
    inside = keys_within(connection, load(zone.polygon), "people_household")
    mine = where(actor.scope, "people.edit")
    with transaction.atomic(durable=True):
        rows = Household.objects.within(mine)
        here = rows.filter(is_active=True)
        now_in = {key for piece in chunked(inside) for key in here.filter(pk__in=piece).values_list("pk", flat=True)}
        before = set(rows.filter(danger_zone=zone).values_list("pk", flat=True))
        _move(before - now_in, None)
        _move(now_in - before, zone.pk)
        _note("people.zone_settled", zone, actor, now, {"name": zone.name, "count": len(now_in)})
    return len(now_in)


def _move(ids: set[int], zone_id: int | None) -> None:
    for piece in chunked(sorted(ids)):
        rows = Household.objects.unscoped("found among those the actor may edit").filter(pk__in=piece)
        rows.update(danger_zone_id=zone_id, version=F("version") + 1)


def retire_zone(*, zone_id: int, reason: str, actor: Actor, now: datetime) -> DangerZone:
    """The danger is gone: the zone stays on record, its households are in it no more.

    Raises:
        Invalid: no reason.
    """
    zone = zone_to_edit(actor, zone_id)
    if not reason.strip():
        raise Invalid("zone.reason", _("请写明撤销原因"))
    with transaction.atomic(durable=True):
        _save(zone, zone.version, {"is_active": False})
        rows = Household.objects.unscoped("all households of the zone").filter(danger_zone=zone)
        rows.update(danger_zone=None, version=F("version") + 1)
        _note("people.zone_retired", zone, actor, now, {"name": zone.name, "reason": reason.strip()[:120]})
    return zone


def _note(kind: str, zone: DangerZone, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("zone", zone.pk),
        division_path=zone.division_path,
        data=data,
    )
