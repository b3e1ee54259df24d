"""Sweeps over alerts: those that are over, and those whose calling was cut off by a crash."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from qianshao.alerts.models import Alert
from qianshao.alerts.services.call_people import call_people
from qianshao.alerts.states import MOVES, AlertState
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.states import move
from qianshao.core.sweeps import Sweep
from qianshao.journal.services import record

#: A release starts its own call-out; only what stayed behind for so long was cut off.
GRACE = timedelta(seconds=30)


def expire_alerts(now: datetime, limit: int) -> int:
    """End released alerts whose time is over; calling stops by its own ``not_after``."""
    actor = Actor.system("alerts.expire")
    due = Alert.objects.unscoped("expiry sweep").filter(state=AlertState.RELEASED, expires__lte=now)
    rows = list(due.exclude(msg_type="Cancel").defer("raw").order_by("expires")[:limit])
    for alert in rows:
        with transaction.atomic(durable=True):
            move(alert, MOVES["expire"], ended_at=now)
            record(
                kind="alerts.expired",
                actor=actor,
                now=now,
                subject=("alert", alert.pk),
                division_path=alert.division_path,
                is_drill=alert.is_drill,
            )
    return len(rows)


def resume_calls(now: datetime, limit: int) -> int:
    """Go on where a release was cut off between its commit and the last recipient."""
    cut_off = Alert.objects.unscoped("resume sweep").filter(
        state=AlertState.RELEASED, called_at__isnull=True, released_at__lte=now - GRACE
    )
    rows = list(cut_off.filter(Q(expires__gt=now) | Q(msg_type="Cancel")).order_by("released_at")[:limit])
    for alert in rows:
        call_people(alert, actor=_releaser(alert), now=now)
    return len(rows)


def _releaser(alert: Alert) -> Actor:
    """Whoever released it: the ticker only finishes what a named person decided."""
    scope = Scope.everything("finishes a release that was cut off")
    return Actor("user", alert.released_by, "tick", alert.released_by_id, scope=scope)


SWEEPS = (
    Sweep("alerts.expire", expire_alerts, every=1.0),
    Sweep("alerts.resume", resume_calls, every=5.0),
)
