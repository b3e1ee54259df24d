"""An officer deals with a report of danger, in the officer's own name and words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.hazards.models import Sighting, SightingAct
from qianshao.hazards.selectors.dangers import sighting_by_id, told_again
from qianshao.hazards.states import MOVES, NEEDS_WORDS, SightingState
from qianshao.journal.services import record


def handle_sighting(
    *, sighting_id: int, act: str, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Sighting:
    """``verify``, ``handle``, ``dismiss``, ``reopen``; ``note`` only adds words.

    What ends a report ends those an officer has put with it as well, unless somebody has ended them before.

    Raises:
        NotFound, NotAllowed: not the actor's to handle.
        Invalid: no such act, or it needs words.
        Stale: somebody dealt with it meanwhile.
    """
    sighting = sighting_by_id(actor.scope, sighting_id)
    actor.demand("hazards.handle", sighting.division_path)
    words = words.strip()[:300]
    if act != "note" and act not in MOVES:
        raise Invalid("danger.act", _("没有这种处理。"))
    if not words and (act == "note" or act in NEEDS_WORDS):
        raise Invalid("danger.words", _("请写一句怎么处理的、依据是什么。"))
    if version is not None and version != sighting.version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    with unit():
        _do(sighting, act, words, actor, now)
        if act in ("handle", "dismiss"):
            for other in told_again(actor.scope, sighting):
                if MOVES[act].allows(other.state):
                    _do(other, act, words, actor, now)
    return sighting


def _do(sighting: Sighting, act: str, words: str, actor: Actor, now: datetime) -> None:
    if act != "note":
        move(sighting, MOVES[act], **_changes(act, words, actor, now))
    _write(sighting, act, words, actor, now)
    _record(sighting, act, {"kind": sighting.kind_name}, actor, now)


def _changes(act: str, words: str, actor: Actor, now: datetime) -> dict[str, Any]:
    if act == "reopen":
        return {"handled_at": None, "handled_by": "", "handled_words": ""}
    if MOVES[act].target in (SightingState.HANDLED, SightingState.FALSE):
        return {"handled_at": now, "handled_by": actor.label[:80], "handled_words": words}
    return {}


def merge_sightings(*, sighting_id: int, into_id: int, actor: Actor, now: datetime) -> Sighting:
    """Say that a report is of the same danger as another one. Both are still shown; the first is dealt with for both.

    Raises:
        Invalid: with itself, or the two are tied to others in a way that would make a chain.
    """
    one = sighting_by_id(actor.scope, sighting_id)
    actor.demand("hazards.handle", one.division_path)
    if into_id <= 0:
        raise Invalid("danger.merge", _("请选并到哪一条。"))
    main = sighting_by_id(actor.scope, into_id)
    actor.demand("hazards.handle", main.division_path)
    main = main.same_as or main
    if main.pk == one.pk or told_again(actor.scope, one) or one.is_drill != main.is_drill:
        raise Invalid("danger.merge", _("这两条不能合在一起。"))
    with unit():
        _tie(one, main, actor, now)
        _write(one, "merge", f"#{main.pk}", actor, now)
        _record(one, "merge", {"one": one.pk, "other": main.pk}, actor, now)
    return one


def split_sighting(*, sighting_id: int, actor: Actor, now: datetime) -> Sighting:
    """Say that a report is not of the same danger after all.

    Raises:
        Stale: it is not put with any.
    """
    one = sighting_by_id(actor.scope, sighting_id)
    actor.demand("hazards.handle", one.division_path)
    if one.same_as_id is None:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    before = one.same_as_id
    with unit():
        _tie(one, None, actor, now)
        _write(one, "split", f"#{before}", actor, now)
        _record(one, "split", {"one": one.pk, "other": before}, actor, now)
    return one


def _tie(one: Sighting, main: Sighting | None, _actor: Actor, _now: datetime) -> None:
    same = Sighting.objects.unscoped("a row the verb has authorised").filter(pk=one.pk, version=one.version)
    if not same.update(same_as=main, version=one.version + 1):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    one.same_as, one.version = main, one.version + 1


def _write(sighting: Sighting, act: str, words: str, actor: Actor, now: datetime) -> None:
    SightingAct.objects.create(
        sighting=sighting, act=act, words=words, at=now, by_id=actor.user_id, by_label=actor.label[:80]
    )


def _record(sighting: Sighting, act: str, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    record(
        kind=f"hazards.{act}",
        actor=actor,
        now=now,
        subject=("sighting", sighting.pk),
        division_path=sighting.division_path,
        data=data,
        is_drill=sighting.is_drill,
    )
