"""The work is shown, looked at by somebody else, and taken off the list; or sent back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard
from qianshao.hazards.rules.clocks import after, number
from qianshao.hazards.rules.ledger import Hand, accept_fault, ask_fault, close_fault, link_fault, reopen_fault
from qianshao.hazards.selectors.ledger import open_extension
from qianshao.hazards.selectors.links import link_holders
from qianshao.hazards.selectors.standards import grade_row
from qianshao.hazards.selectors.works import works_of
from qianshao.hazards.services.assign import unit_columns
from qianshao.hazards.services.guards import end_guards_on
from qianshao.hazards.services.tie import tie
from qianshao.hazards.services.writing import (
    Told,
    advance,
    fixers_of,
    open_hazard,
    photos_named,
    photos_seen,
    refuse,
)
from qianshao.hazards.states.ledger import GENERAL, HazardState


def ask_acceptance(
    *,
    hazard_id: int,
    words: str = "",
    evidence: Iterable[UUID] = (),
    position: Position | None = None,
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """The unit shows its work.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no photo of the work; a major hazard without its report and its plan;
            its project is not accepted.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix", version)
    photos = list(evidence)
    refuse(
        ask_fault(
            grade=hazard.grade,
            has_report=hazard.reports.exists(),
            has_plan=hazard.plans.exists(),
            after_photos=len(photos) + photos_named(hazard),
        )
    )
    refuse(works_of(hazard))
    with unit():
        advance(
            hazard,
            "ask",
            Told(words, photos, position, made_at, command_id),
            actor=actor,
            now=now,
            fixer_id=actor.user_id,
            fixer_label=actor.label[:80],
            fixed_at=now,
            accepter_id=None,
            accepter_label="",
            accepter_unit="",
            accepted_at=None,
        )
    return hazard


