"""A second person releases an alert: the point from which people are called."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.alerts.models import Alert
from qianshao.alerts.rules import may_release, typed_right
from qianshao.alerts.selectors.chain import live_callouts
from qianshao.alerts.selectors.facts import stops_of
from qianshao.alerts.selectors.lists import alert_by_id
from qianshao.alerts.selectors.tables import rules_now
from qianshao.alerts.selectors.targets import Targets, targets_of
from qianshao.alerts.services.call_people import call_people
from qianshao.alerts.services.decide_alert import demand_no_stops, demand_reason
from qianshao.alerts.states import MOVES, AlertState
from qianshao.calling.selectors.outside import cleared_count
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.core.states import move
from qianshao.journal.services import record


def release_verb(alert: Alert) -> str:
    """The word the releaser types."""
    return _("解除预警") if alert.msg_type == "Cancel" else _("签发预警")


def expected_count(alert: Alert, targets: Targets) -> int:
    """How many will be called, or told the all-clear: the number the releaser types."""
    if alert.msg_type == "Cancel":
        live = live_callouts(alert)
        return sum(one.total for one in live) - cleared_count([one.pk for one in live])
    return targets.preview.total


def release_alert(
    key: int, *, version: int, typed: str, count: str, reason: str, actor: Actor, now: datetime
) -> Alert:
    """Release a submitted alert and call everybody it concerns; an Update replaces, a Cancel ends what it names.

    Args:
        version: of the row the releaser saw.
        typed: the verb (``release_verb``) as typed.
        count: the number of people as typed.
        reason: why, kept in the journal.

    Raises:
        NotAllowed: no right to release here, or the releaser submitted it.
        Invalid: hard stops, or verb, number or reason are not right.
        Stale: it is not waiting for a release any more, or was changed.
    """
    alert = alert_by_id(actor.scope, key)
    actor.demand("alerts.release", alert.division_path)
    # Whoever releases also calls: better refused now than after the release stands.
    actor.demand("calling.lift" if alert.msg_type == "Cancel" else "calling.start", alert.division_path)
    if alert.state != AlertState.SUBMITTED:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    if not may_release(alert.submitted_by_id, actor.user_id):
        raise NotAllowed("alert.same_person", _("提交人不能自己签发，须由另一人签发。"))
    targets = targets_of(alert, now)
    demand_no_stops(stops_of(alert, now, targets))
    total = expected_count(alert, targets)
    if not typed_right(typed, release_verb(alert), count, total):
        raise Invalid(
            "alert.typed", _("输入的动作或人数不对，应为“{verb}”和 {total}。"), verb=release_verb(alert), total=total
        )
    words = demand_reason(reason)
    alert.version = version
    with transaction.atomic(durable=True):
        move(
            alert,
            MOVES["release"],
            released_at=now,
            released_by=actor.label[:80],
            released_by_id=actor.user_id,
            release_reason=words,
            released_count=total,
            rules=rules_now(alert, now),
        )
        _end_earlier(alert, actor, now)
        record(
            kind="alerts.released",
            actor=actor,
            now=now,
            subject=("alert", alert.pk),
            division_path=alert.division_path,
            data={
                "title": str(alert),
                "count": total,
                "reason": words,
                "colour": alert.colour,
                "hazard": alert.hazard,
            },
            is_drill=alert.is_drill,
        )
    # Calling has its own transactions, in chunks. Should the process die here, the ticker goes on.
    call_people(alert, actor=actor, now=now, targets=targets)
    return alert


def _end_earlier(alert: Alert, actor: Actor, now: datetime) -> None:
    """What an Update or Cancel names is over from this moment."""
    if alert.msg_type == "Alert":
        return
    action = "cancel" if alert.msg_type == "Cancel" else "supersede"
    kind = "alerts.cancelled" if action == "cancel" else "alerts.superseded"
    for reference in alert.references.select_related("target"):
        target = reference.target
        if target is None or target.state != AlertState.RELEASED:
            continue
        move(target, MOVES[action], ended_at=now, end_reason=str(alert)[:200])
        record(
            kind=kind,
            actor=actor,
            now=now,
            subject=("alert", target.pk),
            division_path=target.division_path,
            data={"title": str(alert), "by": alert.pk},
            is_drill=target.is_drill,
        )
