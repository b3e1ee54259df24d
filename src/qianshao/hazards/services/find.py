"""Somebody found a hazard and says so."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.divisions.selectors import county_code
from qianshao.hazards.models import Hazard, LedgerNumber
from qianshao.hazards.rules.clocks import number
from qianshao.hazards.rules.ledger import list_number, search_text
from qianshao.hazards.selectors.ledger import duplicates_near, year_of
from qianshao.hazards.selectors.standards import clocks_at, grade_row, kind_columns, standard_row
from qianshao.hazards.services.where import area_of
from qianshao.hazards.services.writing import Told, clock_columns, write_act
from qianshao.hazards.states.ledger import GENERAL, MAJOR, UNGRADED, HazardState, Source
from qianshao.registry.selectors import record_by_uid


def find_hazard(
    *,
    kind: str,
    words: str = "",
    source: str = Source.GRID,
    grade: int = UNGRADED,
    division_path: str = "",
    place_name: str = "",
    place_class: str = "",
    address: str = "",
    place_uid: UUID | None = None,
    risk_uid: UUID | None = None,
    check_item: str = "",
    unit_name: str = "",
    unit_phone: str = "",
    interim: str = "",
    tip_no: str = "",
    finder_label: str = "",
    position: Position | None = None,
    evidence: Iterable[UUID] = (),
    found_at: datetime | None = None,
    due_at: datetime | None = None,
    command_id: UUID | None = None,
    is_drill: bool = False,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Take a finding into the ledger. Only ``kind`` is needed; an unknown one becomes 其他 and its code stays in the
    words. What the register knows of ``place_uid`` fills what is missing. ``grade`` is the finder's guess.
    ``due_at``: a date that came with it (a hotline's), which counts where the grade's clock is later.
    One closed there not long ago is noted as what may have come back (``recurs_of``); opening it is an officer's.

    Raises:
        NotAllowed: the actor may not. Invalid: no kind, or no such source.
    """
    _check(kind, source)
    place = _of_register(actor, place_uid)
    path = area_of(actor, division_path or place.get("division_path", ""), "hazards.find")
    spot, guess = _spot(position, place), grade if grade in (GENERAL, MAJOR) else UNGRADED
    named = _names(kind, place_class, now)
    words = words if named["kind"] == kind else f"{words} [{kind[:20]}]".strip()
    with unit():
        back = came_back(actor, named["kind"], spot, place_uid, guess, now, is_drill=is_drill)
        no, where = _next_number(path, now), _place(place, place_name, address, unit_name)
        hazard: Hazard = Hazard.objects.create(
            no=no,
            find_text=search_text(no, where["place_name"], where["unit_name"], where["address"], words[:500]),
            source=source,
            check_item=check_item[:24],
            place_uid=place_uid,
            risk_uid=risk_uid,
            division_path=path,
            description=words[:500],
            unit_phone=unit_phone[:40],
            interim=interim[:300],
            tip_no=tip_no[:24],
            **_moments(found_at, due_at, now),
            **_finder(actor, finder_label),
            command_id=command_id,
            recurs_of=back,
            **_start(guess, now, is_drill=is_drill),
            **where,
            **named,
            **spot,
        )
        told = Told(words, evidence, position, found_at, command_id, {"recurs_of": back.no} if back else {})
        write_act(hazard, "find", told, actor=actor, now=now)
    return hazard


def _check(kind: str, source: str) -> None:
    if not kind or source not in set(Source):
        raise Invalid("hazard.kind", _("请选是什么隐患。"))


def _moments(found_at: datetime | None, due_at: datetime | None, now: datetime) -> dict[str, datetime | None]:
    return {"found_at": min(found_at or now, now), "due_at": due_at}


def _names(kind: str, place_class: str, now: datetime) -> dict[str, str]:
    """Kind and place class with the names they have today."""
    place = (standard_row("place_classes", place_class, now) if place_class else None) or {"code": "", "name": ""}
    return {
        **kind_columns(kind, now),
        "place_class": place["code"],
        "place_class_name": str(place["name"])[:40],
    }


def _place(known: dict[str, Any], name: str, address: str, unit_name: str) -> dict[str, str]:
    """What was said, else what the register knows."""
    return {
        "place_name": (name or known.get("name", ""))[:120],
        "address": (address or known.get("address", ""))[:160],
        "unit_name": (unit_name or known.get("owner_org", ""))[:80],
    }


def _start(grade: int, now: datetime, *, is_drill: bool) -> dict[str, Any]:
    clocks = clock_columns(HazardState.FOUND, grade, now, None, now, clocks_at(now))
    return {"grade": grade, "received_at": now, "state_at": now, "is_drill": is_drill, **clocks}


def _finder(actor: Actor, label: str) -> dict[str, Any]:
    """Whoever found it; ``label`` where that is not the one who writes it down."""
    return {"finder_id": actor.user_id, "finder_label": (label or actor.label)[:80]}


def _of_register(actor: Actor, uid: UUID | None) -> dict[str, Any]:
    found = record_by_uid(actor.scope, uid) if uid else None
    if found is None:
        return {}
    names = ("name", "address", "division_path", "owner_org", "lon", "lat")
    return {name: getattr(found, name) for name in names}


def _spot(position: Position | None, place: dict[str, Any]) -> dict[str, Any]:
    if position is not None:
        return {"lon": position.lon, "lat": position.lat, "accuracy": position.accuracy}
    return {"lon": place.get("lon"), "lat": place.get("lat")}


def came_back(
    actor: Actor,
    kind: str,
    spot: Mapping[str, Any],
    place_uid: UUID | None,
    grade: int,
    now: datetime,
    *,
    is_drill: bool,
    besides: int | None = None,
) -> Hazard | None:
    """The hazard of the kind at the place that had been closed by ``now``, within the county's days; none while one
    is open there.
    """
    days = number(grade_row(grade, now), "reopen_days")
    where: dict[str, Any] = {"place_uid": place_uid, "is_drill": is_drill, "besides": besides}
    near = duplicates_near(actor.scope, kind, spot["lon"], spot["lat"], now, days=days or 3650, **where)
    rows = [row for row, _metres in near]
    if any(not row.is_over for row in rows):
        return None
    return next((row for row in rows if row.closed_at is not None and row.closed_at <= now), None)


def _next_number(path: str, now: datetime) -> str:
    """Count on within the county and the year; part of the finding's transaction, so no number is lost."""
    county, year = county_code(path), year_of(now)
    prefix = f"{year}-{county}"
    with transaction.atomic():
        LedgerNumber.objects.get_or_create(prefix=prefix)
    LedgerNumber.objects.filter(prefix=prefix).update(last=F("last") + 1)
    return list_number(year, county, LedgerNumber.objects.get(prefix=prefix).last)