def accept_hazard(
    *,
    hazard_id: int,
    unit_name: str,
    words: str = "",
    evidence: Iterable[UUID] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Somebody of another unit (``unit_name``: the accepter's) has looked and it is mended.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no unit, no photo of the work that can be seen, one's own work,
            work shown by a link one had, or its project is not accepted.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.accept", version)
    hand = Hand(actor.user_id, unit_name)
    refuse(accept_fault(fixers=fixers_of(hazard), accepter=hand, after_photos=photos_seen(hazard, actor)))
    refuse(link_fault(holders=link_holders(hazard), accepter=hand))
    refuse(works_of(hazard))
    with unit():
        advance(
            hazard,
            "accept",
            Told(words, evidence, data={"unit": unit_name.strip()[:80]}),
            actor=actor,
            now=now,
            accepter_id=actor.user_id,
            accepter_label=actor.label[:80],
            accepter_unit=unit_name.strip()[:80],
            accept_words=words.strip()[:300],
            accepted_at=now,
        )
    return hazard


def reject_hazard(
    *,
    hazard_id: int,
    words: str,
    evidence: Iterable[UUID] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Not mended: back to the unit with a new date (the grade's ``recheck_days``), or, mended on the spot, back to
    those who hand it over.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.accept", version)
    with unit():
        if hazard.state == HazardState.FIXED_ON_SITE:
            advance(
                hazard,
                "reject_on_site",
                Told(words, evidence),
                actor=actor,
                now=now,
                verified_at=hazard.verified_at or now,
                verified_by=hazard.verified_by or actor.label[:80],
                grade=hazard.grade or 1,
            )
        else:
            advance(hazard, "reject", Told(words, evidence), actor=actor, now=now, due_at=_again_by(hazard, now))
    return hazard


def close_hazard(
    *, hazard_id: int, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Hazard:
    """Take it off the list (销号).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a wish for more time is open; one's own work; a major hazard needs the
            county and somebody else than the accepter.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.close", version)
    refuse(
        close_fault(
            grade=hazard.grade,
            open_extension=open_extension(hazard) is not None,
            fixers=fixers_of(hazard),
            accepter=Hand(hazard.accepter_id),
            closer=Hand(actor.user_id),
            closer_area=_area_of_right(actor, hazard.division_path),
            is_hung=hazard.supervised_at is not None,
        )
    )
    with unit():
        told = Told(words, data=_in_time(hazard))
        advance(hazard, "close", told, actor=actor, now=now, closed_at=now, closed_by=actor.label[:80])
        end_guards_on(hazard, actor=actor, now=now)
    return hazard


def _in_time(hazard: Hazard) -> dict[str, bool]:
    """Whether it was mended by the date that counts, kept with the closing: a date set later changes no month."""
    by, done = hazard.in_time_by, hazard.fixed_at
    return {} if by is None else {"in_time": done is not None and done <= by}


_UNACCEPTED: dict[str, Any] = {"accepter_id": None, "accepter_label": "", "accepter_unit": "", "accepted_at": None}


def send_back(
    *,
    hazard_id: int,
    words: str,
    unit_name: str = "",
    unit_phone: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Accepted, but whoever closes it is not satisfied: back to the unit (``unit_name``: another). What was mended on
    the spot and was never verified, or never had a unit, goes to those who hand it over.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.close", version)
    act, back = _back(hazard, "unaccept", (unit_name, unit_phone), actor, now)
    told = Told(words, data=_anew(hazard, back))
    with unit():
        advance(hazard, act, told, actor=actor, now=now, **back, **_UNACCEPTED)
    return hazard


def reopen_hazard(
    *,
    hazard_id: int,
    words: str,
    unit_name: str = "",
    unit_phone: str = "",
    again_id: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """It is back: the same unit (``unit_name``: another), a new date; or, as for ``send_back``, to those who hand it
    over. ``again_id``: the new finding, which is put with this one.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words; closed longer ago than the county says.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.close", version)
    row = grade_row(hazard.grade, now)
    refuse(reopen_fault(closed_at=hazard.closed_at, reopen_days=number(row, "reopen_days"), now=now))
    act, back = _back(hazard, "reopen", (unit_name, unit_phone), actor, now)
    again = open_hazard(actor, again_id, "hazards.verify") if again_id else None
    told = Told(words, data=_anew(hazard, back) | ({"again": again.no} if again else {}))
    back |= {"closed_at": None, "closed_by": "", "reopened_count": hazard.reopened_count + 1}
    with unit():
        advance(hazard, act, told, actor=actor, now=now, **back, **_UNACCEPTED)
        if again is not None:
            tie(again, hazard, actor=actor, now=now)
    return hazard


def _back(
    hazard: Hazard, act: str, named: tuple[str, str], actor: Actor, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Where work that is not done goes: to the unit with a new date; without a unit or a grade, to be handed over.
    ``named``: another unit and its number.
    """
    unit_of = unit_columns(hazard, named[0].strip() or hazard.unit_name, named[1])
    if unit_of["unit_name"] and hazard.verified_at is not None:
        return act, unit_of | _handed(hazard, unit_of["unit_name"], now) | {"due_at": _again_by(hazard, now)}
    verified = {"verified_at": hazard.verified_at or now, "verified_by": hazard.verified_by or actor.label[:80]}
    return f"{act}_on_site", {**unit_of, "due_at": None, "grade": hazard.grade or GENERAL, **verified}


def _handed(hazard: Hazard, name: str, now: datetime) -> dict[str, Any]:
    """Whoever gets the word by being sent the work has it from now on; another's person answers for it no more."""
    if name == hazard.unit_name:
        return {} if hazard.assigned_at else {"assigned_at": now}
    return {"assigned_at": now, "person_name": ""}


def _anew(hazard: Hazard, back: Mapping[str, Any]) -> dict[str, str]:
    """What the act says of the unit: its name, where it got the word by this act, or is another than before."""
    name = back["unit_name"]
    return {"unit": name} if "assigned_at" in back or name != hazard.unit_name else {}


def _again_by(hazard: Hazard, now: datetime) -> datetime | None:
    """The date of work done over: the county's days; else the old date while it has not passed; else as when it was
    handed over; where the county set none, it is late from now on.
    """
    row = grade_row(hazard.grade, now)
    if again := after(row, "recheck_days", now):
        return again
    is_passed = hazard.due_at is not None and hazard.due_at <= now
    return (after(row, "rectify_days", now) or hazard.due_at) if is_passed else hazard.due_at


def _area_of_right(actor: Actor, path: str) -> str:
    """The widest of the actor's areas that gives the right to close here; the machine's is the whole site."""
    if actor.scope.whole:
        return ""
    areas = [area for area, acts in actor.scope.grants.items() if path.startswith(area) and "hazards.close" in acts]
    return min(areas, key=len, default=path)
