"""Submit an alert, send it back, withdraw it: the steps before a release."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.alerts.models import Alert
from qianshao.alerts.rules import Stop
from qianshao.alerts.selectors.facts import stops_of
from qianshao.alerts.selectors.lists import alert_by_id
from qianshao.alerts.selectors.targets import targets_of
from qianshao.alerts.states import MOVES
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.states import move
from qianshao.journal.services import record


def submit_alert(key: int, *, version: int, actor: Actor, now: datetime) -> Alert:
    """Give a draft to a second person. What could not be released is not submitted either.

    Raises:
        Invalid: there are hard stops; the sentence names them all.
        Stale: it is no draft any more, or was changed since it was read.
    """
    alert = alert_by_id(actor.scope, key)
    actor.demand("alerts.compose", alert.division_path)
    if actor.user_id is None:
        raise Invalid("alert.no_person", _("必须由登录的值班人员提交。"))
    targets = targets_of(alert, now)
    demand_no_stops(stops_of(alert, now, targets))
    alert.version = version
    with transaction.atomic(durable=True):
        move(
            alert,
            MOVES["submit"],
            submitted_at=now,
            submitted_by=actor.label[:80],
            submitted_by_id=actor.user_id,
        )
        _record("alerts.submitted", alert, actor, now, title=str(alert), count=targets.preview.total)
    return alert


def return_alert(key: int, *, version: int, reason: str, actor: Actor, now: datetime) -> Alert:
    """Send a submitted alert back to whoever wrote it, with a reason."""
    alert = alert_by_id(actor.scope, key)
    actor.demand("alerts.release", alert.division_path)
    alert.version = version
    with transaction.atomic(durable=True):
        move(alert, MOVES["return"], submitted_at=None, submitted_by="", submitted_by_id=None)
        _record("alerts.returned", alert, actor, now, reason=demand_reason(reason))
    return alert


def withdraw_alert(key: int, *, version: int, reason: str, actor: Actor, now: datetime) -> Alert:
    """End an alert that nobody has released."""
    alert = alert_by_id(actor.scope, key)
    actor.demand("alerts.compose", alert.division_path)
    alert.version = version
    with transaction.atomic(durable=True):
        move(alert, MOVES["withdraw"], ended_at=now, end_reason=demand_reason(reason))
        _record("alerts.withdrawn", alert, actor, now, reason=reason.strip()[:200])
    return alert


def demand_no_stops(stops: tuple[Stop, ...]) -> None:
    """Refuse with every stop in words."""
    if stops:
        words = " ".join(stop.sentence for stop in stops)
        raise Invalid("alert.stopped", _("不能签发：") + words)


def demand_reason(reason: str) -> str:
    """A reason of at least four characters, cut to what is stored."""
    if len("".join(reason.split())) < 4:
        raise Invalid("alert.reason", _("请写明原因，至少 4 个字。"))
    return reason.strip()[:200]


def _record(kind: str, alert: Alert, actor: Actor, now: datetime, **data: object) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("alert", alert.pk),
        division_path=alert.division_path,
        data=data,
        is_drill=alert.is_drill,
    )
