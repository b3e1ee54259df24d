"""Blow the whistle, and call one department more."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.divisions.selectors import county_code
from qianshao.hazards.models import LedgerNumber, Whistle, WhistleCall
from qianshao.hazards.rules.ledger import list_number
from qianshao.hazards.rules.whistles import due_times, limits_of, next_miss
from qianshao.hazards.selectors.dangers import sighting_by_id
from qianshao.hazards.selectors.ledger import hazard_of, year_of
from qianshao.hazards.selectors.standards import standard_row
from qianshao.hazards.services.where import area_of
from qianshao.hazards.services.whistle_writing import open_whistle, refuse, write_line
from qianshao.hazards.states.whistles import DUE_AT, STEPS

MOST_DEPARTMENTS = 20


def blow_whistle(
    *,
    case: str,
    matter: str,
    departments: Sequence[str],
    division_path: str = "",
    place: str = "",
    position: Position | None = None,
    hazard_id: int | None = None,
    sighting_id: int | None = None,
    is_drill: bool = False,
    command_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Whistle:
    """Call departments to a matter. Sent twice (``command_id``), it is blown once.

    Raises:
        NotAllowed, NotFound. Invalid: no such case or department, no words, a drill about something real.
    """
    path = area_of(actor, division_path, "hazards.whistle")
    before = Whistle.objects.within(actor.scope).filter(command_id=command_id).first() if command_id else None
    if before is not None:
        return _same_hand(before, actor)
    row = standard_row("whistles", case, now)
    refuse("" if row else "no_case")
    refuse("" if matter.strip() else "no_matter")
    tied = _tied(actor, hazard_id, sighting_id, is_drill=is_drill)
    names, known = _names(departments, now), tied.pop("place")
    with unit():
        made: Whistle = Whistle.objects.create(
            no=_next_number(path, now),
            case=case[:24],
            case_name=str((row or {})["name"])[:40],
            matter=matter.strip()[:500],
            place=(place.strip() or known)[:120],
            division_path=path,
            site_code=f"{secrets.randbelow(10_000):04d}",
            limits=limits_of(row or {}),
            blown_at=now,
            blown_by_id=actor.user_id,
            blown_by=actor.label[:80],
            is_drill=is_drill,
            command_id=command_id,
            **_spot(position, tied),
        )
        for code, name in names:
            _call(made, code, name, now)
        listed = "、".join(name for _code, name in names)
        data = {"case": made.case_name, "departments": listed}
        write_line(made, "blow", actor=actor, now=now, words=made.matter, data=data)
    return made


def _same_hand(before: Whistle, actor: Actor) -> Whistle:
    if before.blown_by_id != actor.user_id:
        raise NotAllowed("whistle.other", _("这次吹哨是别人的。"))
    return before


def _tied(actor: Actor, hazard_id: int | None, sighting_id: int | None, *, is_drill: bool) -> dict[str, Any]:
    """What the hazard or the sighting knows of the place."""
    hazard = hazard_of(actor.scope, hazard_id) if hazard_id is not None else None
    sighting = sighting_by_id(actor.scope, sighting_id) if sighting_id is not None else None
    one = hazard or sighting
    if one is not None and one.is_drill != is_drill:
        refuse("drill")
    place = hazard.place_name if hazard else sighting.place if sighting else ""
    spot = {"lon": one.lon, "lat": one.lat} if one else {"lon": None, "lat": None}
    return {"hazard": hazard, "sighting": sighting, "place": place or "", **spot}


def _spot(position: Position | None, tied: dict[str, Any]) -> dict[str, Any]:
    return tied if position is None else {**tied, "lon": position.lon, "lat": position.lat}


def _next_number(path: str, now: datetime) -> str:
    county, year = county_code(path), year_of(now)
    prefix = f"W{year}-{county[:6]}"
    with transaction.atomic():
        LedgerNumber.objects.get_or_create(prefix=prefix)
    LedgerNumber.objects.filter(prefix=prefix).update(last=F("last") + 1)
    return "W" + list_number(year, county, LedgerNumber.objects.get(prefix=prefix).last)


def call_department(*, whistle_id: int, department: str, actor: Actor, now: datetime) -> WhistleCall:
    """Call one more; its minutes run from now.

    Raises:
        NotFound, NotAllowed, Stale: over. Invalid: no such department, or called already.
    """
    whistle = open_whistle(actor, whistle_id)
    ((code, name),) = _names([department], now)
    if whistle.calls.unscoped("of a whistle in scope").filter(department=code).exists():
        refuse("twice")
    with unit():
        made = _call(whistle, code, name, now)
        write_line(whistle, "call", actor=actor, now=now, department=name)
    return made


def _names(departments: Sequence[str], now: datetime) -> list[tuple[str, str]]:
    rows = [standard_row("departments", code, now) for code in dict.fromkeys(departments)]
    refuse("" if rows and all(rows) and len(rows) <= MOST_DEPARTMENTS else "no_department")
    return [(str(row["code"]), str(row["name"])[:40]) for row in rows if row]


def _call(whistle: Whistle, code: str, name: str, now: datetime) -> WhistleCall:
    dues = due_times(whistle.limits, now)
    made: WhistleCall = WhistleCall.objects.create(
        whistle=whistle,
        division_path=whistle.division_path,
        department=code,
        department_name=name,
        called_at=now,
        miss_at=next_miss(whistle.limits, dues, dict.fromkeys(STEPS), {}),
        is_drill=whistle.is_drill,
        **{DUE_AT[step]: due for step, due in dues.items()},
    )
    return made
