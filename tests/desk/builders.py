"""Call-outs as they stand in the middle of an evening, written straight into the tables.

The engine's verbs have their own tests; the desk only reads, and its tests need thousands of people in every state
within milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from qianshao.calling.models import CallOut, Case, Contact, DoorTask
from qianshao.calling.states import HOUSEHOLD, PERSON, CaseState, DoorState
from qianshao.divisions.models import Division
from tests.cast import Cast

PHONE = "13812342046"
STEPS = [
    {"kind": "sms", "who": "self", "wait_s": 180, "label": "短信"},
    {"kind": "voice", "who": "self", "wait_s": 100, "tries": 3, "retry_gap_s": 100, "label": "智能外呼"},
    {"kind": "voice", "who": "superior", "wait_s": 60, "label": "告上级"},
    {"kind": "door", "who": "superior", "wait_s": 1800, "label": "上级派人上门"},
]
HOME_STEPS = [STEPS[0], {"kind": "door", "who": "guardian", "wait_s": 1800, "label": "包保责任人敲门"}]
LADDERS = [
    {"audience": "village", "name": "村负责人", "recipient_kind": PERSON, "steps": STEPS, "answer_within_s": 300},
    {"audience": "town", "name": "乡镇负责人", "recipient_kind": PERSON, "steps": STEPS, "first_reply_s": 900},
    {"audience": "household", "name": "受威胁住户", "recipient_kind": HOUSEHOLD, "steps": HOME_STEPS},
]


@dataclass
class Evening:
    """A call-out and its people by name."""

    callout: CallOut
    cases: dict[str, Case] = field(default_factory=dict)


def start(cast: Cast, where: Division, *, colour: str = "red", **changes: Any) -> Evening:
    """A red call-out, started 16 minutes ago, with nobody in it yet."""
    began = cast.now - timedelta(minutes=16)
    values: dict[str, Any] = {
        "cause_kind": "test",
        "cause_id": CallOut.objects.unscoped("a test counts").count() + 1,
        "title": "暴雨红色预警",
        "brief": "未来 3 小时有大暴雨，请马上转移。",
        "hazard": "rainstorm",
        "colour": colour,
        "division_path": where.path,
        "ladders": LADDERS,
        "started_at": began,
        "started_by": "李江（带班领导）",
        "filled_at": began,
        "not_after": cast.now + timedelta(hours=6),
    }
    return Evening(CallOut.objects.create(**{**values, **changes}))


def add(cast: Cast, evening: Evening, name: str, where: Division, **changes: Any) -> Case:
    """One recipient: open, called twice by voice, over the limit unless told otherwise."""
    case = Case(**values_of(cast, evening, name, where, len(evening.cases) + 1, **changes))
    case.save()
    evening.cases[name] = case
    return case


def values_of(
    cast: Cast, evening: Evening, name: str, where: Division, number: int, **changes: Any
) -> dict[str, Any]:
    """The columns of one recipient."""
    values: dict[str, Any] = {
        "callout": evening.callout,
        "recipient_kind": PERSON,
        "recipient_id": number,
        "name": name,
        "post_label": "村支书",
        "is_key": True,
        "division_path": where.path,
        "address_enc": PHONE,
        "ladder_index": 0,
        "round": 1,
        "step": 1,
        "try_no": 2,
        "attempts": 3,
        "due_at": cast.now + timedelta(seconds=90),
        "late_at": evening.callout.started_at + timedelta(minutes=5),
        "state": CaseState.OPEN,
        "version": 1,
        "last_result": "no_answer",
        "ended_by": "",
        "end_channel": "",
        "end_reason": "",
    }
    return {**values, **changes}


def answered(cast: Cast, minutes: float = 2.4) -> dict[str, Any]:
    """The columns of one who answered."""
    at = cast.now - timedelta(minutes=16) + timedelta(minutes=minutes)
    return {
        "state": CaseState.ANSWERED,
        "ended_at": at,
        "ended_by": "本人",
        "end_channel": "link",
        "due_at": None,
        "step": 0,
        "try_no": 1,
    }


def send_to_door(cast: Cast, case: Case, who: str = "张海") -> DoorTask:
    """The case waits for somebody to walk."""
    Case.objects.unscoped("a test").filter(pk=case.pk).update(step=3, try_no=1, due_at=None)
    return DoorTask.objects.create(
        case=case,
        callout=case.callout,
        division_path=case.division_path,
        level=0,
        assignee_ref=7,
        assignee_name=who,
        wait_s=1800,
        opened_at=cast.now,
        due_at=cast.now + timedelta(minutes=30),
        state=DoorState.OPEN,
        version=1,
        visits=0,
        outcome="",
        proof="",
        photo_ref="",
        reported_by="",
    )


def contact(evening: Evening, ref: int, name: str) -> Contact:
    """Somebody who stands behind a recipient."""
    return Contact.objects.create(
        callout=evening.callout,
        ref=ref,
        name=name,
        post_label="包村干部",
        address_enc="13900001111",
        division_path=evening.callout.division_path,
    )


def crowd(cast: Cast, evening: Evening, places: Sequence[Division], count: int) -> None:
    """Many people in many states, in one statement."""
    rows = []
    for number in range(count):
        changes = answered(cast) if number % 5 else {}
        where = places[number % len(places)]
        rows.append(Case(**values_of(cast, evening, f"某{number}", where, number + 1, **changes)))
    Case.objects.bulk_create(rows, batch_size=1000)
