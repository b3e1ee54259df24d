"""Verbs of 吹哨报到: blow, call one more, answer, come, act, say that none need come, evaluate, close.

Departments have no accounts yet: the county's duty officer writes down what they say (``hazards.answer``). That they
came the township may also say itself, who sees them.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.states import move
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.divisions.selectors import county_code
from qianshao.geo.measure import distance_m
from qianshao.hazards.models import LedgerNumber, Whistle, WhistleAct, WhistleCall, WhistleReminder
from qianshao.hazards.rules.ledger import list_number
from qianshao.hazards.rules.whistles import (
    answer_fault,
    close_fault,
    due_times,
    limits_of,
    misses,
    next_miss,
    words_fault,
)
from qianshao.hazards.selectors.dangers import sighting_by_id
from qianshao.hazards.selectors.ledger import hazard_of, year_of
from qianshao.hazards.selectors.standards import standard_row
from qianshao.hazards.selectors.whistles import call_of, whistle_of
from qianshao.hazards.services.where import area_of
from qianshao.hazards.states.whistles import CALL_MOVES, DONE_AT, DUE_AT, RATINGS, STEPS, WHISTLE_MOVES, Proof
from qianshao.journal.services import record

MOST_DEPARTMENTS = 20
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
    "wrong_code": _("报到码不对，请现场的人再念一遍。"),
    "still_open": _("还有部门没办完；不用再来的，先点“不用来了”。"),
    "not_rated": _("还有部门没有评价，评价后再办结。"),
    "no_rating": _("请选满意程度。"),
    "not_done": _("部门办完以后再评价。"),
    "drill": _("演练的隐患、险情只能演练吹哨，真的只能真吹。"),
}


def _refuse(fault: str) -> None:
    if fault:
        raise Invalid(f"whistle.{fault}", _SENTENCES[fault])


def blow_whistle(
    *,
    case: str,
    matter: str,
    departments: Sequence[str],
    division_path: str = "",
    place: str = "",
    position: Position | None = None,
    hazard_id: int | None = None,
    sighting_id: int | None = None,
    is_drill: bool = False,
    command_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Whistle:
    """Call departments to a matter. Sent twice (``command_id``), it is blown once.

    Raises:
        NotAllowed, NotFound. Invalid: no such case or department, no words, a drill about something real.
    """
    path = area_of(actor, division_path, "hazards.whistle")
    before = Whistle.objects.within(actor.scope).filter(command_id=command_id).first() if command_id else None
    if before is not None:
        return _same_hand(before, actor)
    row = standard_row("whistles", case, now)
    _refuse("" if row else "no_case")
    _refuse("" if matter.strip() else "no_matter")
    tied = _tied(actor, hazard_id, sighting_id, is_drill=is_drill)
    names, known = _names(departments, now), tied.pop("place")
    with unit():
        made: Whistle = Whistle.objects.create(
            no=_next_number(path, now),
            case=case[:24],
            case_name=str((row or {})["name"])[:40],
            matter=matter.strip()[:500],
            place=(place.strip() or known)[:120],
            division_path=path,
            site_code=f"{secrets.randbelow(10_000):04d}",
            limits=limits_of(row or {}),
            blown_at=now,
            blown_by_id=actor.user_id,
            blown_by=actor.label[:80],
            is_drill=is_drill,
            command_id=command_id,
            **_spot(position, tied),
        )
        for code, name in names:
            _call(made, code, name, now)
        listed = "、".join(name for _code, name in names)
        data = {"case": made.case_name, "departments": listed}
        _write(made, "blow", actor=actor, now=now, words=made.matter, data=data)
    return made


def _same_hand(before: Whistle, actor: Actor) -> Whistle:
    if before.blown_by_id != actor.user_id:
        raise NotAllowed("whistle.other", _("这次吹哨是别人的。"))
    return before


def _names(departments: Sequence[str], now: datetime) -> list[tuple[str, str]]:
    rows = [standard_row("departments", code, now) for code in dict.fromkeys(departments)]
    _refuse("" if rows and all(rows) and len(rows) <= MOST_DEPARTMENTS else "no_department")
    return [(str(row["code"]), str(row["name"])[:40]) for row in rows if row]


def _tied(actor: Actor, hazard_id: int | None, sighting_id: int | None, *, is_drill: bool) -> dict[str, Any]:
    """What the hazard or the sighting knows of the place."""
    hazard = hazard_of(actor.scope, hazard_id) if hazard_id is not None else None
    sighting = sighting_by_id(actor.scope, sighting_id) if sighting_id is not None else None
    one = hazard or sighting
    if one is not None and one.is_drill != is_drill:
        _refuse("drill")
    place = hazard.place_name if hazard else sighting.place if sighting else ""
    spot = {"lon": one.lon, "lat": one.lat} if one else {"lon": None, "lat": None}
    return {"hazard": hazard, "sighting": sighting, "place": place or "", **spot}


def _spot(position: Position | None, tied: dict[str, Any]) -> dict[str, Any]:
    return tied if position is None else {**tied, "lon": position.lon, "lat": position.lat}


def _next_number(path: str, now: datetime) -> str:
    county, year = county_code(path), year_of(now)
    prefix = f"W{year}-{county[:6]}"
    with transaction.atomic():
        LedgerNumber.objects.get_or_create(prefix=prefix)
    LedgerNumber.objects.filter(prefix=prefix).update(last=F("last") + 1)
    return "W" + list_number(year, county, LedgerNumber.objects.get(prefix=prefix).last)


def _call(whistle: Whistle, code: str, name: str, now: datetime) -> WhistleCall:
    dues = due_times(whistle.limits, now)
    made: WhistleCall = WhistleCall.objects.create(
        whistle=whistle,
        division_path=whistle.division_path,
        department=code,
        department_name=name,
        called_at=now,
        miss_at=next_miss(whistle.limits, dues, dict.fromkeys(STEPS), {}),
        is_drill=whistle.is_drill,
        **{DUE_AT[step]: due for step, due in dues.items()},
    )
    return made


def call_department(*, whistle_id: int, department: str, actor: Actor, now: datetime) -> WhistleCall:
    """Call one more; its minutes run from now.

    Raises:
        NotFound, NotAllowed, Stale: over. Invalid: no such department, or called already.
    """
    whistle = _open_whistle(actor, whistle_id)
    ((code, name),) = _names([department], now)
    if whistle.calls.unscoped("of a whistle in scope").filter(department=code).exists():
        _refuse("twice")
    with unit():
        made = _call(whistle, code, name, now)
        _write(whistle, "call", actor=actor, now=now, department=name)
    return made


def answer_call(
    *,
    call_id: int,
    contact: str,
    measure: str,
    promised_at: datetime | None,
    answered_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> WhistleCall:
    """The department takes it on. ``answered_at``: when it said so, if that was earlier than now.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: one of the four things is missing, or an impossible time.
    """
    call = _open_call(actor, call_id, "hazards.answer")
    at = _said_at(answered_at, call.called_at, now)
    _refuse(answer_fault(contact=contact, measure=measure, promised_at=promised_at, answered_at=at))
    words = {"contact": contact.strip()[:60], "measure": measure.strip()[:300], "promised_at": promised_at}
    with unit():
        _advance(call, "answer", answered_at=at, **words)
        told = {"contact": words["contact"], "until": promised_at.isoformat() if promised_at else ""}
        _write(call.whistle, "answer", actor=actor, now=now, at=at, words=measure, data=told, call=call)
    return call


def arrive_at(
    *,
    call_id: int,
    who: str = "",
    site_code: str = "",
    position: Position | None = None,
    arrived_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> WhistleCall:
    """The department reports in. Proof: the code said on the spot, a position, the township's own word, or only what
    was said. Who comes without having answered has answered by coming.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a wrong code, or an impossible time.
    """
    call = _call_seen(actor, call_id)
    by_caller = actor.scope.may("hazards.whistle", call.division_path)
    if not by_caller:
        actor.demand("hazards.answer", call.division_path)
    _still(call)
    at = _said_at(arrived_at, call.answered_at or call.called_at, now)
    if site_code.strip() and site_code.strip() != call.whistle.site_code:
        _refuse("wrong_code")
    proof = _proof(site_code, position, by_caller=by_caller)
    with unit():
        spot = _where(call.whistle, position)
        _advance(
            call, "arrive", arrived_at=at, arrived_who=who.strip()[:120], proof=proof,
            answered_at=call.answered_at or at, **spot,
        )  # fmt: skip
        _write(call.whistle, "arrive", actor=actor, now=now, at=at, words=who, data={"proof": proof}, call=call)
    return call


def _proof(site_code: str, position: Position | None, *, by_caller: bool) -> str:
    if site_code.strip():
        return Proof.CODE
    if position is not None:
        return Proof.GPS
    return Proof.CALLER if by_caller else Proof.WORD


def _where(whistle: Whistle, position: Position | None) -> dict[str, Any]:
    """Where they stood and how far that is from the place; far away is shown, not refused."""
    if position is None:
        return {}
    metres = None
    if whistle.lon is not None and whistle.lat is not None:
        metres = distance_m(whistle.lon, whistle.lat, position.lon, position.lat)
    return {"lon": position.lon, "lat": position.lat, "metres": metres}


def finish_call(
    *, call_id: int, words: str, finished_at: datetime | None = None, actor: Actor, now: datetime
) -> WhistleCall:
    """The department says what it has done.

    Raises:
        NotFound, NotAllowed, Stale: it has not come. Invalid: no words, or an impossible time.
    """
    call = _open_call(actor, call_id, "hazards.answer")
    _refuse(words_fault("finish", words))
    at = _said_at(finished_at, call.arrived_at or call.called_at, now)
    with unit():
        _advance(call, "finish", finished_at=at, result=words.strip()[:500])
        _write(call.whistle, "finish", actor=actor, now=now, at=at, words=words, call=call)
    return call


def release_call(*, call_id: int, words: str, actor: Actor, now: datetime) -> WhistleCall:
    """The township says why a department need not come any more; it is then not counted as late for what was to come.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    call = _open_call(actor, call_id, "hazards.whistle")
    _refuse(words_fault("release", words))
    with unit():
        _advance(call, "release")
        _write(call.whistle, "release", actor=actor, now=now, words=words, call=call)
    return call


