"""The all-clear, which lets people go home, and the end of an order."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.evacuation.models import Door, Order
from qianshao.evacuation.selectors.balance import count_by_village, total_of
from qianshao.evacuation.services.find import order_to
from qianshao.evacuation.states import ORDER_MOVES, DoorState
from qianshao.journal.services import record


def give_all_clear(*, order_id: int, basis: str, actor: Actor, now: datetime) -> Order:
    """The danger is over, by somebody's authority: from now on people may return.

    Raises:
        Invalid: no basis. NotFound, NotAllowed: not theirs. Stale: given already, or never ordered.
    """
    order = order_to("evacuation.all_clear", order_id, actor)
    if not basis.strip():
        raise Invalid("all_clear.basis", _("请写解除的依据，如哪条解除通知、谁排查的"))
    with unit():
        move(
            order,
            ORDER_MOVES["all_clear"],
            all_clear_at=now,
            all_clear_by=actor.label[:80],
            all_clear_by_id=actor.user_id,
            all_clear_basis=basis.strip()[:300],
        )
        data = {"basis": order.all_clear_basis[:120]}
        record(kind="evacuation.all_cleared", actor=actor, now=now, data=data, **order.note())
    return order


def close_order(*, order_id: int, reason: str = "", actor: Actor, now: datetime) -> Order:
    """End the order and keep its final count by village.

    Raises:
        Invalid: people are unaccounted for and no reason is given. Stale: not all clear yet, or closed already.
    """
    order = order_to("evacuation.all_clear", order_id, actor)
    with unit():
        # The order is moved first: no report slips in between the count and the end.
        locked: Order = Order.objects.unscoped("found in scope").select_for_update().get(pk=order.pk)
        rows = count_by_village(locked.pk)
        total = total_of(rows)
        if total.unaccounted and not reason.strip():
            raise Invalid(
                "close.unaccounted",
                _("还有 {count} 人没有落实，请先核实；确需办结的，请写明理由。"),
                count=total.unaccounted,
            )
        report = {
            **locked.report,
            "villages": [{"path": row.path, "states": dict(row.states)} for row in rows],
            "states": dict(total.states),
        }
        move(
            locked,
            ORDER_MOVES["close"],
            closed_at=now,
            closed_by=actor.label[:80],
            closed_by_id=actor.user_id,
            close_reason=reason.strip()[:300],
            unaccounted=total.unaccounted,
            report=report,
        )
        doors = Door.objects.unscoped("doors of a closed order").filter(order=locked, state=DoorState.OPEN)
        doors.update(state=DoorState.DONE, due_at=None)
        data = {
            "should_leave": total.should_leave,
            "unaccounted": total.unaccounted,
            "reason": locked.close_reason[:120],
        }
        record(kind="evacuation.closed", actor=actor, now=now, data=data, **locked.note())
    return locked
