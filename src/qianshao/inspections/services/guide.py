"""A township asks for advice on hazards; the county says who comes; what they said is written down."""

from datetime import date, datetime
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Stale
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.hazards.selectors import hazard_of
from qianshao.inspections.models import Guidance
from qianshao.inspections.rules.guidance import ask_fault, done_fault, plan_fault
from qianshao.inspections.selectors.guidance import guidance_of
from qianshao.inspections.services.writing import RACED, refuse
from qianshao.inspections.states import GUIDANCE_MOVES, GuidanceKind
from qianshao.journal.services import record

_KINDS = tuple(GuidanceKind)


def ask_guidance(
    *,
    kind: str,
    subject: str,
    words: str,
    division_path: str = "",
    hazard_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> Guidance:
    """Ask for advice in an area, or about a hazard, in whose area it then is.

    Raises:
        NotFound, NotAllowed. Invalid: no kind, nothing is said.
    """
    hazard = hazard_of(actor.scope, hazard_id) if hazard_id is not None else None
    path = hazard.division_path if hazard else division_path
    actor.demand("inspections.plan", path or "0")
    refuse(ask_fault(kind=kind, kinds=_KINDS, subject=subject, words=words))
    with unit():
        made: Guidance = Guidance.objects.create(
            kind=kind,
            division_path=path,
            subject=subject.strip()[:120],
            words=words.strip()[:500],
            hazard=hazard,
            state_at=now,
            asked_at=now,
            asker_id=actor.user_id,
            asker_label=actor.label[:80],
        )
        _tell("inspections.guidance_asked", made, actor, now)
    return made


def plan_guidance(
    *,
    guidance_id: int,
    who: str,
    planned_on: date | None,
    who_org: str = "",
    who_uid: UUID | None = None,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Guidance:
    """Say who comes on which day; again: another one, or another day.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: nobody, no day ahead.
    """
    found = _open(guidance_id, "plan", version, actor)
    refuse(plan_fault(who=who, on=planned_on, today=_day(now)))
    sent = {"who": who.strip()[:80], "who_org": who_org.strip()[:80], "who_uid": who_uid, "planned_on": planned_on}
    said = {"answer_words": words.strip()[:300], "answered_by": actor.label[:80]}
    with unit():
        move(found, GUIDANCE_MOVES["plan"], state_at=now, **sent, **said)
        _tell("inspections.guidance_planned", found, actor, now)
    return found


def decline_guidance(
    *, guidance_id: int, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Guidance:
    """Nobody comes; why.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    found = _open(guidance_id, "decline", version, actor)
    refuse("" if words.strip() else "reason")
    said = {"answer_words": words.strip()[:300], "answered_by": actor.label[:80]}
    with unit():
        move(found, GUIDANCE_MOVES["decline"], state_at=now, **said)
        _tell("inspections.guidance_declined", found, actor, now)
    return found


def record_guidance(
    *,
    guidance_id: int,
    advice: str,
    done_on: date | None,
    who: str = "",
    who_org: str = "",
    who_uid: UUID | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Guidance:
    """What was looked at and advised, on which day; ``who``: where another came than was planned, or nobody was.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: nobody, no day that has come, no advice.
    """
    found = _open(guidance_id, "record", version, actor)
    came = {"who": who.strip()[:80], "who_org": who_org.strip()[:80], "who_uid": who_uid} if who.strip() else {}
    refuse(done_fault(who=who or found.who, on=done_on, advice=advice, today=_day(now)))
    done = {"done_on": done_on, "advice": advice.strip()[:1000], "recorded_by": actor.label[:80]}
    with unit():
        move(found, GUIDANCE_MOVES["record"], state_at=now, **came, **done)
        _tell("inspections.guidance_done", found, actor, now)
    return found


def _open(guidance_id: int, act: str, version: int | None, actor: Actor) -> Guidance:
    found = guidance_of(actor.scope, guidance_id)
    actor.demand(GUIDANCE_MOVES[act].permission, found.division_path)
    if version is not None and version != found.version:
        raise Stale("state.raced", RACED)
    return found


def _day(now: datetime) -> date:
    return now.astimezone(BEIJING).date()


def _tell(kind: str, row: Guidance, actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("guidance", row.pk),
        division_path=row.division_path,
        data={"kind": str(row.kind_label), "what": row.subject},
        is_drill=bool(row.hazard and row.hazard.is_drill),
    )