def rate_call(*, call_id: int, rating: int, words: str = "", actor: Actor, now: datetime) -> WhistleCall:
    """The township evaluates what the department did; once.

    Raises:
        NotFound, NotAllowed, Stale: evaluated before. Invalid: no such rating, or the department has not acted.
    """
    call = _open_call(actor, call_id, "hazards.whistle", living=False)
    _refuse("" if rating in RATINGS else "no_rating")
    _refuse("" if call.state == "done" else "not_done")
    with unit():
        same = WhistleCall.objects.unscoped("a call the verb has authorised").filter(pk=call.pk, rating__isnull=True)
        changes = {"rating": rating, "rated_at": now, "rated_by": actor.label[:80], "rating_words": words[:300]}
        if not same.update(**changes):
            raise Stale("whistle.rated", _("已经评价过了。"))
        _write(call.whistle, "rate", actor=actor, now=now, words=words, data={"rating": rating}, call=call)
    call.rating = rating
    return call


def note_whistle(*, whistle_id: int, words: str, actor: Actor, now: datetime) -> Whistle:
    """Add a line to the timeline, by the township or by whoever writes for departments.

    Raises:
        NotFound, NotAllowed. Invalid: no words.
    """
    whistle = whistle_of(actor.scope, whistle_id)
    if not actor.scope.may("hazards.whistle", whistle.division_path):
        actor.demand("hazards.answer", whistle.division_path)
    _refuse(words_fault("note", words))
    with unit():
        _write(whistle, "note", actor=actor, now=now, words=words)
    return whistle


