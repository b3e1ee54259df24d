"""What the standard demands in words and no schema can check. Pure: an alert and ``now`` in, findings out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from qianshao.alerts.cap.findings import Finding
from qianshao.alerts.cap.message import Alert, Info

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far two clocks may differ. Météo-France closes a warning by an Update that expires half a minute before
it is sent; hours or days are another matter."""
WARNING_TYPES = ("Alert", "Update", "Cancel")


def reasons(alert: Alert) -> Iterator[Finding]:
    """Why the message must be refused although its form is right (CAP 1.2 §3.2.1, §3.2.2)."""
    if alert.msg_type in ("Update", "Cancel") and not alert.references:
        yield Finding("references_missing", alert.line, {"kind": alert.msg_type})
    if alert.scope == "Restricted" and not alert.restriction:
        yield Finding("restriction_missing", alert.line)
    if alert.scope == "Private" and not alert.addresses:
        yield Finding("addresses_missing", alert.line)
    for info in alert.infos:
        if info.expires is not None and info.expires < alert.sent - CLOCK_TOLERANCE:
            times = {"expires": say(info.expires), "sent": say(alert.sent)}
            yield Finding("expires_before_sent", info.line, times)


def marks(alert: Alert, now: datetime) -> Iterator[Finding]:
    """What is odd but clear enough to go on with."""
    for name, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if set(value) & set(" ,<&\t\n"):
            yield Finding("identity_characters", alert.line, {"name": name})
    if not alert.infos and alert.msg_type in ("Alert", "Update"):
        yield Finding("no_info", alert.line)
    if alert.sent > now + CLOCK_TOLERANCE:
        minutes = int(CLOCK_TOLERANCE.total_seconds() // 60)
        yield Finding("sent_in_future", alert.line, {"minutes": str(minutes)})
    for info in alert.infos:
        yield from _info_marks(alert, info)


def notes(alert: Alert, now: datetime) -> Iterator[Finding]:
    """Facts about a sound message that decide what may be done with it."""
    if alert.status != "Actual":
        yield Finding("not_actual", alert.line, {"status": alert.status})
    if alert.scope != "Public":
        yield Finding("not_public", alert.line, {"scope": alert.scope})
    if alert.msg_type not in WARNING_TYPES:
        yield Finding("not_warning", alert.line, {"kind": alert.msg_type})
    if alert.expires is not None and alert.expires <= now:
        yield Finding("expired", alert.line, {"expires": say(alert.expires)})
    areas = [area for info in alert.infos for area in info.areas]
    if alert.msg_type in ("Alert", "Update") and all(area.empty for area in areas):
        yield Finding("no_area", alert.line)


def public(alert: Alert) -> bool:
    """May it ever reach the public? Test, Exercise, Draft, System, Ack, Error and narrow scopes: never."""
    return alert.status == "Actual" and alert.scope == "Public" and alert.msg_type in WARNING_TYPES


def say(moment: datetime) -> str:
    """A moment with its offset, for sentences."""
    return moment.isoformat(timespec="seconds")


def _info_marks(alert: Alert, info: Info) -> Iterator[Finding]:
    if info.expires is None:
        return
    if info.expires <= alert.sent:
        yield Finding("expires_at_sent", info.line)
    if info.effective is not None and info.expires < info.effective:
        yield Finding("expires_before_effective", info.line)
