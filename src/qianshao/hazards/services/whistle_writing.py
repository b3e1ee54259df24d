"""What every verb of 吹哨报到 needs: who may, refusals in words, one move of a call, one line of the timeline."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.states import move
from qianshao.files.services import name_evidence
from qianshao.hazards.models import Whistle, WhistleAct, WhistleCall
from qianshao.hazards.rules.whistles import next_miss
from qianshao.hazards.selectors.whistles import call_of, whistle_of
from qianshao.hazards.states.whistles import CALL_MOVES, DONE_AT, DUE_AT, STEPS
from qianshao.journal.services import record

#: A clock that is wrong by this little is not called wrong.
_SLACK = timedelta(minutes=1)
_SENTENCES = {
    "no_words": _("请写一句为什么。"),
    "no_matter": _("请写清楚什么事、要部门来做什么。"),
    "no_case": _("请选吹哨事由。"),
    "no_department": _("请选要叫的部门。"),
    "twice": _("这个部门已经叫过了。"),
    "four_things": _("应答要有四样：什么时候接的、谁去办、怎么办、什么时候办完。"),
    "past_promise": _("答应办完的时间要晚于应答的时间。"),
    "bad_time": _("时间要在吹哨以后、现在以前，先后也要对得上。"),
    "not_declined": _("部门没有说不归它管，或已经应答。"),
    "wrong_code": _("报到码不对，请现场的人再念一遍。"),
    "still_open": _("还有部门没办完；不用再来的，先点“不用来了”。"),
    "not_rated": _("还有部门没有评价，评价后再办结。"),
    "no_rating": _("请选满意程度。"),
    "not_done": _("部门办完以后再评价。"),
    "drill": _("演练的隐患、险情只能演练吹哨，真的只能真吹。"),
}


def refuse(fault: str) -> None:
    """Raise the sentence of a fault; the empty fault passes."""
    if fault:
        raise Invalid(f"whistle.{fault}", _SENTENCES[fault])


def open_whistle(actor: Actor, whistle_id: int) -> Whistle:
    """The whistle the actor may act on, while it is open; else NotFound, NotAllowed or Stale."""
    whistle = whistle_of(actor.scope, whistle_id)
    actor.demand("hazards.whistle", whistle.division_path)
    if whistle.state != "open":
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    return whistle


def call_seen(actor: Actor, call_id: int) -> WhistleCall:
    """The call of a department, if the actor sees it; else NotFound."""
    call = call_of(actor.scope, call_id)
    if call is None:
        raise NotFound("whistle.unknown", _("没有找到这次吹哨，或不在您的辖区。"))
    return call


def still_open(call: WhistleCall, *, living: bool = True) -> None:
    """Stale, when the whistle is over, or (``living``) the call itself."""
    if call.whistle.state != "open" or (living and call.is_over):
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))


def open_call(actor: Actor, call_id: int, action: str, *, living: bool = True) -> WhistleCall:
    """The call on which the actor may do ``action``; else NotFound, NotAllowed or Stale."""
    call = call_seen(actor, call_id)
    actor.demand(action, call.division_path)
    still_open(call, living=living)
    return call


def said_at(given: datetime | None, since: datetime, now: datetime) -> datetime:
    """When it was, as somebody says: not before what came before it, not in the future."""
    at = given or now
    if at < since - _SLACK or at > now + _SLACK:
        refuse("bad_time")
    return min(max(at, since), now)


def moments_of(call: WhistleCall) -> tuple[dict[str, datetime | None], dict[str, datetime | None]]:
    """Until when each step was due, and when it was done."""
    dues = {step: getattr(call, DUE_AT[step]) for step in STEPS}
    return dues, {step: getattr(call, DONE_AT[step]) for step in STEPS}


def said_of(call: WhistleCall) -> dict[str, int]:
    """How often each step's missed date was said."""
    found: dict[str, int] = {}
    for step in call.reminders.unscoped("of a call the verb was given").values_list("step", flat=True):
        found[step] = found.get(step, 0) + 1
    return found


def advance(call: WhistleCall, act: str, **changes: Any) -> None:
    """Move the call; what it was late for and has now done is not said any more."""
    dues, done = moments_of(call)
    done |= {step: changes[DONE_AT[step]] for step in STEPS if changes.get(DONE_AT[step])}
    over = act in ("finish", "release")
    miss_at = None if over else next_miss(call.whistle.limits, dues, done, said_of(call))
    move(call, CALL_MOVES[act], **changes, miss_at=miss_at)


def write_line(
    whistle: Whistle,
    act: str,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    words: str = "",
    department: str = "",
    data: dict[str, Any] | None = None,
    call: WhistleCall | None = None,
    evidence: Iterable[UUID] = (),
) -> None:
    """One line of the case's timeline with its photos, and one in the journal."""
    name = call.department_name if call else department
    made = WhistleAct.objects.create(
        whistle=whistle, act=act, department_name=name, at=at or now, received_at=now, by_id=actor.user_id,
        by_label=actor.label[:80], words=words.strip()[:500], data=data or {},
    )  # fmt: skip
    if photos := list(evidence):
        name_evidence(
            uids=photos, subject=("whistle_act", made.pk), division_path=whistle.division_path, made_at=None,
            position=None, is_drill=whistle.is_drill, actor=actor, now=now,
        )  # fmt: skip
    record(
        kind=f"hazards.whistle_{act}",
        actor=actor,
        now=now,
        at=at,
        subject=("whistle", whistle.pk),
        division_path=whistle.division_path,
        data={"no": whistle.no, "department": name, **(data or {})},
        is_drill=whistle.is_drill,
    )
