"""What the pages of one alert show."""

from datetime import datetime
from typing import Any

from qianshao.alerts.cap.words import SIGNATURE_WORDS
from qianshao.alerts.selectors import drawing_of, hazards_at, stops_of, targets_of
from qianshao.alerts.services import expected_count, release_verb
from qianshao.core.actor import Actor


def alert_context(alert: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    """The row, its preview from the stored pieces, its hard stops, and the actor's next moves."""
    targets = targets_of(alert, now)
    path, scope = alert.division_path, actor.scope
    may_release = scope.may("alerts.release", path)
    own = alert.submitted_by_id is not None and alert.submitted_by_id == actor.user_id
    return {
        "alert": alert,
        **_by_the_table(alert, now),
        "areas": alert.areas.all(),
        "references": alert.references.select_related("target"),
        "referred_by": alert.referred_by.select_related("alert"),
        "targets": targets,
        "preview": targets.preview,
        "drawing": drawing_of(targets.covered),
        "total": expected_count(alert, targets),
        "verb": release_verb(alert),
        "stops": stops_of(alert, now, targets) if alert.state in ("draft", "submitted") else (),
        "signature": SIGNATURE_WORDS.get("absent" if alert.signature_state == "absent" else "", "")
        or alert.verdict.get("signature_detail", ""),
        "may_compose": scope.may("alerts.compose", path),
        "may_release": may_release,
        "own": own,
    }


def _by_the_table(alert: Any, now: datetime) -> dict[str, Any]:
    """The hazard and its threshold: as released, else by the table in force."""
    hazard = hazards_at(now).get(alert.hazard)
    frozen = alert.rules.get("hazard", {})
    standing = hazard.thresholds.get(alert.colour, "") if hazard else ""
    return {
        "hazard": hazard,
        "threshold": frozen["threshold"] if frozen else standing,
        "rules": alert.rules,
    }
