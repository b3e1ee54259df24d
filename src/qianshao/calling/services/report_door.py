"""What was found at the door: met with proof ends a case, an empty house keeps it open and is visited again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.calling import rules
from qianshao.calling.models import Case, DoorTask
from qianshao.calling.services.end_cases import Ending, end_cases
from qianshao.calling.states import DOOR_MOVES, OUTCOME_LABELS, CaseState, DoorOutcome, DoorState
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, TooLate
from qianshao.core.states import move
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.files.services import name_evidence
from qianshao.journal.services import record

_NEEDED = (
    *("recipient_kind", "division_path", "ladder_index", "state", "version"),
    *("callout__ladders", "callout__is_drill"),
)

#: As many ids as a walk's ``photo_ref`` holds.
MOST_PHOTOS = 2


def report_door(
    case_id: int,
    *,
    outcome: str,
    proof: str = "",
    photo_ref: str = "",
    evidence: Sequence[UUID] = (),
    made_at: datetime | None = None,
    position: Position | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Record a visit. It counts whether or not the ladder has come to the door yet.

    Args:
        outcome: ``DoorOutcome``; a person is *reached*, a household *confirmed*.
        proof: what was seen or said; with a photo or without.
        photo_ref: a word for a photo on paper; ``evidence``: photos of the reporter, which are filed under the case,
            so that they lie in its area. Another person's photo proves nothing.

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: no such outcome, or met without proof. TooLate: the case is over.
    """
    case = _case(case_id, actor)
    if outcome not in set(DoorOutcome):
        raise Invalid("door.outcome", _("请选上门结果。"))
    outcome = _fitting(case, DoorOutcome(outcome))
    if case.state != CaseState.OPEN:
        raise TooLate("case.over", _("这一条已经有结果了，不用再报。"))
    with unit():
        if evidence:
            photo_ref = _file(case, evidence, made_at, position, actor, now)
        if outcome in (DoorOutcome.REACHED, DoorOutcome.CONFIRMED) and not (proof.strip() or photo_ref):
            raise Invalid("door.proof", _("请写一句怎么叫到的，或拍一张照片。"))
        _write(case, outcome, proof.strip(), photo_ref, actor, now)
    return case


def _file(
    case: Case,
    evidence: Sequence[UUID],
    made_at: datetime | None,
    position: Position | None,
    actor: Actor,
    now: datetime,
) -> str:
    """File the photos under the case; the ids of those that are the reporter's own."""
    tied = name_evidence(
        uids=list(dict.fromkeys(evidence))[:MOST_PHOTOS],
        subject=("case", case.pk),
        division_path=case.division_path,
        made_at=made_at,
        position=position,
        is_drill=case.callout.is_drill,
        actor=actor,
        now=now,
    )
    return ",".join(str(uid) for uid in tied)


def _case(case_id: int, actor: Actor) -> Case:
    """The case with its call-out. Only what is needed: a phone reports a hundred doors in one commit."""
    rows = Case.objects.unscoped("the area is checked below").select_related("callout").only(*_NEEDED)
    case: Case | None = next(iter(rows.filter(pk=case_id)), None)
    if case is None:
        raise NotFound("case.unknown", _("没有找到，或不在您的辖区。"))
    actor.demand("calling.door", case.division_path)
    return case


def _fitting(case: Case, outcome: DoorOutcome) -> DoorOutcome:
    """A household is confirmed, a person reached; whichever word the form sent."""
    if outcome in (DoorOutcome.REACHED, DoorOutcome.CONFIRMED):
        return DoorOutcome.CONFIRMED if case.recipient_kind == "household" else DoorOutcome.REACHED
    return outcome


def _write(case: Case, outcome: DoorOutcome, proof: str, photo_ref: str, actor: Actor, now: datetime) -> None:
    facts = {
        "outcome": outcome,
        "proof": proof[:300],
        "photo_ref": photo_ref,
        "reported_at": now,
        "reported_by": actor.label[:80],
    }
    ends = rules.door_ends(case.recipient_kind, outcome, proof, photo_ref)
    _visited(case, facts, actor, now, ends=ends)
    if ends:
        state = rules.end_state(case.recipient_kind, in_person=True)
        _end(case, Ending(state, now, actor.label, "door", proof or photo_ref))
    record(
        kind="calling.door_reported",
        actor=actor,
        now=now,
        subject=("callout", case.callout.pk),
        division_path=case.division_path,
        data={"case": case.pk, "outcome": outcome, "outcome_label": str(OUTCOME_LABELS[outcome])},
        is_drill=case.callout.is_drill,
    )


def _end(case: Case, ending: Ending) -> None:
    """End the case, and let the object say what its row says: it is not read again for every door of a batch."""
    if end_cases([case.pk], ending):
        case.state, case.version, case.due_at = ending.state, case.version + 1, None
        case.ended_at, case.ended_by = ending.at, ending.by[:80]
        case.end_channel, case.end_reason = ending.channel, ending.reason[:200]


def _visited(case: Case, facts: dict[str, Any], actor: Actor, now: datetime, *, ends: bool) -> None:
    """Write the visit to the open walk, or to one made for somebody who went unasked."""
    open_ones = DoorTask.objects.unscoped("its case was in scope").filter(case_id=case.pk, state=DoorState.OPEN)
    task: DoorTask | None = next(iter(open_ones.only("state", "version", "visits")[:1]), None)
    again = now + timedelta(seconds=case.callout.plans[case.ladder_index].revisit_s)
    if task is None:
        state, due_at = (DoorState.DONE, now) if ends else (DoorState.OPEN, again)
        _unasked(case, facts | {"state": state, "due_at": due_at, "visits": 1}, actor, now)
    elif ends:
        move(task, DOOR_MOVES["finish"], **facts, visits=task.visits + 1)
    else:
        open_ones.filter(pk=task.pk).update(**facts, visits=task.visits + 1, due_at=again)


def _unasked(case: Case, facts: dict[str, Any], actor: Actor, now: datetime) -> None:
    DoorTask.objects.create(
        case=case,
        callout=case.callout,
        division_path=case.division_path,
        level=0,
        assignee_ref=None,
        assignee_name=actor.label[:60],
        wait_s=case.callout.plans[case.ladder_index].revisit_s,
        opened_at=now,
        version=0,
        **facts,
    )
