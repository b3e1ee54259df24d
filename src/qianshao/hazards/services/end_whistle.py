"""How a case ends: a department need not come, it is evaluated, the case is closed or withdrawn; notes on the way."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.hazards.models import Whistle, WhistleCall
from qianshao.hazards.rules.whistles import close_fault, words_fault
from qianshao.hazards.selectors.whistles import whistle_of
from qianshao.hazards.services.whistle_writing import advance, open_call, open_whistle, refuse, write_line
from qianshao.hazards.states.whistles import RATINGS, WHISTLE_MOVES


def release_call(*, call_id: int, words: str, actor: Actor, now: datetime) -> WhistleCall:
    """The township says why a department need not come any more; from then on nothing of it is late, what was missed
    before stays missed.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    call = open_call(actor, call_id, "hazards.whistle")
    refuse(words_fault("release", words))
    with unit():
        advance(call, "release", released_at=now)
        write_line(call.whistle, "release", actor=actor, now=now, words=words, call=call)
    return call


def insist_call(*, call_id: int, words: str, actor: Actor, now: datetime) -> WhistleCall:
    """The department said that the matter is none of theirs; the township says why they are to come all the same.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words, or the department said no such thing.
    """
    call = open_call(actor, call_id, "hazards.whistle")
    refuse(words_fault("insist", words))
    refuse("" if call.declined_at is not None else "not_declined")
    with unit():
        advance(call, "insist", declined_at=None)
        write_line(call.whistle, "insist", actor=actor, now=now, words=words, call=call)
    return call


def rate_call(*, call_id: int, rating: int, words: str = "", actor: Actor, now: datetime) -> WhistleCall:
    """The township evaluates what the department did; once.

    Raises:
        NotFound, NotAllowed, Stale: evaluated before. Invalid: no such rating, or the department has not acted.
    """
    call = open_call(actor, call_id, "hazards.whistle", living=False)
    refuse("" if rating in RATINGS else "no_rating")
    refuse("" if call.state == "done" else "not_done")
    with unit():
        same = WhistleCall.objects.unscoped("a call the verb has authorised").filter(pk=call.pk, rating__isnull=True)
        changes = {"rating": rating, "rated_at": now, "rated_by": actor.label[:80], "rating_words": words[:300]}
        if not same.update(**changes):
            raise Stale("whistle.rated", _("已经评价过了。"))
        write_line(call.whistle, "rate", actor=actor, now=now, words=words, data={"rating": rating}, call=call)
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
    refuse(words_fault("note", words))
    with unit():
        write_line(whistle, "note", actor=actor, now=now, words=words)
    return whistle


def close_whistle(*, whistle_id: int, words: str = "", actor: Actor, now: datetime) -> Whistle:
    """The case is over.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a department has not acted, or was not evaluated.
    """
    whistle = open_whistle(actor, whistle_id)
    with unit():
        calls = whistle.calls.unscoped("of a whistle in scope").select_for_update()
        refuse(close_fault(list(calls.values_list("state", "rating"))))
        move(whistle, WHISTLE_MOVES["close"], ended_at=now, ended_by=actor.label[:80])
        write_line(whistle, "close", actor=actor, now=now, words=words)
    return whistle


def withdraw_whistle(*, whistle_id: int, words: str, actor: Actor, now: datetime) -> Whistle:
    """Blown by mistake: nobody need come, and none of its calls is counted.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    whistle = open_whistle(actor, whistle_id)
    refuse(words_fault("withdraw", words))
    with unit():
        move(whistle, WHISTLE_MOVES["withdraw"], ended_at=now, ended_by=actor.label[:80])
        whistle.calls.unscoped("of a whistle the verb has authorised").update(miss_at=None)
        write_line(whistle, "withdraw", actor=actor, now=now, words=words)
    return whistle
