"""A wrong number is put right, somebody is called once more, a walk is given to somebody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.calling import rules
from qianshao.calling.models import CallOut, Case, Contact, DoorTask
from qianshao.calling.services.answer_call import case_of
from qianshao.calling.services.end_cases import settle
from qianshao.calling.states import CaseState, DoorState
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.text import normal_phone
from qianshao.journal.services import record

_LONGEST, _SHORTEST = 15, 7


def change_number(case_id: int, *, phone: str, actor: Actor, now: datetime) -> Case:
    """Give a case another number and start its ladder anew. The person's own record is people's matter.

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: no phone number. Stale: the case is over.
    """
    case = case_of(case_id, actor, "calling.reassign")
    number = normal_phone(phone)
    if not _SHORTEST <= len(number) <= _LONGEST:
        raise Invalid("phone.length", _("号码位数不对，请再看一遍。"))
    with transaction.atomic(durable=True):
        _restart(case, now, address_enc=number)
        _note("calling.number_changed", case, {"case": case.pk}, actor, now)
    return case


def call_again(case_id: int, *, reason: str, actor: Actor, now: datetime) -> Case:
    """Start an open case's ladder anew (R1: measures not carried out → call again).

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: no reason. Stale: the case is over.
    """
    case = case_of(case_id, actor, "calling.reassign")
    if not rules.is_reason(reason):
        raise Invalid("again.reason", _("请写明为什么再叫一遍，至少四个字。"))
    with transaction.atomic(durable=True):
        _restart(case, now)
        _note("calling.called_again", case, {"case": case.pk, "reason": reason.strip()}, actor, now)
    return case


def _restart(case: Case, now: datetime, **changes: str) -> None:
    """Step 0 of a new round; what the last round queued is withdrawn, its walk dropped."""
    rows = (
        Case.objects.unscoped("it was in scope")
        .filter(pk=case.pk, state=CaseState.OPEN, version=case.version)
        .update(round=case.round + 1, step=0, try_no=0, due_at=now, version=case.version + 1, **changes)
    )
    if not rows:
        raise Stale("case.raced", _("别人刚刚改过，请刷新后再看。"))
    settle([case.pk])
    case.refresh_from_db()


def reassign_door(case_id: int, *, assignee_ref: int, actor: Actor, now: datetime) -> DoorTask:
    """Give the open walk to another person of the call-out's phone book.

    Raises:
        NotFound, NotAllowed: not theirs, no open walk, or nobody with that number in the phone book.
    """
    case = case_of(case_id, actor, "calling.reassign")
    contact: Contact | None = (
        Contact.objects.within(actor.scope).filter(callout_id=case.callout_id, ref=assignee_ref).first()
    )
    task: DoorTask | None = (
        DoorTask.objects.within(actor.scope).filter(case_id=case.pk, state=DoorState.OPEN).first()
    )
    if contact is None or task is None:
        raise NotFound("door.unknown", _("没有这个上门任务，或没有这个人。"))
    with transaction.atomic(durable=True):
        task.assignee_ref, task.assignee_name = contact.ref, contact.name
        task.save(update_fields=["assignee_ref", "assignee_name"])
        _note("calling.reassigned", case, {"case": case.pk, "assignee_ref": contact.ref}, actor, now)
    return task


def _note(kind: str, case: Case, data: dict[str, object], actor: Actor, now: datetime) -> None:
    callout = CallOut.objects.unscoped("its case was in scope").get(pk=case.callout_id)
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("callout", callout.pk),
        division_path=case.division_path,
        data=data,
        is_drill=callout.is_drill,
    )
