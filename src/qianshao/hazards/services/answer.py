"""What a department says and does: it answers, comes and acts.

Departments have no accounts: they press on the page of their link (``by_link``), or the county's duty officer writes
down what they say (``hazards.answer``). That they came the township may also say itself, who sees them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.geo.measure import distance_m
from qianshao.hazards.models import Whistle, WhistleCall
from qianshao.hazards.rules.whistles import answer_fault, words_fault
from qianshao.hazards.services.whistle_writing import (
    advance,
    call_seen,
    open_call,
    refuse,
    said_at,
    still_open,
    write_line,
)
from qianshao.hazards.states.whistles import Proof


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
    call = open_call(actor, call_id, "hazards.answer")
    at = said_at(answered_at, call.called_at, now)
    refuse(answer_fault(contact=contact, measure=measure, promised_at=promised_at, answered_at=at))
    words = {"contact": contact.strip()[:60], "measure": measure.strip()[:300], "promised_at": promised_at}
    with unit():
        advance(call, "answer", answered_at=at, declined_at=None, **words)
        told = {"contact": words["contact"], "until": promised_at.isoformat() if promised_at else ""}
        write_line(call.whistle, "answer", actor=actor, now=now, at=at, words=measure, data=told, call=call)
    return call


def set_out(*, call_id: int, actor: Actor, now: datetime) -> WhistleCall:
    """The department is on its way.

    Raises:
        NotFound, NotAllowed. Stale: it has not answered, or has set out before.
    """
    call = open_call(actor, call_id, "hazards.answer")
    if call.set_out_at is not None:
        raise Stale("whistle.set_out", _("已经记过出发了。"))
    with unit():
        advance(call, "set_out", set_out_at=now)
        write_line(call.whistle, "set_out", actor=actor, now=now, call=call)
    return call


def decline_call(*, call_id: int, words: str, actor: Actor, now: datetime) -> WhistleCall:
    """The department says why the matter is none of theirs. The township decides: they need not come, or come all the
    same; until then their dates run on.

    Raises:
        NotFound, NotAllowed. Stale: taken on already, or said before. Invalid: no words.
    """
    call = open_call(actor, call_id, "hazards.answer")
    refuse(words_fault("decline", words))
    if call.declined_at is not None:
        raise Stale("whistle.declined", _("已经说过不归本部门管了，等乡镇决定。"))
    with unit():
        advance(call, "decline", declined_at=now, declined_words=words.strip()[:300])
        write_line(call.whistle, "decline", actor=actor, now=now, words=words, call=call)
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
    call = call_seen(actor, call_id)
    by_caller = actor.scope.may("hazards.whistle", call.division_path)
    if not by_caller:
        actor.demand("hazards.answer", call.division_path)
    still_open(call)
    at = said_at(arrived_at, call.answered_at or call.called_at, now)
    if site_code.strip() and site_code.strip() != call.whistle.site_code:
        refuse("wrong_code")
    proof = _proof(site_code, position, by_caller=by_caller)
    with unit():
        spot = _where(call.whistle, position)
        advance(
            call, "arrive", arrived_at=at, arrived_who=who.strip()[:120], proof=proof,
            answered_at=call.answered_at or at, declined_at=None, **spot,
        )  # fmt: skip
        write_line(call.whistle, "arrive", actor=actor, now=now, at=at, words=who, data={"proof": proof}, call=call)
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
    *,
    call_id: int,
    words: str,
    finished_at: datetime | None = None,
    evidence: Iterable[UUID] = (),
    actor: Actor,
    now: datetime,
) -> WhistleCall:
    """The department says what it has done, and shows it.

    Raises:
        NotFound, NotAllowed, Stale: it has not come. Invalid: no words, or an impossible time.
    """
    call = open_call(actor, call_id, "hazards.answer")
    refuse(words_fault("finish", words))
    at = said_at(finished_at, call.arrived_at or call.called_at, now)
    with unit():
        advance(call, "finish", finished_at=at, result=words.strip()[:500])
        write_line(
            call.whistle, "finish", actor=actor, now=now, at=at, words=words, call=call, evidence=evidence
        )
    return call
