"""A person sets a suggestion aside, with a reason."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.command.models import Suggestion
from qianshao.command.selectors.suggestions import suggestion_of
from qianshao.command.states import SUGGESTION_MOVES, Suggests
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.states import move
from qianshao.core.units import group
from qianshao.evacuation.models import Order
from qianshao.evacuation.services import drop_order
from qianshao.evacuation.states import OrderState
from qianshao.journal.services import record

LEAST = 2


def dismiss_suggestion(key: int, *, reason: str, actor: Actor, now: datetime) -> Suggestion:
    """Done, or not wanted. A drafted evacuation behind it is dropped with it, by whoever may order one.

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: no reason. Stale: decided already.
    """
    row = suggestion_of(actor.scope, key)
    actor.demand("command.decide", row.division_path)
    words = reason.strip()
    if len(words) < LEAST:
        raise Invalid("suggestion.reason", _("请写一句怎么处理的，或为什么不采用。"))
    with group():
        if row.kind == Suggests.ORDER and _is_draft(row.order_id):
            drop_order(order_id=row.order_id, reason=words, actor=actor, now=now)
        move(row, SUGGESTION_MOVES["dismiss"], done_at=now, done_by=actor.label[:80], reason=words[:200])
        record(
            kind="command.dismissed",
            actor=actor,
            now=now,
            subject=("suggestion", row.pk),
            division_path=row.division_path,
            data={"title": row.title, "reason": words[:200]},
            is_drill=row.is_drill,
        )
    return row


def _is_draft(order_id: int) -> bool:
    rows = Order.objects.unscoped("the draft behind a suggestion in scope")
    return rows.filter(pk=order_id, state=OrderState.DRAFT).exists()
