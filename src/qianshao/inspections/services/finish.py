"""The record of a visit: every item answered, signed, and what is wrong in the ledger of hazards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.states import move
from qianshao.core.sync import Position
from qianshao.core.units import compound
from qianshao.files.services import name_evidence
from qianshao.hazards import selectors as hazards
from qianshao.hazards import services as hazard_verbs
from qianshao.hazards.states.ledger import Source
from qianshao.inspections.models import Answer, Signature, Visit
from qianshao.inspections.rules import Said, record_fault
from qianshao.inspections.selectors import named_officers, number_in_force, officers
from qianshao.inspections.services.visit import start_visit
from qianshao.inspections.services.writing import own_visit, refuse, tell
from qianshao.inspections.states import MOVES, OFFICIAL, PROVED, Presence, Result, VisitKind, VisitState
from qianshao.registry.selectors import record_by_uid
from qianshao.registry.services import verify_record
from qianshao.registry.states import Found, RecordState

_SOURCES = {VisitKind.PATROL: Source.PATROL, VisitKind.SELF: Source.ENTERPRISE}
_ON_PAPER = (Presence.PAPER, Presence.UNIT)
_MOST = 12


@dataclass(frozen=True)
class Reply:
    """One answer as it was given: result, words, photos; how many there are, how many there should be, when last."""

    item: str
    result: str
    words: str = ""
    photos: tuple[UUID, ...] = ()
    have: int | None = None
    need: int | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class Signing:
    """Who signs: the inspectors (of an inspection those of the county's list, by user or name; of a patrol names),
    the inspected person's name, or that they would not and why.
    """

    inspectors: Sequence[int | str] = ()
    signer: str = ""
    refused: bool = False
    words: str = ""


@dataclass(frozen=True)
class Here:
    """Where and when a whole record was made, for one that comes in one piece."""

    code: str = ""
    how: str = ""
    position: Position | None = None
    told: str = ""
    words: str = ""
    started_at: datetime | None = None
    checklist_version: int | None = None


def finish_visit(
    *,
    visit_id: int,
    replies: Iterable[Reply],
    signing: Signing,
    words: str = "",
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Visit:
    """Close the record. Every 不合格 becomes a hazard of the place, or is noted on the one still open there for the
    same item. What proves that somebody was there also tells the register that the place was looked at.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: what the record lacks (``rules.records``).
    """
    visit = own_visit(actor, visit_id, version)
    given, at = list(replies), min(made_at or now, now)
    signers = _officers(visit, actor, signing, at) if visit.kind in OFFICIAL else _names(actor, signing)
    refuse(_fault(visit, given, signers, signing, now))
    with compound():
        changes = {"state_at": now, "finished_at": at, "received_at": now, "words": words.strip()[:500]}
        move(visit, MOVES["finish"], **changes, command_id=command_id, **_sums(given))
        for reply in given:
            _write(visit, reply, at, actor, now)
        _sign(visit, signers, signing, at)
        _tell_register(visit, actor, now)
        kind = "inspections.failed" if visit.failed else "inspections.passed"
        tell(kind, visit, actor, now, at=at, **({"count": visit.failed} if visit.failed else {}))
    return visit


def record_visit(
    *,
    visit_id: int,
    here: Here,
    replies: Iterable[Reply],
    signing: Signing,
    words: str = "",
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Visit:
    """The whole visit at once, as a phone without a network brings it; started before or not.

    Raises:
        as ``start_visit`` and ``finish_visit``; then nothing of it is written.
    """
    visit = own_visit(actor, visit_id)
    with compound():
        if visit.state != VisitState.STARTED:
            start_visit(
                visit_id=visit_id,
                code=here.code,
                how=here.how,
                position=here.position,
                told=here.told,
                words=here.words,
                made_at=here.started_at or made_at,
                checklist_version=here.checklist_version,
                lenient=True,
                actor=actor,
                now=now,
            )
        return finish_visit(
            visit_id=visit_id,
            replies=replies,
            signing=signing,
            words=words,
            made_at=made_at,
            command_id=command_id,
            actor=actor,
            now=now,
        )


def _names(actor: Actor, signing: Signing) -> list[Signature]:
    """Who went, as they say it themselves."""
    own = [actor.label] if actor.user_id is not None else []
    names = [" ".join(str(name).split())[:80] for name in (*own, *signing.inspectors)]
    known = list(dict.fromkeys(name for name in names if name))[:_MOST]
    return [Signature(name=name, user_id=actor.user_id if name == actor.label else None) for name in known]


def _officers(visit: Visit, actor: Actor, signing: Signing, at: datetime) -> list[Signature]:
    """Who inspected: officers of the county's list with a valid certificate, and whoever writes if one of them."""
    wanted = [one if isinstance(one, int) else " ".join(one.split()) for one in signing.inspectors][:_MOST]
    own = officers(visit.division_path, at).filter(user_id=actor.user_id or -1)
    rows = named_officers(visit.division_path, at, [one for one in wanted if one != ""])
    refuse("no_officer" if rows is None else "")
    everybody = {row.user_id: row for row in (*own, *(rows or ()))}
    return [Signature(name=row.label, user_id=row.user_id, certificate=row.certificate) for row in everybody.values()]


def _fault(
    visit: Visit, given: Sequence[Reply], signers: Sequence[Signature], signing: Signing, now: datetime
) -> str:
    if visit.state != VisitState.STARTED:
        return ""  # the move says it
    return record_fault(
        visit.kind,
        [item["code"] for item in visit.items],
        [Said(one.item, one.result, one.words, len(one.photos)) for one in given],
        inspectors=[f"{one.user_id or one.name}" for one in signers],
        least=number_in_force("inspectors", now),
        signer=signing.signer,
        refused=signing.refused,
        refusal=signing.words,
        on_paper=visit.presence in _ON_PAPER,
    )


def _sums(given: Sequence[Reply]) -> dict[str, int]:
    results = [reply.result for reply in given]
    return {
        "passed": results.count(Result.PASS),
        "failed": results.count(Result.FAIL),
        "skipped": results.count(Result.SKIP),
    }


def _write(visit: Visit, reply: Reply, at: datetime, actor: Actor, now: datetime) -> None:
    item = next(item for item in visit.items if item["code"] == reply.item)
    hazard, is_new = _hazard(visit, item, reply, at, actor, now) if reply.result == Result.FAIL else (None, False)
    answer = Answer.objects.create(
        visit=visit,
        item=reply.item,
        item_name=str(item["name"])[:200],
        result=reply.result,
        words=reply.words.strip()[:300],
        photos=[str(uid) for uid in reply.photos],
        have=reply.have,
        need=reply.need,
        last_on=reply.last_on,
        hazard_id=hazard.pk if hazard else None,
        hazard_no=hazard.no if hazard else "",
        is_new=is_new,
    )
    if hazard is None and reply.photos:
        name_evidence(
            uids=reply.photos,
            subject=("inspection_answer", answer.pk),
            division_path=visit.division_path,
            made_at=at,
            position=_position(visit),
            actor=actor,
            now=now,
        )


def _hazard(
    visit: Visit, item: Mapping[str, Any], reply: Reply, at: datetime, actor: Actor, now: datetime
) -> tuple[Any, bool]:
    """The hazard of a 不合格: the one still open there for the same item, else a new one. The photos are its own."""
    words = f"{item['name']}：{reply.words.strip()}"
    open_ones = hazards.hazards(actor.scope, hazards.Filters(tab="open"))
    before = open_ones.filter(place_uid=visit.place_uid, check_item=reply.item, is_drill=False).first()
    if before is not None:
        hazard_verbs.note_hazard(hazard_id=before.pk, words=words, evidence=reply.photos, actor=actor, now=now)
        return before, False
    made = hazard_verbs.find_hazard(
        kind=str(item.get("kind") or "other"),
        words=words,
        source=_SOURCES.get(VisitKind(visit.kind), Source.INSPECTION),
        grade=int(item.get("grade") or 0),
        division_path=visit.division_path,
        place_name=visit.place_name,
        place_class=visit.place_class,
        address=visit.address,
        place_uid=visit.place_uid,
        check_item=reply.item,
        unit_name=visit.owner_org or visit.place_name,
        position=_position(visit),
        evidence=reply.photos,
        found_at=at,
        actor=actor,
        now=now,
    )
    return made, True


def _position(visit: Visit) -> Position | None:
    if visit.at_lon is None or visit.at_lat is None:
        return None
    return Position(visit.at_lon, visit.at_lat, visit.at_accuracy or 0.0)


def _sign(visit: Visit, signers: Sequence[Signature], signing: Signing, at: datetime) -> None:
    rows = list(signers)
    for row in rows:
        row.visit, row.is_inspector, row.at = visit, True, at
    if signing.signer.strip() or signing.refused:
        other = {"name": signing.signer.strip()[:80], "is_refused": signing.refused, "words": signing.words[:200]}
        rows.append(Signature(visit=visit, is_inspector=False, at=at, **other))
    Signature.objects.bulk_create(rows)


def _tell_register(visit: Visit, actor: Actor, now: datetime) -> None:
    """Somebody was there: the register's record was looked at."""
    if visit.presence not in PROVED or not actor.scope.may("registry.verify", visit.division_path):
        return
    place = record_by_uid(actor.scope, visit.place_uid)
    if place is not None and place.state != RecordState.RETIRED:
        verify_record(record_id=place.pk, found=Found.OK, actor=actor, now=now)
