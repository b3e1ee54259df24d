"""Somebody says where people are: told, nobody home, to be fetched, refused, on the way, safe, back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, TooLate
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.core.units import unit
from qianshao.evacuation.models import Evacuee, Order
from qianshao.evacuation.rules.areas import common_area
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.services.reports import Outcome, Words, lock_rows, write_reports
from qianshao.evacuation.states import REPORTABLE, WHEREABOUTS_LABELS, OrderState, Whereabouts
from qianshao.files.services import name_evidence
from qianshao.journal.services import record

MOST_PEOPLE = 2_000


def mark_people(
    *,
    order_id: int,
    uids: Sequence[str],
    to: str,
    based_on: Mapping[str, Sequence[str]] | None = None,
    words: str = "",
    helper: str = "",
    vehicle: str = "",
    shelter_id: int | None = None,
    evidence: Sequence[UUID] = (),
    made_at: datetime | None = None,
    command_id: UUID | None = None,
    position: Position | None = None,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Report one state of some people. What they are counted as is the fold of all reports.

    Args:
        based_on: for each uid the keys of the movements the reporter knew of (the row's ``heads``); None: what the
            ledger says now, for pages that show it.
        command_id: the movements' key; the same one again changes nothing.

    Raises:
        Invalid: no such state, nobody, too many; struck without a reason. NotFound, NotAllowed: not theirs.
        TooLate: back home before the all-clear, or the order is closed. Stale: same command, other content.
    """
    state = _check(uids, to, words)
    said = Words(made_at or now, words, helper, vehicle, shelter_id, evidence=evidence, position=position)
    key = str(command_id or uuid7())
    with unit():
        order, rows = hold(order_id, uids)
        demand_people(rows, uids, actor, "evacuation.settle" if state is Whereabouts.STRUCK else "")
        if state is Whereabouts.RETURNED and order.state != OrderState.ALL_CLEAR:
            raise TooLate("return.before_all_clear", _("还没有解除转移，不能返回。请等县里或乡镇的解除通知。"))
        outcome = write_reports(
            order, rows, uids, to=state, key=key, based_on=based_on, words=said, actor=actor, now=now
        )
        if outcome.new:
            _file(order, outcome, said, actor, now)
            _note(order, outcome, state, key, said.made_at, actor, now)
    return outcome


def _check(uids: Sequence[str], to: str, words: str) -> Whereabouts:
    if not 0 < len(set(uids)) <= MOST_PEOPLE or any(not uid or len(uid) > 36 for uid in uids):
        raise Invalid("mark.people", _("请选人；一次最多 {most} 人"), most=MOST_PEOPLE)
    if to not in REPORTABLE:
        raise Invalid("mark.state", _("请选转移状态"))
    if to == Whereabouts.STRUCK and not words.strip():
        raise Invalid("mark.reason", _("请写明为什么注销这个人"))
    return Whereabouts(to)


def hold(order_id: int, uids: Sequence[str]) -> tuple[Order, dict[str, Evacuee]]:
    """The order and the locked rows. Where a row has not arrived yet, the order is held until it can be missed."""
    order = live_order(order_id)
    rows = lock_rows(order, uids)
    if len(rows) < len(set(uids)):
        order = live_order(order_id, lock=True)
        rows = lock_rows(order, uids)
    return order, rows


def demand_people(rows: Mapping[str, Evacuee], uids: Sequence[str], actor: Actor, further: str = "") -> None:
    """Whether the actor may report all these people; of those whose row has not arrived, whether any at all.

    Raises:
        NotFound, NotAllowed: as the people's areas say.
    """
    for path in sorted({row.division_path for row in rows.values()}):
        actor.demand("evacuation.mark", path)
        if further:
            actor.demand(further, path)
    if len(rows) < len(set(uids)):
        if actor.source != "phone" and not actor.scope.whole:
            raise NotFound("evacuee.unknown", _("没有找到这个人，请刷新后再看"))
        actor.demand("evacuation.mark", "")


def area_of(order: Order, outcome: Outcome) -> str:
    """Where the journal puts it: the smallest area around the people, else the order's."""
    return common_area(row.division_path for row in outcome.known) or order.division_path


def _file(order: Order, outcome: Outcome, said: Words, actor: Actor, now: datetime) -> None:
    """File the photos under the order, in the area of the people they are about."""
    if said.evidence:
        name_evidence(
            uids=said.evidence,
            subject=("evacuation", order.pk),
            division_path=area_of(order, outcome),
            made_at=said.made_at,
            position=said.position,
            is_drill=order.is_drill,
            actor=actor,
            now=now,
        )


def _note(
    order: Order,
    outcome: Outcome,
    state: Whereabouts,
    key: str,
    made_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    data = {
        "count": outcome.new,
        "to": state,
        "to_label": str(WHEREABOUTS_LABELS[state]),
        "uids": [row.uid for row in outcome.known] + outcome.waiting,
        "command": key,
    }
    note = order.note() | {"division_path": area_of(order, outcome)}
    record(kind="evacuation.marked", actor=actor, now=now, data=data, at=min(made_at, now), correlation=key, **note)
