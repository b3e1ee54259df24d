"""The facts a release is decided on, from the stored row, and the stops that follow."""

from datetime import datetime

from qianshao.alerts.models import Alert
from qianshao.alerts.rules import Facts, Stop, Target, stops
from qianshao.alerts.selectors.targets import Targets, targets_of
from qianshao.alerts.states import AUDIENCE_LABELS
from qianshao.calling.services.start_callout import missing_ladders


def facts_of(alert: Alert, targets: Targets, now: datetime) -> Facts:
    """What the rules look at."""
    references = list(alert.references.select_related("target"))
    missing = missing_ladders(alert.hazard or "*", alert.colour or "*", targets.audiences, now)
    return Facts(
        status=alert.status,
        scope=alert.scope,
        msg_type=alert.msg_type,
        is_drill=alert.is_drill,
        sender=alert.sender,
        text=f"{alert.headline}\n{alert.description}\n{alert.instruction}",
        hazard=alert.hazard,
        colour=alert.colour,
        expires=alert.expires,
        signature=alert.signature_state,
        pieces=targets.covered.pieces,
        area_faults=targets.covered.faults,
        targets=tuple(Target(one.target.sender, one.target.state) for one in references if one.target),
        references=len(references),
        # An Update that only changes words or times may well have nobody new to call.
        recipients=targets.preview.total if targets.covered.usable and not targets.preview.only_new else None,
        missing_ladders=tuple(str(AUDIENCE_LABELS[audience]) for audience in missing),
    )


def stops_of(alert: Alert, now: datetime, targets: Targets | None = None) -> tuple[Stop, ...]:
    """Why the alert must not be released as it is stored now."""
    return stops(facts_of(alert, targets or targets_of(alert, now), now), now)
