"""The first look at a finding: true and how bad, not true, mended on the spot, or for somebody above."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard
from qianshao.hazards.rules.ledger import on_site_fault, verify_fault
from qianshao.hazards.selectors.standards import kind_columns
from qianshao.hazards.services.guards import end_guards_on
from qianshao.hazards.services.wishes import drop_wish
from qianshao.hazards.services.writing import Told, advance, change, open_hazard, refuse
from qianshao.hazards.states.ledger import GRADE_LABELS


def verify_hazard(
    *,
    hazard_id: int,
    grade: int,
    kind: str = "",
    words: str = "",
    interim: str = "",
    version: int | None = None,
    evidence: Iterable[UUID] = (),
    actor: Actor,
    now: datetime,
) -> Hazard:
    """It is so: grade it, correct its kind, say what must be done at once.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no grade.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.verify", version)
    refuse(verify_fault(grade))
    changes: dict[str, Any] = {"grade": grade, "verified_at": now, "verified_by": actor.label[:80]}
    if kind:
        changes |= kind_columns(kind, now)
    if interim:
        changes["interim"] = interim[:300]
    with unit():
        told = Told(words, evidence, data={"grade": str(GRADE_LABELS[grade])})
        advance(hazard, "verify", told, actor=actor, now=now, **changes)
    return hazard


def mark_false(*, hazard_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Hazard:
    """It is not so; in the officer's words.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words, or a level has hung it.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.verify", version)
    refuse("hung" if hazard.supervised_at else "")
    with unit():
        advance(hazard, "dismiss", Told(words), actor=actor, now=now)
        drop_wish(hazard, actor=actor, now=now)
        end_guards_on(hazard, actor=actor, now=now)
    return hazard


def restore_hazard(*, hazard_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Hazard:
    """It was so after all: back among what waits to be verified.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.verify", version)
    with unit():
        advance(hazard, "restore", Told(words), actor=actor, now=now)
    return hazard


def fix_on_site(
    *,
    hazard_id: int,
    words: str = "",
    unit_name: str = "",
    evidence: Iterable[UUID] = (),
    position: Position | None = None,
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Mended while everybody was there; a photo shows it, somebody else accepts it.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a major hazard, or no photo.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix", version)
    photos = list(evidence)
    refuse(on_site_fault(grade=hazard.grade, after_photos=len(photos)))
    with unit():
        told = Told(words, photos, position, made_at, command_id)
        advance(
            hazard,
            "fix_on_site",
            told,
            actor=actor,
            now=now,
            fixer_id=actor.user_id,
            fixer_label=actor.label[:80],
            fixed_at=now,
            unit_name=unit_name[:80] or hazard.unit_name,
            accepter_id=None,
            accepter_unit="",
        )
    return hazard


def report_up(*, hazard_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Hazard:
    """Not ours to mend: for those above, with the reason.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.fix", version)
    with unit():
        advance(hazard, "report_up", Told(words), actor=actor, now=now)
    return hazard


def note_hazard(
    *,
    hazard_id: int,
    words: str,
    evidence: Iterable[UUID] = (),
    position: Position | None = None,
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Hazard:
    """Add words without moving anything.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.find")
    with unit():
        change(hazard, "note", Told(words, evidence, position, made_at, command_id), actor=actor, now=now)
    return hazard
