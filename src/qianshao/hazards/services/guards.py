"""Somebody stands by a hazard while a cause lasts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound, Stale
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.files.services import name_evidence
from qianshao.hazards.models import Guard, GuardLook, Hazard
from qianshao.hazards.services.writing import MOST_PHOTOS, Told, change, open_hazard, write_act
from qianshao.hazards.states.ledger import GuardState
from qianshao.journal.services import record


def set_guard(
    *,
    hazard_id: int,
    cause: tuple[str, str],
    cause_label: str = "",
    measure: str = "",
    person_id: int | None = None,
    person_label: str = "",
    until: datetime | None = None,
    every_hours: int = 2,
    actor: Actor,
    now: datetime,
) -> Guard:
    """Ask somebody to stand by (专人盯守). Asked again for the same cause: the same guard, not a second one.

    Raises:
        NotFound, NotAllowed. Stale: nothing to guard any more.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.assign")
    if hazard.is_over:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    with unit():
        guard, is_new = Guard.objects.unscoped("a hazard the verb has authorised").get_or_create(
            hazard=hazard,
            cause_kind=cause[0][:20],
            cause_id=cause[1][:40],
            defaults={
                "division_path": hazard.division_path,
                "cause_label": cause_label[:120],
                "measure": measure[:300],
                "person_id": person_id,
                "person_label": person_label[:80],
                "start_at": now,
                "until": until,
                "every_hours": every_hours,
                "next_look_at": now + timedelta(hours=every_hours),
                "is_drill": hazard.is_drill,
            },
        )
        if is_new:
            told = Told(data={"cause": cause_label[:120], "person": person_label[:80]})
            change(hazard, "guard", told, actor=actor, now=now)
    found: Guard = guard
    return found


def end_guard(*, guard_id: int, words: str = "", actor: Actor, now: datetime) -> Guard:
    """The cause is over, or the hazard is.

    Raises:
        NotFound, NotAllowed. Stale: ended before.
    """
    guard = _guard(actor, guard_id)
    actor.demand("hazards.assign", guard.division_path)
    with unit():
        close_guard(guard, words, actor, now)
    return guard


def end_guard_of(*, hazard_id: int, guard_id: int, words: str = "", actor: Actor, now: datetime) -> Guard:
    """``end_guard`` from the page of a hazard: the guard must be one of its own.

    Raises:
        NotFound, NotAllowed. Stale: ended before.
    """
    if _guard(actor, guard_id).hazard_id != hazard_id:
        raise NotFound("guard.unknown", _("没有找到这项盯守，或不在您的辖区。"))
    return end_guard(guard_id=guard_id, words=words, actor=actor, now=now)


def end_guards_on(hazard: Hazard, *, actor: Actor, now: datetime) -> None:
    """Nobody stands by what is over; part of the caller's transaction, which has authorised."""
    rows = Guard.objects.unscoped("of a hazard the verb has authorised").filter(hazard=hazard, state=GuardState.OPEN)
    for guard in rows.select_related("hazard"):
        close_guard(guard, "", actor, now)


def look_at_guarded(
    *,
    guard_id: int,
    is_worse: bool = False,
    words: str = "",
    evidence: Iterable[UUID] = (),
    position: Position | None = None,
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> GuardLook:
    """The guard looked. A look that comes late, after the guard ended, is still kept.

    Raises:
        NotFound, NotAllowed: not the actor's.
    """
    guard = _guard(actor, guard_id)
    actor.demand("hazards.report", guard.division_path)
    moment = min(made_at or now, now)
    with unit():
        look: GuardLook = GuardLook.objects.create(
            guard=guard,
            made_at=moment,
            received_at=now,
            is_worse=is_worse,
            words=words.strip()[:300],
            lon=position.lon if position else None,
            lat=position.lat if position else None,
            accuracy=position.accuracy if position else None,
            by_id=actor.user_id,
            by_label=actor.label[:80],
            command_id=command_id,
        )
        newer = Q(last_look_at__isnull=True) | Q(last_look_at__lt=moment)
        rows = Guard.objects.unscoped("a guard the verb has authorised").filter(newer, pk=guard.pk)
        rows.update(
            last_look_at=moment,
            next_look_at=moment + timedelta(hours=guard.every_hours),
            worse_at=moment if is_worse else None,
        )
        _write_look(look, Told(words, evidence, position, made_at, command_id), actor, now)
    return look


def _write_look(look: GuardLook, told: Told, actor: Actor, now: datetime) -> None:
    """A line in the hazard's history with the photos; a drill beside a real hazard leaves none there."""
    guard, act = look.guard, "look_worse" if look.is_worse else "look"
    if guard.is_drill == guard.hazard.is_drill:
        write_act(guard.hazard, act, told, actor=actor, now=now)
        return
    common: dict[str, Any] = {"division_path": guard.division_path, "is_drill": guard.is_drill}
    name_evidence(
        uids=list(dict.fromkeys(told.evidence))[:MOST_PHOTOS],
        subject=("guard_look", look.pk),
        made_at=look.made_at,
        position=told.position,
        actor=actor,
        now=now,
        **common,
    )
    record(
        kind=f"hazards.ledger_{act}",
        actor=actor,
        now=now,
        at=look.made_at,
        subject=("hazard", guard.hazard_id),
        data={"no": guard.hazard.no},
        **common,
    )


def _guard(actor: Actor, guard_id: int) -> Guard:
    found: Guard | None = Guard.objects.within(actor.scope).select_related("hazard").filter(pk=guard_id).first()
    if found is None:
        raise NotFound("guard.unknown", _("没有找到这项盯守，或不在您的辖区。"))
    return found


def close_guard(guard: Guard, words: str, actor: Actor, now: datetime) -> None:
    """The change itself, inside the caller's transaction, which has authorised.

    Raises:
        Stale: ended before.
    """
    same = Guard.objects.unscoped("a guard the verb has authorised").filter(pk=guard.pk, state=GuardState.OPEN)
    if not same.update(state=GuardState.ENDED, ended_at=now, version=guard.version + 1):
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    guard.state = GuardState.ENDED
    hazard: Hazard = guard.hazard
    if guard.is_drill == hazard.is_drill:
        write_act(hazard, "end_guard", Told(words, data={"cause": guard.cause_label}), actor=actor, now=now)
