"""An officer finds out which report is right: a report that knows of all the others."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, TooLate
from qianshao.core.ids import uuid7
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.evacuation.models import Alarm, Conflict
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.services.reports import Words, lock_rows, write_reports
from qianshao.evacuation.states import (
    CONFLICT_MOVES,
    REPORTABLE,
    WHEREABOUTS_LABELS,
    OrderState,
    Whereabouts,
)
from qianshao.journal.services import record


def settle_conflict(
    *, conflict_id: int, to: str, reason: str, shelter_id: int | None = None, actor: Actor, now: datetime
) -> Conflict:
    """Write down what is true, and how it was found out.

    Raises:
        Invalid: no state, no reason. NotFound, NotAllowed: not theirs. Stale: settled or dissolved meanwhile.
        TooLate: returned before the all-clear.
    """
    found: Conflict | None = Conflict.objects.within(actor.scope).filter(pk=conflict_id).first()
    if found is None:
        raise NotFound("conflict.unknown", _("没有找到这条不一致的记录，或不在您的辖区"))
    actor.demand("evacuation.settle", found.division_path)
    if to not in REPORTABLE:
        raise Invalid("mark.state", _("请选转移状态"))
    if not reason.strip():
        raise Invalid("conflict.reason", _("请写怎么核实的，如打通了谁的电话"))
    with unit():
        _settle(found, Whereabouts(to), reason.strip()[:300], shelter_id, actor, now)
    return found


def _settle(
    found: Conflict, state: Whereabouts, reason: str, shelter_id: int | None, actor: Actor, now: datetime
) -> None:
    order = live_order(found.order_id)
    if state is Whereabouts.RETURNED and order.state != OrderState.ALL_CLEAR:
        raise TooLate("return.before_all_clear", _("还没有解除转移，不能返回。请等县里或乡镇的解除通知。"))
    rows = lock_rows(order, [found.evacuee.uid])
    move(
        found,
        CONFLICT_MOVES["settle"],
        settled_at=now,
        settled_by=actor.label[:80],
        settled_by_id=actor.user_id,
        settled_to=state,
        reason=reason,
    )
    said = Words(now, reason, shelter_id=shelter_id if state is Whereabouts.SETTLED else None)
    write_reports(
        order, rows, list(rows), to=state, key=str(uuid7()), based_on=None, words=said, actor=actor, now=now
    )
    data = {
        "conflict": found.pk,
        "uid": found.evacuee.uid,
        "to": state,
        "to_label": str(WHEREABOUTS_LABELS[state]),
        "reason": reason[:120],
    }
    note = order.note() | {"division_path": found.division_path}
    record(kind="evacuation.conflict_settled", actor=actor, now=now, data=data, **note)


def handle_alarm(*, alarm_id: int, reason: str, actor: Actor, now: datetime) -> Alarm:
    """Somebody looked after it. It rings again only when it gets worse.

    Raises:
        Invalid: nothing said. NotFound, NotAllowed: not theirs.
    """
    found: Alarm | None = Alarm.objects.within(actor.scope).filter(pk=alarm_id).first()
    if found is None:
        raise NotFound("alarm.unknown", _("没有找到这条告警，或不在您的辖区"))
    actor.demand("evacuation.settle", found.division_path)
    if not reason.strip():
        raise Invalid("alarm.reason", _("请写怎么处置的"))
    if found.handled_at is not None:
        return found
    with unit():
        found.handled_at, found.handled_by, found.reason = now, actor.label[:80], reason.strip()[:300]
        found.save(update_fields=["handled_at", "handled_by", "reason"])
        note = found.order.note() | {"division_path": found.division_path}
        data = {"alarm": found.pk, "reason": found.reason[:120]}
        record(kind="evacuation.alarm_handled", actor=actor, now=now, data=data, **note)
    return found
