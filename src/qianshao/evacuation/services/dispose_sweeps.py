"""The machine's part of disposal: say what is due, destroy again after a restore, write the database file anew."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from qianshao.calling.models import CallOut
from qianshao.calling.states import CallOutState
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.forgetting import forgetters
from qianshao.core.scrub import scrub
from qianshao.evacuation.models import Order
from qianshao.evacuation.models.disposal import Disposal, DisposalState
from qianshao.evacuation.services.dispose import TABLES, dispose_again
from qianshao.evacuation.states import LIVE, OrderState
from qianshao.journal.services import record

ENGINE = Actor.system("evacuation.disposal")
_WHY = "a sweep over every closed order"


def remind_disposals(now: datetime, limit: int) -> int:
    """Closed orders become due ``disposal_days`` after closing; put-off ones when their day has come."""
    before = now - timedelta(days=settings.DISPOSAL_DAYS)
    closed = Order.objects.unscoped(_WHY).filter(state=OrderState.CLOSED, closed_at__lte=before)
    fresh = list(closed.filter(disposal__isnull=True)[:limit])
    today = now.astimezone(BEIJING).date()
    over = Q(state=DisposalState.POSTPONED, until__lte=today)
    late = list(Disposal.objects.unscoped(_WHY).filter(over).select_related("order")[:limit])
    if not fresh and not late:
        return 0
    with transaction.atomic(durable=True):
        for order in fresh:
            Disposal.objects.create(order=order, division_path=order.division_path, due_at=now)
        for one in late:
            rows = Disposal.objects.unscoped(_WHY).filter(pk=one.pk, version=one.version)
            rows.update(state=DisposalState.DUE, version=one.version + 1, due_at=now)
        for order in (*fresh, *(one.order for one in late)):
            data = {"days": settings.DISPOSAL_DAYS}
            record(kind="evacuation.disposal_due", actor=ENGINE, now=now, data=data, **order.note())
    return len(fresh) + len(late)


def _something_runs() -> bool:
    orders = Order.objects.unscoped(_WHY).filter(state__in=LIVE)
    return orders.exists() or CallOut.objects.unscoped(_WHY).filter(state=CallOutState.RUNNING).exists()


def scrub_disposed(now: datetime, _limit: int) -> int:
    """Write the database anew after a disposal, once nothing runs; it holds writers for a moment."""
    again = dispose_again(now)
    todo = Disposal.objects.unscoped(_WHY).filter(state=DisposalState.DONE, scrubbed_at__isnull=True)
    if not again and not todo.exists():
        return 0
    if _something_runs():
        return 0
    tables = [*TABLES, *(table for forgetter in forgetters() for table in forgetter.tables)]
    if not scrub(tables):
        return 0
    with transaction.atomic(durable=True):
        done: int = todo.update(scrubbed_at=now)
    return done + again
