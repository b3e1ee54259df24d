"""People arrive at a shelter, or leave it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.evacuation.models import Alarm, Evacuee, Order
from qianshao.evacuation.rules.areas import common_area
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.services.mark_people import MOST_PEOPLE, area_of, demand_people, hold
from qianshao.evacuation.services.reports import Outcome, Words, write_reports
from qianshao.evacuation.services.shelters import Facts, facts_of, note_shelter
from qianshao.evacuation.states import WHEREABOUTS_LABELS, OrderState, Whereabouts
from qianshao.journal.services import record
from qianshao.people.rules import household_of_code

_INNER = "rows of an order the caller holds"
#: What may be said of somebody who leaves. "returned" before the all-clear is written down as a refusal.
LEAVING = (
    Whereabouts.MOVING,
    Whereabouts.ELSEWHERE,
    Whereabouts.REFUSED,
    Whereabouts.NOBODY,
    Whereabouts.RETURNED,
)


@dataclass
class SignedIn:
    """What came of it. ``warnings``: over_capacity, closed_shelter, full_shelter; nobody was turned away."""

    outcome: Outcome
    warnings: list[str]


def sign_in(
    *,
    order_id: int,
    shelter_id: int,
    uids: Sequence[str] = (),
    code: str = "",
    based_on: Mapping[str, Sequence[str]] | None = None,
    words: str = "",
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    position: Position | None = None,
    actor: Actor,
    now: datetime,
) -> SignedIn:
    """People are at the shelter: those of ``uids``, or everybody of the household whose ``code`` was scanned.

    Whoever may report at the shelter may sign in anybody who comes there, from whichever village.

    Raises:
        Invalid: nobody named, a code that is none. NotFound: nobody of that household on the ledger; not theirs.
    """
    said = Words(made_at or now, words, shelter_id=shelter_id, position=position)
    key = str(command_id or uuid7())
    found = facts_of(shelter_id)
    with unit():
        wanted = list(uids) or _of_household(live_order(order_id), code)
        if not 0 < len(wanted) <= MOST_PEOPLE:
            raise Invalid("mark.people", _("请选人；一次最多 {most} 人"), most=MOST_PEOPLE)
        order, rows = hold(order_id, wanted)
        demand_at(rows, wanted, found, actor)
        outcome = write_reports(
            order, rows, wanted, to=Whereabouts.SETTLED, key=key, based_on=based_on, words=said, actor=actor, now=now
        )
        warnings = []
        if outcome.new:
            _note(order, outcome, shelter_id, key, said.made_at, actor, now)
            warnings = note_shelter(order, found, outcome.new, actor, now)
    return SignedIn(outcome, warnings)


def demand_at(rows: Mapping[str, Evacuee], uids: Sequence[str], found: Facts | None, actor: Actor) -> None:
    """Whoever may report where the shelter stands may report whoever is there; else the people must be theirs."""
    if found is None or not actor.scope.may("evacuation.mark", found.division_path):
        demand_people(rows, uids, actor)


def _of_household(order: Order, code: str) -> list[str]:
    household = household_of_code(code)
    if household is None:
        raise Invalid("code.wrong", _("户码不对，请再看一遍，或按姓名找人"))
    rows = Evacuee.objects.unscoped(_INNER).filter(order=order, household_id=household)
    found = list(rows.exclude(state=Whereabouts.STRUCK).order_by("id").values_list("uid", flat=True))
    if not found:
        raise NotFound("code.unlisted", _("这一户不在这次转移名册上，请按补登处理"))
    return found


def _note(
    order: Order, outcome: Outcome, shelter_id: int, key: str, made_at: datetime, actor: Actor, now: datetime
) -> None:
    uids = [row.uid for row in outcome.known] + outcome.waiting
    data = {"count": outcome.new, "shelter": shelter_id, "uids": uids, "command": key}
    note = order.note() | {"division_path": area_of(order, outcome)}
    record(
        kind="evacuation.signed_in", actor=actor, now=now, data=data, at=min(made_at, now), correlation=key, **note
    )


def leave_shelter(
    *,
    order_id: int,
    uids: Sequence[str],
    to: str,
    words: str = "",
    based_on: Mapping[str, Sequence[str]] | None = None,
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    position: Position | None = None,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """People leave a shelter. Before the all-clear that raises an alarm, wherever they say they go.

    Who goes home before the all-clear is written down as refusing: the fact is kept, the return is not allowed.

    Raises:
        Invalid: nobody, no such destination. NotFound, NotAllowed: not theirs. TooLate: the order is closed.
    """
    if to not in LEAVING or not 0 < len(set(uids)) <= MOST_PEOPLE:
        raise Invalid("leave.to", _("请选人，并说明去向"))
    key = str(command_id or uuid7())
    with unit():
        order, rows = hold(order_id, uids)
        demand_leaving(rows, uids, actor)
        early = order.state != OrderState.ALL_CLEAR
        said = Words(made_at or now, words, left_early=early, position=position)
        state = Whereabouts.REFUSED if early and to == Whereabouts.RETURNED else Whereabouts(to)
        left = {row.uid: row.shelter_id for row in rows.values()}
        outcome = write_reports(
            order, rows, uids, to=state, key=key, based_on=based_on, words=said, actor=actor, now=now
        )
        if outcome.new and early:
            _alarm(order, outcome, left, key, actor, now)
        elif outcome.new:
            _left(order, outcome, state, key, actor, now)
    return outcome


def demand_leaving(rows: Mapping[str, Evacuee], uids: Sequence[str], actor: Actor) -> None:
    """The people must be the actor's, or be in a shelter of the actor's."""
    shelters = {row.shelter_id for row in rows.values() if row.shelter_id}
    facts = {key: facts_of(key) for key in shelters}
    theirs = {
        uid
        for uid, row in rows.items()
        if row.shelter_id and (at := facts[row.shelter_id]) and actor.scope.may("evacuation.mark", at.division_path)
    }
    rest = [uid for uid in uids if uid not in theirs]
    if rest:
        demand_people({uid: row for uid, row in rows.items() if uid not in theirs}, rest, actor)


def _alarm(
    order: Order, outcome: Outcome, left: Mapping[str, int | None], key: str, actor: Actor, now: datetime
) -> None:
    for row in outcome.known:
        rows = Alarm.objects.unscoped(_INNER).filter(order=order, key=f"left:{row.pk}:{key}")
        rows.update(shelter_id=left.get(row.uid))
    data = {
        "count": outcome.new,
        "shelters": sorted({shelter for shelter in left.values() if shelter}),
        "uids": [row.uid for row in outcome.known] + outcome.waiting,
        "command": key,
    }
    path = common_area(row.division_path for row in outcome.known) or order.division_path
    note = order.note() | {"division_path": path}
    record(kind="evacuation.left_early", actor=actor, now=now, data=data, correlation=key, **note)


def _left(order: Order, outcome: Outcome, state: Whereabouts, key: str, actor: Actor, now: datetime) -> None:
    from_label = str(WHEREABOUTS_LABELS[state])
    uids = [row.uid for row in outcome.known] + outcome.waiting
    data = {"count": outcome.new, "to": state, "to_label": from_label, "uids": uids, "command": key}
    note = order.note() | {"division_path": area_of(order, outcome)}
    record(kind="evacuation.marked", actor=actor, now=now, data=data, correlation=key, **note)
