"""From a released alert to calling: start a call-out, or lift the ones a Cancel names. Resumable."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.chain import live_callouts
from qianshao.alerts.selectors.targets import Preview, Targets, places, targets_of
from qianshao.calling.services.extend_callout import extend_callout
from qianshao.calling.services.lift_callout import lift_callout
from qianshao.calling.services.narrow_callout import narrow_callout
from qianshao.calling.services.sources import Cause
from qianshao.calling.services.start_callout import start_callout
from qianshao.calling.services.supersede_callout import carry_over
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.journal.services import record

CAUSE = "alert"


def call_people(alert: Alert, *, actor: Actor, now: datetime, targets: Targets | None = None) -> None:
    """Call everybody the released alert concerns, or tell the all-clear to exactly those who were called.

    ``targets``: those the releaser confirmed a moment ago; looked up again otherwise.

    Runs again after a crash without calling anybody twice: one call-out per cause, and a lifted one stays lifted.
    """
    callout = _lift(alert, actor, now) if alert.msg_type == "Cancel" else _start(alert, targets, actor, now)
    with transaction.atomic(durable=True):
        rows = Alert.objects.unscoped("the alert just released").filter(pk=alert.pk, called_at__isnull=True)
        if not rows.update(called_at=now, callout_id=callout):
            return
        record(
            kind="alerts.called",
            actor=actor,
            now=now,
            subject=("alert", alert.pk),
            division_path=alert.division_path,
            data={"callout": callout},
            is_drill=alert.is_drill,
        )
    alert.called_at, alert.callout_id = now, callout


def _start(alert: Alert, targets: Targets | None, actor: Actor, now: datetime) -> int | None:
    """A call-out that replaces the earlier ones or, for the newly inside only, stands beside them."""
    targets = targets or targets_of(alert, now)
    assert alert.expires is not None  # a hard stop of the release
    earlier = live_callouts(alert) if alert.msg_type == "Update" else []
    beside = targets.preview.only_new
    if beside:
        for old in earlier:
            extend_callout(old.pk, not_after=alert.expires, actor=actor, now=now)
            narrow_callout(old.pk, targets.inside, actor=actor, now=now)
        if not targets.recipients:
            return earlier[-1].pk if earlier else None
    replaced = [] if beside else earlier
    with override(settings.LANGUAGE_CODE):  # recipients read it, not the officer
        cause = _cause(alert, targets.preview, alert.expires)
    callout = start_callout(
        cause,
        targets.recipients,
        targets.contacts(),
        actor=actor,
        now=now,
        supersedes=replaced[-1] if replaced else None,
    )
    for old in replaced[:-1]:
        with transaction.atomic(durable=True):
            carry_over(old, callout, actor=actor, now=now)
    return int(callout.pk)


def _cause(alert: Alert, preview: Preview, not_after: datetime) -> Cause:
    return Cause(
        kind=CAUSE,
        id=alert.pk,
        title=title_of(alert),
        brief=brief_of(alert, preview),
        division_path=alert.division_path,
        not_after=not_after,
        hazard=alert.hazard,
        colour=alert.colour,
        is_drill=alert.is_drill,
    )


def _lift(alert: Alert, actor: Actor, now: datetime) -> int | None:
    last = None
    for callout in live_callouts(alert):
        last = int(callout.pk)
        lift_callout(last, reason=f"{alert}：{alert.release_reason}"[:200], actor=actor, now=now)
    return last


def title_of(alert: Alert) -> str:
    """What people hear first: the headline, without the drill's mark, which calling adds itself."""
    return alert.headline.replace("【演练】", "").strip()[:160]  # zh: what recipients read


def brief_of(alert: Alert, preview: Preview) -> str:
    """Who issued it, when, for where: a warning without place, time and issuer is not acted on."""
    local = alert.sent.astimezone(BEIJING)
    return _("{sender} {time} 发布，涉及{places}").format(
        sender=alert.sender_name, time=f"{local:%H:%M}", places=places(preview) or alert.sender_name
    )[:500]
