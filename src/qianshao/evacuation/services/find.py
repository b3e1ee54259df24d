"""What verbs look up before they decide."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, TooLate
from qianshao.evacuation.models import LimitsVersion, Order
from qianshao.evacuation.rules.visits import Limits
from qianshao.evacuation.states import LIVE, OrderState


def order_to(action: str, order_id: int, actor: Actor) -> Order:
    """The order, if the actor may do ``action`` with it as a whole.

    Raises:
        NotFound: not in the actor's area. NotAllowed: theirs, but not this action.
    """
    found: Order | None = Order.objects.within(actor.scope).filter(pk=order_id).first()
    if found is None:
        raise NotFound("order.unknown", _("没有找到这次转移，或不在您的辖区"))
    actor.demand(action, found.division_path)
    return found


def live_order(order_id: int, *, lock: bool = False) -> Order:
    """An order that takes reports. Whose people they are decides who may report, not the order's own area.

    ``lock``: hold it against others who change the set of its people; inside a transaction only.

    Raises:
        NotFound: none, or not given yet. TooLate: closed.
    """
    rows = Order.objects.unscoped("the people's areas are checked one by one").filter(pk=order_id)
    found: Order | None = (rows.select_for_update() if lock else rows).first()
    if found is None or found.state in (OrderState.DRAFT, OrderState.DROPPED):
        raise NotFound("order.unknown", _("没有找到这次转移，或还没有下令"))
    if found.state not in LIVE:
        raise TooLate("order.over", _("这次转移已经办结，不能再登记。请报给乡镇值班室。"))
    return found


def limits_in_force(now: datetime) -> Limits:
    """The newest published version.

    Raises:
        Invalid: none was ever published.
    """
    found: Any = LimitsVersion.objects.filter(valid_from__lte=now).order_by("-version").first()
    if found is None:
        raise Invalid("limits.none", _("还没有发布再次上门时限，请县管理员先发布"))
    limits: Limits = found.as_limits()
    return limits
