"""The warnings a phone shows: running calls of its holder, with what to do."""

from datetime import datetime
from typing import Any

from qianshao.alerts.selectors.tables import guide_for
from qianshao.calling.selectors.phone import own_calls
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sync import Pull

MOST_STEPS = 5
OPEN = "open"


def alert_rows(_scope: Scope, actor: Actor, _now: datetime) -> list[dict[str, Any]]:
    """One row for each running call-out in which the holder is called."""
    return [
        {
            "case": case.pk,
            "callout": callout.pk,
            "title": callout.title,
            "brief": callout.brief,
            "hazard": callout.hazard,
            "colour": "" if callout.colour == "*" else callout.colour,
            "guide": list(
                guide_for(callout.cause_kind, callout.cause_id, callout.hazard, callout.colour, callout.started_at)[
                    :MOST_STEPS
                ]
            ),
            "is_drill": callout.is_drill,
            "sent_at": callout.started_at,
            "deadline": case.late_at,
            "state": case.state,
            "answered": case.state != OPEN,
            "answered_at": case.ended_at,
            "asks_first_reply": callout.plans[case.ladder_index].first_reply_s is not None,
        }
        for callout, case in own_calls(actor)
    ]


PULLS = (Pull("alerts", "calling.mine", alert_rows),)
