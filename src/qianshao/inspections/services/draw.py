"""双随机 and 四不两直: who goes where is decided by chance, recorded, and hidden until it is done."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import User
from qianshao.accounts.selectors import scope_of
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Stale
from qianshao.core.states import move
from qianshao.inspections.models import Draw, Inspector, Seat, Visit
from qianshao.inspections.rules import Chooser, Place, draw
from qianshao.inspections.selectors import class_name, draw_of, inspectors, number_in_force, places_of
from qianshao.inspections.services.seals import unseal_draws
from qianshao.inspections.services.writing import place_columns, refuse
from qianshao.inspections.states import DRAW_MOVES, DRAWN, VisitKind, VisitState
from qianshao.journal.services import record

_COUNTY = 12


def make_draw(
    *,
    kind: str,
    title: str,
    division_path: str,
    place_class: str,
    due_at: datetime | None,
    wanted: int = 0,
    each: int = 0,
    place_uids: Sequence[str] = (),
    seed: str = "",
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> Draw:
    """Draw places of a class in an area, and inspectors for each; for 四不两直 the maker names the places.

    Whoever must not go to a place (lives there, same unit, declared interest, no right there) is not drawn for it.
    The seed is the machine's; it, the lists and the result are kept, also of a draw that is declared void later.

    Raises:
        NotFound, NotAllowed. Invalid: something is missing, or not enough places or inspectors.
    """
    actor.demand("inspections.draw", division_path)
    refuse("" if kind in DRAWN and title.strip() and due_at is not None else "draw")
    refuse("" if due_at is not None and due_at > now else "draw_date")
    found = _candidates(actor, kind, place_class, division_path, place_uids, now)
    wanted = len(found) if kind == VisitKind.SURPRISE else wanted or number_in_force("draw_places", now)
    each = max(each, number_in_force("inspectors", now), 1)
    refuse("few_places" if not 0 < wanted <= len(found) else "")
    facts = {
        "kind": kind,
        "title": " ".join(title.split())[:60],
        "division_path": division_path,
        "place_class": place_class,
        "place_class_name": class_name(place_class, now),
        "due_at": due_at,
        "is_demo": is_demo,
        **_drawn(seed or secrets.token_hex(16), found, _choosers(actor, now), wanted, each),
    }
    with transaction.atomic(durable=True):
        made = _written(facts, actor, now)
        _visits(made, {str(place.uid): place for place in found}, now)
        _note("inspections.drawn", made, actor, now, count=wanted)
    return made


def _candidates(
    actor: Actor, kind: str, place_class: str, path: str, named: Sequence[str], now: datetime
) -> list[Any]:
    """The places of the class; of an unannounced inspection those that were named, every one of them."""
    found = places_of(actor.scope, place_class, now, under=path)
    if kind != VisitKind.SURPRISE:
        return found
    wanted = set(named)
    chosen = [place for place in found if str(place.uid) in wanted]
    refuse("few_places" if len(chosen) < len(wanted) else "")
    return chosen


def _drawn(seed: str, found: Sequence[Any], people: Sequence[Chooser], wanted: int, each: int) -> dict[str, Any]:
    """The result, with everything that is needed to draw it again."""
    pool = [_place(one) for one in found]
    result = draw(seed, pool, people, wanted=wanted, each=each)
    refuse("few_drawn" if any(len(keys) < each for _uid, keys in result) else "")
    return {
        "seed": seed,
        "wanted": wanted,
        "each": each,
        "pool": {
            "places": [[one.uid, one.path, one.unit] for one in pool],
            "inspectors": [[p.key, p.home, p.unit, list(p.reach), sorted(p.interests)] for p in people],
        },
        "result": [[uid, keys] for uid, keys in result],
    }


def _place(place: Any) -> Place:
    return Place(str(place.uid), place.division_path, place.owner_org)


def _choosers(actor: Actor, now: datetime) -> list[Chooser]:
    rows = list(inspectors(actor.scope, active=True).order_by("user_id"))
    users = {user.pk: user for user in User.objects.unscoped("of the list in scope").filter(is_active=True)}
    found = []
    for row in rows:
        if row.user_id not in users:
            continue
        scope = scope_of(users[row.user_id], now)
        reach = tuple(sorted(path for path, actions in scope.grants.items() if "inspections.do" in actions))
        interests = {str(one.place_uid or "") or one.unit for one in row.interests.all() if one.withdrawn_at is None}
        found.append(Chooser(row.user_id, row.division_path, row.unit, reach, frozenset(interests)))
    return found


def _written(facts: dict[str, Any], actor: Actor, now: datetime) -> Draw:
    year = now.astimezone(BEIJING).year
    last = Draw.objects.unscoped("numbers count over the site").filter(no__startswith=f"CC-{year}-").count()
    who = {"maker_id": actor.user_id, "maker_label": actor.label[:80]}
    try:
        with transaction.atomic():
            made: Draw = Draw.objects.create(no=f"CC-{year}-{last + 1:04d}", made_at=now, **who, **facts)
    except IntegrityError as error:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。")) from error
    return made


def _visits(made: Draw, places: dict[str, Any], now: datetime) -> None:
    names = {row.user_id: row for row in Inspector.objects.unscoped("of the draw").filter(is_active=True)}
    for uid, keys in made.result:
        first = names[keys[0]]
        visit = Visit.objects.create(
            draw=made,
            kind=made.kind,
            place_class=made.place_class,
            place_class_name=made.place_class_name,
            turn=now.astimezone(BEIJING).date(),
            due_at=made.due_at,
            state_at=now,
            is_sealed=True,
            maker_id=made.maker_id,
            assignee_id=first.user_id,
            assignee_label=first.label,
            **place_columns(places[uid]),
        )
        seats = [Seat(visit=visit, user_id=key, label=names[key].label, unit=names[key].unit) for key in keys]
        Seat.objects.bulk_create(seats)


def tell_draw(*, draw_id: int, version: int, actor: Actor, now: datetime) -> Draw:
    """Tell the inspectors, and only them, where they go.

    Raises:
        NotFound: not the maker's. NotAllowed. Stale: told or void already.
    """
    made = _own(actor, draw_id)
    same = Draw.objects.unscoped("a row the verb has authorised").filter(
        pk=made.pk, version=version, told_at__isnull=True, state="made"
    )
    with transaction.atomic(durable=True):
        if not same.update(told_at=now, version=version + 1):
            raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
        Visit.objects.unscoped("of the draw").filter(draw=made).update(told_at=now)
        _note("inspections.draw_told", made, actor, now)
    return _own(actor, draw_id)


def void_draw(*, draw_id: int, words: str, version: int, actor: Actor, now: datetime) -> Draw:
    """The draw does not hold; what is not started is cancelled and hidden no longer. The seed and the lists stay.

    Raises:
        NotFound: not the maker's. NotAllowed. Invalid: no words. Stale: void already, or changed meanwhile.
    """
    made = _own(actor, draw_id)
    refuse("" if words.strip() else "reason")
    made.version = version
    with transaction.atomic(durable=True):
        move(made, DRAW_MOVES["void"], void_words=words.strip()[:200])
        waiting = Visit.objects.unscoped("of the draw").filter(
            draw=made, state__in=(VisitState.DUE, VisitState.MISSED)
        )
        said = {"reason": words.strip()[:300], "reason_by": actor.label[:80]}
        waiting.update(state=VisitState.CANCELLED, state_at=now, is_sealed=False, version=F("version") + 1, **said)
        unseal_draws([made.pk])
        _note("inspections.draw_void", made, actor, now, reason=words.strip()[:120])
    return made


def _own(actor: Actor, draw_id: int) -> Draw:
    made = draw_of(actor.scope, draw_id, viewer=actor.user_id)
    actor.demand("inspections.draw", made.division_path)
    return made


def _note(kind: str, made: Draw, actor: Actor, now: datetime, **data: Any) -> None:
    """At the county, so that no township reads that something is coming."""
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("inspection_draw", made.pk),
        division_path=made.division_path[:_COUNTY],
        data={"no": made.no, **data},
    )
