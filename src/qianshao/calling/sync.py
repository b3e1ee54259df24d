"""What a phone may say about a call, and the doors it keeps."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.calling.selectors.phone import open_doors
from qianshao.calling.services.answer_call import WORDS
from qianshao.calling.services.answer_phone import answer_by_phone
from qianshao.calling.services.report_door import report_door
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.core.sync import Command, Pull, Push
from qianshao.divisions.selectors import names_of

MOST_WORDS = 200
MOST_ID = 2**63 - 1


def run_answer(push: Push) -> dict[str, Any]:
    """``{case, words?}``: 收到, with the first reply if there is one."""
    words = push.payload.get("words", {})
    if not isinstance(words, dict):
        raise Invalid("answer.words", _("没看懂回复的内容。"))
    told = {name: _text(words.get(name)) for name in WORDS}
    recorded = answer_by_phone(
        case_id=_case(push),
        words={name: value for name, value in told.items() if value},
        made_at=push.made_at,
        key=f"phone:{push.id}",
        actor=push.actor,
        now=push.received_at,
    )
    return {"case": recorded.case_id, "first": recorded.first}


def run_door(push: Push) -> dict[str, Any]:
    """``{case, outcome, proof?}``: what was found at the door; a photo that is still on its way counts."""
    case = report_door(
        _case(push),
        outcome=_text(push.payload.get("outcome")),
        proof=_text(push.payload.get("proof")),
        evidence=push.attachments,
        made_at=push.made_at,
        position=push.position,
        actor=push.actor,
        now=push.received_at,
    )
    return {"case": case.pk, "state": case.state}


def _case(push: Push) -> int:
    case = push.payload.get("case")
    if not isinstance(case, int) or isinstance(case, bool) or not 0 < case <= MOST_ID:
        raise Invalid("case.missing", _("没有说明是哪一条叫应。"))
    return case


def _text(value: Any) -> str:
    """A word or a number as words; anything else says nothing."""
    return str(value).strip()[:MOST_WORDS] if isinstance(value, str | int) else ""


def task_rows(scope: Scope, actor: Actor, _now: datetime) -> list[dict[str, Any]]:
    """Doors to go to: one's own first, then those of the village by deadline. Names, no numbers."""
    doors = open_doors(scope, actor)
    areas = names_of({door.division_path for _callout, door in doors})
    return [
        {
            "task": door.pk,
            "case": door.case_id,
            "kind": door.case.recipient_kind,
            "recipient": door.case.recipient_id,
            "name": door.case.name,
            "post": door.case.post_label,
            "address": areas.get(door.division_path, ""),
            "why": callout.title,
            "colour": callout.colour,
            "is_drill": callout.is_drill,
            "mine": actor.person_id is not None and door.assignee_ref == actor.person_id,
            "due_at": door.due_at,
            "visits": door.visits,
            "outcome": door.outcome,
            "done": False,
        }
        for callout, door in doors
    ]


COMMANDS = (
    Command("calling.answer", "calling.mine", run_answer),
    Command("calling.door", "calling.door", run_door),
)
PULLS = (Pull("tasks", "calling.door", task_rows),)
