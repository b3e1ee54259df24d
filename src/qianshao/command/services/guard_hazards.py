"""A warning in force makes every open hazard in its area somebody's to stand by; its end ends that."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors.lists import in_force
from qianshao.alerts.states import AlertState
from qianshao.command.selectors.hazards import hazards_inside
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import Cause, Watch, end_guards_of, set_guards
from qianshao.journal.models import Entry
from qianshao.people.selectors import responsible_for

ACTOR = Actor.system("自动处置")  # zh: stored in the journal
CAUSE = "alert"
_LONGEST_HOURS = 720


def guard_hazards(entry: Entry, now: datetime) -> str:
    """An alert is in force: whoever answers for the place stands by."""
    alert = _alert(entry)
    if alert is None or alert.msg_type == "Cancel" or alert.state != AlertState.RELEASED:
        return "not in force"
    return f"guards {_guard(alert, now)}"


def guard_found(entry: Entry, now: datetime) -> str:
    """A hazard is found, or open again, while warnings are in force over it."""
    if entry.subject_id is None:
        return "unknown"
    alerts = [alert for alert in in_force(ACTOR.scope, now) if entry.division_path.startswith(alert.division_path)]
    return f"guards {sum(_guard(alert, now, only=[entry.subject_id]) for alert in alerts)}"


def end_guards(entry: Entry, now: datetime) -> str:
    """An alert was updated, cancelled or ran out: nobody stands by because of it any more."""
    if entry.subject_id is None:
        return "unknown"
    return f"ended {end_guards_of(cause=(CAUSE, str(entry.subject_id)), actor=ACTOR, now=now)}"


def _guard(alert: Alert, now: datetime, *, only: Iterable[int] | None = None) -> int:
    rule = next((row for row in standard_rows("guards", now) if row["code"] == alert.colour), None)
    hours = rule.get("every_hours") if rule else None
    if rule is None or not hours:
        return 0
    hazards = hazards_inside(alert, now, only=only)
    with override(settings.LANGUAGE_CODE):  # what is stored is read by everybody
        cause = Cause(
            CAUSE,
            str(alert.pk),
            label=_plain(alert),
            measure=str(rule.get("measure") or ""),
            every_hours=max(1, min(round(float(hours)), _LONGEST_HOURS)),
            until=alert.expires,
            is_drill=alert.is_drill,
        )
    return set_guards(watches=_watches(hazards, now), cause=cause, actor=ACTOR, now=now)


def _watches(hazards: list[Hazard], now: datetime) -> list[Watch]:
    """Each with the leader of its grid, its village or, where nobody is, the next above."""
    people = responsible_for({row.division_path for row in hazards}, now.astimezone(BEIJING).date())
    return [
        Watch(row, *((found.person_id, found.label) if (found := people.get(row.division_path)) else ()))
        for row in hazards
    ]


def _alert(entry: Entry) -> Alert | None:
    found: Alert | None = Alert.objects.unscoped("the alert of a journal entry").filter(pk=entry.subject_id).first()
    return found


def _plain(alert: Alert) -> str:
    """The title without the drill's mark, which pages add themselves."""
    return str(alert).replace("【演练】", "").strip()[:100]  # zh: stored with alerts
