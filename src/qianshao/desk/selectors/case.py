"""One recipient of a call-out: who they are, what was tried, what came back, who stands behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.calling.models import Answer, CallOut, Case, Contact, DoorTask
from qianshao.calling.rules import lines_of, read_line
from qianshao.calling.selectors.report import FIRST_WORDS
from qianshao.calling.states import (
    CHANNEL_LABELS,
    DOOR_LABELS,
    OUTCOME_LABELS,
    STEP_LABELS,
    WHO_LABELS,
    AnswerChannel,
    CaseState,
    DoorOutcome,
    DoorState,
    StepKind,
    Who,
)
from qianshao.channels.selectors import messages_of
from qianshao.channels.states import STATE_NAMES, MessageState
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.core.text import mask_phone
from qianshao.desk.boards import CallOutHead, PersonRow
from qianshao.desk.rules import RESULT_WORDS
from qianshao.desk.selectors.board import find_callout
from qianshao.desk.selectors.callouts import head_of
from qianshao.desk.selectors.people import person_rows
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors
from qianshao.divisions.selectors import names_of

MOST_WALKERS = 200
TOWN = 4 * Level.TOWNSHIP
WORD_LABELS = {
    "in_command": gettext_lazy("谁在指挥"),
    "villages_affected": gettext_lazy("涉及几个村"),
    "persons_moved": gettext_lazy("已转移人数"),
    "help_needed": gettext_lazy("需要帮助"),
    "note": gettext_lazy("说明"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history: tone is ok, run, bad or empty; ``photos`` are ids of evidence."""

    at: datetime
    title: str
    detail: str
    tone: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody who stands behind the recipient: AB岗, 上级, 包保责任人."""

    role: str
    name: str
    post: str
    phone: str


@dataclass(frozen=True, slots=True)
class CaseCard:
    """The case page."""

    head: CallOutHead
    person: PersonRow
    is_household: bool
    division_path: str
    history: tuple[Event, ...]
    behind: tuple[Behind, ...]
    door_id: int | None
    walker: str
    walkers: tuple[tuple[int, str], ...]
    owes_reply: bool


def case_card(scope: Scope, callout_id: int, case_id: int, *, now: datetime) -> CaseCard:
    """One case of one call-out.

    Raises:
        NotFound: there is none in the scope.
    """
    callout = find_callout(scope, callout_id)
    found = Case.objects.within(scope).filter(callout_id=callout_id, pk=case_id)
    rows = person_rows(callout, found, now=now)
    case = found.first()
    if not rows or case is None:
        raise NotFound("case.unknown", _("没有找到这个人，或不在您的辖区。"))
    doors = list(DoorTask.objects.unscoped("the doors of a case in scope").filter(case_id=case_id))
    open_door = next((d for d in doors if d.state == DoorState.OPEN), None)
    return CaseCard(
        head=head_of(callout, names_of({callout.division_path}).get(callout.division_path, "")),
        person=rows[0],
        is_household=case.recipient_kind == "household",
        division_path=case.division_path,
        history=_history(scope, callout, case, doors),
        behind=_behind(callout, case),
        door_id=open_door.pk if open_door else None,
        walker=open_door.assignee_name if open_door else "",
        walkers=_walkers(scope, case, open_door) if open_door else (),
        owes_reply=case.state == CaseState.ANSWERED
        and callout.plans[case.ladder_index].first_reply_s is not None
        and not Answer.objects.filter(case=case, words__has_any_keys=FIRST_WORDS).exists(),
    )


def _history(scope: Scope, callout: CallOut, case: Case, doors: list[DoorTask]) -> tuple[Event, ...]:
    events = [Event(callout.started_at, _("发起叫应"), callout.started_by, "run")]
    events += [_call_event(message) for message in messages_of(scope, "case", lines_of(case.pk))]
    events += [_answer_event(answer) for answer in Answer.objects.filter(case=case).order_by("at")]
    events += [_door_event(door) for door in doors]
    if case.ended_at and case.state == CaseState.EXCUSED:
        events.append(Event(case.ended_at, _("销叫"), f"{case.ended_by}：{case.end_reason}", ""))
    return tuple(sorted(events, key=lambda e: e.at, reverse=True))


def _call_event(message: Any) -> Event:
    """One call or message of the ladder: to whom, by what, and how it went."""
    _case, who = read_line(message.subject_id)
    kind = STEP_LABELS.get(StepKind(message.kind), message.kind)
    title = _("叫{who}：{kind}，第 {n} 次").format(who=WHO_LABELS[who], kind=kind, n=message.try_no)
    state = MessageState(message.state)
    went = RESULT_WORDS.get(message.result) or (STATE_NAMES[state] if state != MessageState.SENT else "")
    tone = "bad" if state in (MessageState.FAILED, MessageState.DROPPED) else ""
    detail = "　".join(filter(None, (message.to_label, str(went))))
    return Event(message.sent_at or message.due_at, title, detail, tone)


def _answer_event(answer: Answer) -> Event:
    said = "；".join(f"{WORD_LABELS.get(k, k)} {v}" for k, v in answer.words.items() if v not in ("", None))
    how = str(CHANNEL_LABELS[AnswerChannel(answer.channel)])
    if answer.who != Who.SELF:
        who = WHO_LABELS[Who(answer.who)]
        return Event(answer.at, _("{who}已知晓（{how}）").format(who=who, how=how), said, "run")
    title = _("应答（{how}）") if answer.is_first else _("后到的应答（{how}）")
    return Event(answer.at, title.format(how=how), "　".join(filter(None, (answer.by_label, said))), "ok")


def _door_event(door: DoorTask) -> Event:
    state = str(DOOR_LABELS[DoorState(door.state)])
    known = {outcome.value for outcome in DoorOutcome}
    outcome = str(OUTCOME_LABELS[DoorOutcome(door.outcome)]) if door.outcome in known else ""
    detail = "　".join(filter(None, (door.assignee_name, outcome, door.proof)))
    tone = "ok" if door.state == DoorState.DONE else "bad" if door.state == DoorState.PASSED_UP else "run"
    photos, more = _photos(door.photo_ref)
    detail = "　".join(filter(None, (detail, more)))
    return Event(door.reported_at or door.opened_at, _("敲门：{state}").format(state=state), detail, tone, photos)


def _photos(ref: str) -> tuple[tuple[str, ...], str]:
    """The evidence files a report names (ids, comma separated); what is no id is shown as it was written."""
    parts = [part.strip() for part in ref.split(",") if part.strip()]
    ids = [part for part in parts if _is_uuid(part)]
    rest = [part for part in parts if part not in ids]
    return tuple(ids), "　".join(rest)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _walkers(scope: Scope, case: Case, door: DoorTask) -> tuple[tuple[int, str], ...]:
    """Whom the walk may be given to: those behind the recipient, then the phone book of the township and above."""
    behind = [ref for ref in (case.superior_ref, case.guardian_ref) if ref]
    above = Q(division_path__in=ancestors(case.division_path)) | Q(ref__in=behind)
    near = subtree(case.division_path[:TOWN]) | above
    book = Contact.objects.within(scope).filter(near, callout_id=case.callout_id).exclude(ref=door.assignee_ref or 0)
    own = {case.guardian_ref: 0, case.superior_ref: 1, case.standin_ref: 2}
    rows = sorted(book[:MOST_WALKERS], key=lambda c: (own.get(c.ref, 3), -len(c.division_path), c.name))
    return tuple((c.ref, f"{c.name}　{c.post_label}") for c in rows)


def _behind(callout: CallOut, case: Case) -> tuple[Behind, ...]:
    refs = {Who.STANDIN: case.standin_ref, Who.SUPERIOR: case.superior_ref, Who.GUARDIAN: case.guardian_ref}
    book = Contact.objects.unscoped("the phone book of a case in scope").filter(
        callout=callout, ref__in=[ref for ref in refs.values() if ref]
    )
    found = {contact.ref: contact for contact in book}
    return tuple(
        Behind(str(WHO_LABELS[who]), c.name, c.post_label, mask_phone(c.address_enc))
        for who, ref in refs.items()
        if ref and (c := found.get(ref))
    )


def full_phone(scope: Scope, callout_id: int, case_id: int) -> str:
    """The full number, for a view that has journaled the reveal first."""
    case = Case.objects.within(scope).filter(callout_id=callout_id, pk=case_id).first()
    if case is None:
        raise NotFound("case.unknown", _("没有找到这个人，或不在您的辖区。"))
    return str(case.address_enc)
