"""The messages behind a message: what an Update or Cancel names, what that named, and their call-outs."""

from qianshao.alerts.models import Alert, AlertReference
from qianshao.calling.models import CallOut
from qianshao.calling.states import LIVE

#: Longer chains than this are loops or nonsense.
MOST_LINKS = 200


def earlier_alerts(alert: Alert) -> list[Alert]:
    """Every known alert that this one goes on from, directly or through others; a loop ends itself."""
    found: dict[int, Alert] = {}
    todo = [alert.pk]
    while todo and len(found) < MOST_LINKS:
        rows = AlertReference.objects.filter(alert_id__in=todo, target__isnull=False).select_related("target")
        targets = {row.target.pk: row.target for row in rows if row.target is not None}
        todo = [key for key in targets if key not in found and key != alert.pk]
        found |= {key: targets[key] for key in todo}
    return list(found.values())


def callout_ids(alert: Alert) -> list[int]:
    """The call-outs of those alerts, oldest first."""
    return sorted({int(one.callout_id) for one in earlier_alerts(alert) if one.callout_id is not None})


def live_callouts(alert: Alert) -> list[CallOut]:
    """Those of them that still have people to account for, oldest first."""
    rows = CallOut.objects.unscoped("call-outs of alerts in scope")
    return list(rows.filter(pk__in=callout_ids(alert), state__in=LIVE).order_by("pk"))
