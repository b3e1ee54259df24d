"""Many hazards are guarded at once for one cause, and the guards end with it: a few statements, not one a hazard."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from qianshao.core.actor import Actor
from qianshao.core.units import unit
from qianshao.hazards.models import Guard, Hazard, HazardAct
from qianshao.hazards.states.ledger import GuardState
from qianshao.journal.services import Note, record_many

#: Rows of one statement, and the most hazards one journal entry names.
_CHUNK, _NAMED = 500, 2000
_TOWN = 16
T = TypeVar("T")


@dataclass(frozen=True)
class Cause:
    """Why somebody stands by: kind and id name it once; what holds meanwhile, how often to look, until when."""

    kind: str
    id: str
    label: str = ""
    measure: str = ""
    every_hours: int = 2
    until: datetime | None = None
    is_drill: bool = False


@dataclass(frozen=True)
class Watch:
    """A hazard, and who is to stand by it (``person_id``: of the people room)."""

    hazard: Hazard
    person_id: int | None = None
    person_label: str = ""


def set_guards(*, watches: Sequence[Watch], cause: Cause, actor: Actor, now: datetime) -> int:
    """Ask for many at once; how many are new. Who is asked already stays as they are; what ended for the same cause
    and is open again is guarded again. A drill beside real hazards leaves nothing in their history.

    Raises:
        NotAllowed: one of the hazards is not the actor's to assign.
    """
    for path in {watch.hazard.division_path for watch in watches}:
        actor.demand("hazards.assign", path)
    with unit():
        fresh = [watch for part in _parts(watches) for watch in _ask(part, cause, now)]
        _write("guard", [(watch.hazard, watch.person_label) for watch in fresh], cause, actor, now)
    return len(fresh)


def _ask(watches: Sequence[Watch], cause: Cause, now: datetime) -> list[Watch]:
    every = Guard.objects.unscoped("of hazards the verb has authorised")
    about = every.filter(cause_kind=cause.kind, cause_id=cause.id, hazard__in=[one.hazard.pk for one in watches])
    known = dict(about.values_list("hazard_id", "state"))
    again = {"state": GuardState.OPEN, "ended_at": None, "version": F("version") + 1}
    due = now + timedelta(hours=cause.every_hours)
    about.filter(state=GuardState.ENDED).update(**again, next_look_at=due)
    if again_for := [one for one in watches if known.get(one.hazard.pk) == GuardState.ENDED]:
        _name_again(about, again_for)
    rows = [_row(one, cause, due, now) for one in watches if one.hazard.pk not in known]
    Guard.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)
    return [one for one in watches if known.get(one.hazard.pk) != GuardState.OPEN]


def _name_again(about: "QuerySet[Any]", watches: Sequence[Watch]) -> None:
    """Who stands by again is who answers for the place now: the hazard may have been put right meanwhile."""
    by_hazard = {one.hazard.pk: one for one in watches}
    rows = list(about.filter(hazard__in=by_hazard))
    for row in rows:
        one = by_hazard[row.hazard_id]
        row.division_path = one.hazard.division_path
        row.person_id, row.person_label = one.person_id, one.person_label[:80]
    Guard.objects.unscoped("as above").bulk_update(rows, ("division_path", "person_id", "person_label"), _CHUNK)


def _row(one: Watch, cause: Cause, due: datetime, now: datetime) -> Guard:
    return Guard(
        hazard=one.hazard,
        division_path=one.hazard.division_path,
        cause_kind=cause.kind[:20],
        cause_id=cause.id[:40],
        cause_label=cause.label[:120],
        measure=(one.hazard.interim or cause.measure)[:300],
        person_id=one.person_id,
        person_label=one.person_label[:80],
        start_at=now,
        until=cause.until,
        every_hours=cause.every_hours,
        next_look_at=due,
        is_drill=cause.is_drill,
    )


def end_guards_of(*, cause: tuple[str, str], actor: Actor, now: datetime) -> int:
    """End every guard of a cause within the actor's areas; how many. A second call finds none.

    Raises:
        NotAllowed: the actor ends no guards anywhere.
    """
    actor.demand("hazards.assign", "")
    with unit():
        open_ones = Guard.objects.within(actor.scope).filter(
            cause_kind=cause[0], cause_id=cause[1], state=GuardState.OPEN
        )
        found = [row for row in open_ones.select_for_update() if actor.scope.may("hazards.assign", row.division_path)]
        hazards = Hazard.objects.unscoped("of guards the verb has authorised")
        for part in _parts(found):
            same = Guard.objects.unscoped("as above").filter(pk__in=[row.pk for row in part])
            same.update(state=GuardState.ENDED, ended_at=now, version=F("version") + 1)
            named = hazards.in_bulk([row.hazard_id for row in part])
            label, is_drill = part[0].cause_label, part[0].is_drill
            about = Cause(cause[0], cause[1], label, is_drill=is_drill)
            _write("end_guard", [(named[row.hazard_id], "") for row in part], about, actor, now)
    return len(found)


def _write(act: str, done: Sequence[tuple[Hazard, str]], cause: Cause, actor: Actor, now: datetime) -> None:
    """A line in the history of each, and one in the journal a township."""
    acts = [
        HazardAct(
            hazard=hazard,
            act=act,
            at=now,
            received_at=now,
            by_id=actor.user_id,
            by_label=actor.label[:80],
            words="：".join(part for part in (cause.label, who) if part)[:500],
            data={"cause": cause.label[:120], **({"person": who[:80]} if who else {})},
        )
        for hazard, who in done
        if hazard.is_drill == cause.is_drill
    ]
    HazardAct.objects.bulk_create(acts, batch_size=_CHUNK)
    towns: dict[str, list[int]] = {}
    for hazard, _who in done:
        towns.setdefault(hazard.division_path[:_TOWN], []).append(hazard.pk)
    kind = "hazards.guards_set" if act == "guard" else "hazards.guards_ended"
    about = (cause.kind, int(cause.id) if cause.id.isdecimal() and len(cause.id) < 19 else None)
    notes = [
        Note(kind, about, path, {"cause": cause.label, "count": len(part), "hazards": part}, is_drill=cause.is_drill)
        for path, ids in sorted(towns.items())
        for part in _parts(ids, _NAMED)
    ]
    record_many(notes, actor=actor, now=now)


def _parts(rows: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    listed = list(rows)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