def close_whistle(*, whistle_id: int, words: str = "", actor: Actor, now: datetime) -> Whistle:
    """The case is over.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a department has not acted, or was not evaluated.
    """
    whistle = _open_whistle(actor, whistle_id)
    with unit():
        calls = whistle.calls.unscoped("of a whistle in scope").select_for_update()
        _refuse(close_fault(list(calls.values_list("state", "rating"))))
        move(whistle, WHISTLE_MOVES["close"], ended_at=now, ended_by=actor.label[:80])
        _write(whistle, "close", actor=actor, now=now, words=words)
    return whistle


def withdraw_whistle(*, whistle_id: int, words: str, actor: Actor, now: datetime) -> Whistle:
    """Blown by mistake: nobody need come, and none of its calls is counted.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    whistle = _open_whistle(actor, whistle_id)
    _refuse(words_fault("withdraw", words))
    with unit():
        move(whistle, WHISTLE_MOVES["withdraw"], ended_at=now, ended_by=actor.label[:80])
        whistle.calls.unscoped("of a whistle the verb has authorised").update(miss_at=None)
        _write(whistle, "withdraw", actor=actor, now=now, words=words)
    return whistle


def remind_missed(*, limit: int, actor: Actor, now: datetime) -> int:
    """Say the dates that were missed, at most ``limit`` calls; how many calls."""
    with unit():
        waiting = WhistleCall.objects.unscoped("the sweep looks at every call").filter(miss_at__lte=now)
        rows = waiting.select_related("whistle").order_by("miss_at", "id")
        chosen = list(rows.select_for_update(skip_locked=True, of=("self",))[:limit])
        for call in chosen:
            _remind(call, actor, now)
    return len(chosen)


def _remind(call: WhistleCall, actor: Actor, now: datetime) -> None:
    limits, said = call.whistle.limits, _said(call)
    dues, done = _moments(call)
    for miss in misses(limits, dues, done, said, now):
        due = dues[miss.step] or now
        WhistleReminder.objects.create(
            call=call, division_path=call.division_path, step=miss.step, number=miss.number, due_at=due, at=now,
            roles=list(miss.roles), copies=list(miss.copies), is_drill=call.is_drill,
        )  # fmt: skip
        data = {"step": miss.step, "number": miss.number, "copies": list(miss.copies)}
        _write(call.whistle, "miss", actor=actor, now=now, data=data, call=call)
        said = {**said, miss.step: miss.number}
    WhistleCall.objects.unscoped("as above").filter(pk=call.pk).update(
        miss_at=next_miss(limits, dues, done, said), missed=sum(said.values())
    )


def mark_whistles_told(*, reminder_ids: list[int], now: datetime) -> int:
    """Say that these reminders were passed on; how many were not before."""
    rows = WhistleReminder.objects.unscoped("the machine passes reminders on").filter(pk__in=reminder_ids)
    return rows.filter(told_at__isnull=True).update(told_at=now)


def _moments(call: WhistleCall) -> tuple[dict[str, datetime | None], dict[str, datetime | None]]:
    dues = {step: getattr(call, DUE_AT[step]) for step in STEPS}
    return dues, {step: getattr(call, DONE_AT[step]) for step in STEPS}


def _said(call: WhistleCall) -> dict[str, int]:
    found: dict[str, int] = {}
    for step in call.reminders.unscoped("of a call the verb was given").values_list("step", flat=True):
        found[step] = found.get(step, 0) + 1
    return found


def _advance(call: WhistleCall, act: str, **changes: Any) -> None:
    """Move the call; what it was late for and has now done is not said any more."""
    dues, done = _moments(call)
    done |= {step: changes[DONE_AT[step]] for step in STEPS if changes.get(DONE_AT[step])}
    over = act in ("finish", "release")
    miss_at = None if over else next_miss(call.whistle.limits, dues, done, _said(call))
    move(call, CALL_MOVES[act], **changes, miss_at=miss_at)


def _open_whistle(actor: Actor, whistle_id: int) -> Whistle:
    whistle = whistle_of(actor.scope, whistle_id)
    actor.demand("hazards.whistle", whistle.division_path)
    if whistle.state != "open":
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    return whistle


def _call_seen(actor: Actor, call_id: int) -> WhistleCall:
    call = call_of(actor.scope, call_id)
    if call is None:
        raise NotFound("whistle.unknown", _("没有找到这次吹哨，或不在您的辖区。"))
    return call


def _still(call: WhistleCall, *, living: bool = True) -> None:
    if call.whistle.state != "open" or (living and call.is_over):
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))


def _open_call(actor: Actor, call_id: int, action: str, *, living: bool = True) -> WhistleCall:
    call = _call_seen(actor, call_id)
    actor.demand(action, call.division_path)
    _still(call, living=living)
    return call


def _said_at(given: datetime | None, since: datetime, now: datetime) -> datetime:
    """When it was, as somebody says: not before what came before it, not in the future."""
    at = given or now
    if at < since - _SLACK or at > now + _SLACK:
        _refuse("bad_time")
    return min(max(at, since), now)


def _write(
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
) -> None:
    """One line of the case's timeline, and one in the journal."""
    name = call.department_name if call else department
    WhistleAct.objects.create(
        whistle=whistle, act=act, department_name=name, at=at or now, received_at=now, by_id=actor.user_id,
        by_label=actor.label[:80], words=words.strip()[:500], data=data or {},
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
