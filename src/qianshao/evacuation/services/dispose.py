"""An order's personal data are destroyed by two persons, or put off by two; the counts and the journal stay.

突发事件应对法 (2024) art. 83-85: personal data collected in an emergency are used for nothing else and are destroyed
or sealed when it is over; keeping them longer needs a reason. What stays: how many people, where, in which state, by
which officer reported. What goes: names, phones, addresses, words, positions, links to the roster, photos, what
phones sent.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.forgetting import Affair, forgetters
from qianshao.core.states import move
from qianshao.core.units import group
from qianshao.evacuation.models import Alarm, Conflict, Door, Evacuee, Movement, Order
from qianshao.evacuation.models.disposal import FORGOTTEN, Disposal, DisposalState, DisposalWish
from qianshao.evacuation.states import ORDER_MOVES, OrderState
from qianshao.files.services import erase_evidence
from qianshao.journal.services import record

_WHY = "rows of an order that was found in scope"
TABLES = ("evacuation_evacuee", "evacuation_movement", "evacuation_conflict", "evacuation_alarm", "evacuation_door")


def propose_disposal(
    *, order_id: int, wish: str, reason: str, until: date | None = None, actor: Actor, now: datetime
) -> Disposal:
    """The first of two persons asks to destroy a closed order's personal data, or to keep them until a day.

    Raises:
        NotFound, NotAllowed: not theirs. Stale: not closed, or asked for already, or destroyed.
        Invalid: no reason; to put off: no day, or one that is over.
    """
    order = _order(order_id, actor, "evacuation.dispose")
    _check(wish, reason, until, now)
    with transaction.atomic(durable=True):
        found = disposal_for(order, now)
        allowed = (DisposalState.DUE, DisposalState.POSTPONED)
        changes = {
            "wish": wish,
            "until": until if wish == DisposalWish.POSTPONE else None,
            "reason": reason.strip()[:200],
            "proposed_at": now,
            "proposed_by": actor.label[:80],
            "proposed_by_id": actor.user_id,
        }
        _claim(found, allowed, DisposalState.PROPOSED, **changes)
        _note("evacuation.disposal_proposed", found, actor, now, wish=str(found.get_wish_display()))
    return found


def approve_disposal(*, order_id: int, actor: Actor, now: datetime) -> Disposal:
    """The second person agrees: the data are destroyed now, or kept until the day asked for.

    Raises:
        NotAllowed: the same person asked for it, or no right. Stale: nothing was asked for, or it is done.
    """
    order = _order(order_id, actor, "evacuation.dispose_approve")
    with group():
        found = _of(order)
        if found.proposed_by_id is None or found.proposed_by_id == actor.user_id:
            raise NotAllowed("disposal.same_person", _("提出的人不能自己批准，要换一位领导。"))
        decided = {"decided_at": now, "decided_by": actor.label[:80], "decided_by_id": actor.user_id}
        if found.wish == DisposalWish.POSTPONE:
            _claim(found, (DisposalState.PROPOSED,), DisposalState.POSTPONED, **decided)
            _note("evacuation.disposal_postponed", found, actor, now, until=str(found.until))
            return found
        counts = _destroy(order, actor, now)
        _claim(found, (DisposalState.PROPOSED,), DisposalState.DONE, counts=counts, reason="", **decided)
        move(order, ORDER_MOVES["dispose"])
        record(kind="evacuation.disposed", actor=actor, now=now, data={"count": counts["people"], **counts},
               **order.note())  # fmt: skip
        transaction.on_commit(lambda: _bury(order))
    return found


def refuse_disposal(*, order_id: int, reason: str, actor: Actor, now: datetime) -> Disposal:
    """The second person does not agree; it is due again.

    Raises:
        NotAllowed: no right. Invalid: no reason. Stale: nothing was asked for.
    """
    order = _order(order_id, actor, "evacuation.dispose_approve")
    if not reason.strip():
        raise Invalid("disposal.reason", _("请写明理由。"))
    with transaction.atomic(durable=True):
        found = _of(order)
        _claim(found, (DisposalState.PROPOSED,), DisposalState.DUE, reason=reason.strip()[:200])
        _note("evacuation.disposal_refused", found, actor, now)
    return found


def _check(wish: str, reason: str, until: date | None, now: datetime) -> None:
    if wish not in DisposalWish.values:
        raise Invalid("disposal.wish", _("请选清除还是延期"))
    if not reason.strip():
        raise Invalid("disposal.reason", _("请写明理由。"))
    if wish == DisposalWish.POSTPONE and (until is None or until <= now.astimezone(BEIJING).date()):
        raise Invalid("disposal.until", _("延期要写到哪一天，并且在今天以后"))


def _order(order_id: int, actor: Actor, action: str) -> Order:
    order: Order | None = Order.objects.within(actor.scope).filter(pk=order_id).first()
    if order is None:
        raise NotFound("order.unknown", _("没有找到这次转移，或不在您的辖区"))
    actor.demand(action, order.division_path)
    if order.state != OrderState.CLOSED:
        raise Stale("disposal.state", _("只有办结的转移才能清除个人信息，清除过的不能再清除。"))
    return order


def disposal_for(order: Order, now: datetime) -> Disposal:
    """The row of a closed order, made when it is not there yet."""
    made, _new = Disposal.objects.unscoped(_WHY).get_or_create(
        order=order, defaults={"division_path": order.division_path, "due_at": now}
    )
    found: Disposal = made
    return found


def _of(order: Order) -> Disposal:
    found: Disposal | None = Disposal.objects.unscoped(_WHY).filter(order=order).first()
    if found is None or found.state != DisposalState.PROPOSED:
        raise Stale("disposal.none", _("还没有人提出，或已经批过了，请刷新。"))
    return found


def _claim(found: Disposal, sources: tuple[str, ...], target: str, **changes: Any) -> None:
    rows = Disposal.objects.unscoped(_WHY).filter(pk=found.pk, state__in=sources, version=found.version)
    if not rows.update(state=target, version=found.version + 1, **changes):
        raise Stale("disposal.moved", _("已经提出或已经清除，请刷新。"))
    found.refresh_from_db()


def _destroy(order: Order, actor: Actor, now: datetime) -> dict[str, int]:
    """Remove what tells who somebody is; how many of each."""
    people = Evacuee.objects.unscoped(_WHY).filter(order=order)
    movements = Movement.objects.filter(order=order)
    photos = {UUID(one) for evidence in movements.exclude(evidence=[]).values_list("evidence", flat=True)
              for one in evidence}  # fmt: skip
    commands = sorted(set(movements.values_list("key", flat=True)))
    counts = {
        "people": people.count(),
        "words": movements.exclude(words="").count(),
        "photos": erase_evidence(uids=photos, reason=str(_("转移办结，清除个人信息")), actor=actor, now=now),
    }
    _blank_people(people)
    movements.update(words="", helper="", vehicle="", evidence=[], lon=None, lat=None, accuracy=None)
    Conflict.objects.unscoped(_WHY).filter(order=order).update(reason="")
    Alarm.objects.unscoped(_WHY).filter(order=order).update(reason="")
    counts["doors"], _each = Door.objects.unscoped(_WHY).filter(order=order).delete()
    affair = Affair("evacuation", order.pk, order.ordered_at or order.proposed_at, now, commands)
    for forgetter in forgetters():
        counts[forgetter.name] = forgetter.forget(affair, now)
    return counts


def _blank_people(people: Any) -> None:
    people.update(
        household=None, member=None, name=FORGOTTEN, head_name="", initials="", address="", gender="",
        birth_year=None, phone="", phone_hash="", guardian_id=None, guardian_name="", helper="", vehicle="",
        planned_reason="",
    )  # fmt: skip


def _grave() -> Path:
    place: Path = settings.QIANSHAO_HOME / "keys" / "disposed"
    return place


def _bury(order: Order) -> None:
    """Write down which order is gone, where no restore of a backup replaces it."""
    with _grave().open("a") as file:
        file.write(f"{order.pk} {order.salt}\n")


def dispose_again(now: datetime) -> int:
    """After a restore of an older backup, destroy again what had been destroyed; how many orders came back."""
    if not _grave().exists():
        return 0
    known = {tuple(map(int, line.split())) for line in _grave().read_text().splitlines() if line.strip()}
    rows = Order.objects.unscoped("destroyed data stay destroyed, whoever restores").filter(
        pk__in=[key for key, _salt in known]
    )
    back = [order for order in rows.exclude(state=OrderState.DISPOSED) if (order.pk, order.salt) in known]
    for order in back:
        with group():
            machine = Actor.system("evacuation.dispose")
            counts = _destroy(order, machine, now)
            Order.objects.unscoped(_WHY).filter(pk=order.pk).update(state=OrderState.DISPOSED)
            record(kind="evacuation.disposed", actor=machine, now=now, data={"count": counts["people"], **counts},
                   **order.note())  # fmt: skip
    return len(back)


def _note(kind: str, found: Disposal, actor: Actor, now: datetime, **data: Any) -> None:
    record(kind=kind, actor=actor, now=now, data={"reason": found.reason, **data}, **found.order.note())
