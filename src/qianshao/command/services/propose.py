"""What an alert, its end, and an evacuation set going. Called by the table of reactions, inside its commit."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.chain import earlier_alerts
from qianshao.alerts.states import AlertState
from qianshao.command.rules import Row
from qianshao.command.selectors.tables import row_for
from qianshao.command.selectors.zones import zones_inside
from qianshao.command.services.suggest import end_of_cause, settle_order, suggest
from qianshao.command.states import STAGE_LABELS, STAGE_WORDS, Stage, Suggests
from qianshao.core.actor import Actor
from qianshao.evacuation.models import Order, OrderZone
from qianshao.evacuation.services import drop_order, propose_order
from qianshao.evacuation.states import OrderState
from qianshao.journal.models import Entry
from qianshao.people.models import DangerZone
from qianshao.people.models.households import ZoneKind

ACTOR = Actor.system("自动处置")  # zh: stored in the journal
CAUSE = "alert"


def propose_for_alert(entry: Entry, now: datetime) -> str:
    """An alert is in force: draft the evacuation its colour asks for, or remind of the step before it."""
    alert = _alert(entry)
    if alert is None or alert.msg_type == "Cancel" or alert.state != AlertState.RELEASED:
        return "not in force"
    row = row_for(alert.hazard, alert.colour, now)
    with override(settings.LANGUAGE_CODE):  # what is stored is read by everybody
        if row.stage is Stage.ORDER:
            return _propose(alert, row, now)
        if row.stage is Stage.NONE:
            return "nothing to propose"
        title = f"{alert}：{STAGE_LABELS[row.stage]}"
        _ask(Suggests.NOTE, alert, title, str(STAGE_WORDS[row.stage]), now)
    return str(row.stage)


def _propose(alert: Alert, row: Row, now: datetime) -> str:
    zones = zones_inside(alert, row.kinds, now)
    taken = _zones_under_order(alert.is_drill)
    fresh = [zone for zone in zones if zone.pk not in taken]
    if not fresh:
        if zones:
            return "ordered already"
        kinds = "、".join(str(ZoneKind(kind).label) for kind in row.kinds)
        words = _("预警范围里没有登记这些类型的危险区：{kinds}。请核对危险区，或手工拟转移方案。").format(kinds=kinds)
        _ask(Suggests.NOTE, alert, _("{alert}：没有可拟的转移方案").format(alert=alert), words, now)
        return "no zones"
    order = propose_order(
        zones=[zone.pk for zone in fresh],
        title=_("{alert}：{count} 个危险区转移").format(alert=_plain(alert), count=len(fresh)),
        hazard=alert.hazard,
        colour=alert.colour,
        basis=_("{alert}（{number}）").format(alert=_plain(alert), number=alert.identifier),
        deadline=now + timedelta(minutes=row.minutes),
        cause_kind=CAUSE,
        cause_id=alert.pk,
        is_drill=alert.is_drill,
        actor=ACTOR,
        now=now,
    )
    words = _("{names}；请在 {minutes} 分钟内转移完。平台只拟方案，下令由带班领导决定。").format(
        names=_names(fresh), minutes=row.minutes
    )
    _ask(Suggests.ORDER, alert, order.title, words, now, order)
    return f"order {order.pk}"


def withdraw_for_alert(entry: Entry, now: datetime) -> str:
    """An alert was updated, cancelled or ran out: drafts nobody ordered are dropped, reminders end."""
    alert = _alert(entry)
    if alert is None:
        return "unknown"
    with override(settings.LANGUAGE_CODE):
        why = _("预警已更新、解除或到期")
        ended = end_of_cause((CAUSE, alert.pk), why=why, actor=ACTOR, now=now)
        for row in ended:
            draft = Order.objects.unscoped("a draft of the alert's own").filter(
                pk=row.order_id, state=OrderState.DRAFT
            )
            if row.kind == Suggests.ORDER and draft.exists():
                drop_order(order_id=row.order_id, reason=why, actor=ACTOR, now=now)
    return f"ended {len(ended)}"


def ask_all_clear(entry: Entry, now: datetime) -> str:
    """A warning is over while people are out because of it: an officer is asked; the platform lets nobody home."""
    alert = _alert(entry)
    if alert is None:
        return "unknown"
    causes = [alert.pk, *(one.pk for one in earlier_alerts(alert))]
    rows = Order.objects.unscoped("orders the alert or its forerunners caused").filter(
        cause_kind=CAUSE, cause_id__in=causes, state=OrderState.ORDERED
    )
    orders = list(rows)
    with override(settings.LANGUAGE_CODE):
        over = _("已解除") if alert.state == AlertState.CANCELLED else _("已到期")
        for order in orders:
            words = _("“{alert}”{over}，转移“{order}”还没有解除。请排查后决定，没有解除之前任何人不能返回。").format(
                alert=_plain(alert), over=over, order=order.title
            )
            _ask(Suggests.ALL_CLEAR, alert, _("{order}：是否解除转移").format(order=order.title), words, now, order)
    return f"asked {len(orders)}"


def note_ordered(entry: Entry, now: datetime) -> str:
    """A person gave the order: the proposal is taken."""
    return _settled(settle_order(int(entry.subject_id or 0), "take", Suggests.ORDER, by=entry.actor_label, now=now))


def note_dropped(entry: Entry, now: datetime) -> str:
    """A person dropped the draft: the proposal is decided."""
    return _settled(
        settle_order(int(entry.subject_id or 0), "dismiss", Suggests.ORDER, by=entry.actor_label, now=now)
    )


def note_cleared(entry: Entry, now: datetime) -> str:
    """A person gave the all-clear: the question is answered."""
    return _settled(
        settle_order(int(entry.subject_id or 0), "take", Suggests.ALL_CLEAR, by=entry.actor_label, now=now)
    )


def _settled(count: int) -> str:
    return f"settled {count}"


def _ask(kind: Suggests, alert: Alert, title: str, words: str, now: datetime, order: Any = None) -> None:
    suggest(
        kind=kind,
        cause=(CAUSE, alert.pk),
        order_id=order.pk if order else 0,
        title=title,
        words=words,
        division_path=order.division_path if order else alert.division_path,
        is_drill=alert.is_drill,
        actor=ACTOR,
        now=now,
    )


def _alert(entry: Entry) -> Alert | None:
    rows = Alert.objects.unscoped("the alert of a journal entry")
    found: Alert | None = rows.filter(pk=entry.subject_id).first()
    return found


def _zones_under_order(is_drill: bool) -> set[int]:
    """Zones whose people have been ordered to leave already; a drill's order empties no real zone."""
    rows = OrderZone.objects.filter(order__state=OrderState.ORDERED, order__is_drill=is_drill, zone__isnull=False)
    return {int(key) for key in rows.values_list("zone_id", flat=True) if key is not None}


def _plain(alert: Alert) -> str:
    """The title without the drill's mark, which pages add themselves."""
    return str(alert).replace("【演练】", "").strip()[:100]  # zh: stored with alerts


def _names(zones: list[DangerZone]) -> str:
    shown = "、".join(zone.name for zone in zones[:5])
    return shown if len(zones) <= 5 else _("{names}等 {count} 个危险区").format(names=shown, count=len(zones))
