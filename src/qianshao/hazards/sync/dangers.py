"""Dangers and patrol points between a phone and the room."""

from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.sync import Push
from qianshao.hazards import selectors, services

MOST_POINTS = 500


def kind_rows(scope: Scope, _actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The kinds in order (``what``: kind), then the patrol points of the area (``what``: point)."""
    current = selectors.kinds_in_force(now)
    kinds = [{"what": "kind", "version": current.version, **kind} for kind in current.kinds]
    rows = selectors.points_with_state(scope, now)[:MOST_POINTS]
    return kinds + [_point(row) for row in rows]


def _point(row: selectors.PointRow) -> dict[str, Any]:
    point = row.point
    return {
        "what": "point",
        "id": point.pk,
        "code": point.code,
        "name": point.name,
        "kind": point.kind,
        "look_for": point.look_for,
        "division_path": point.division_path,
        "lon": point.lon,
        "lat": point.lat,
        "every_hours": point.every_hours,
        "last_check_at": point.last_check_at.isoformat() if point.last_check_at else None,
        "state": row.state,
    }


def run_report(push: Push) -> dict[str, Any]:
    """Somebody saw danger."""
    given = push.payload
    made = services.report_danger(
        kind=text_of(given, "kind"),
        trapped=given.get("trapped"),
        trapped_count=given.get("trapped_count"),
        place=text_of(given, "place"),
        words=text_of(given, "words"),
        division_path=text_of(given, "division_path"),
        is_drill=given.get("is_drill") is True,
        **common_of(push),
    )
    return {"sighting": made.pk, "photos": made.photos}


def run_check_in(push: Push) -> dict[str, Any]:
    """Somebody looked."""
    given = push.payload
    point, words = given.get("point"), text_of(given, "words")
    if given.get("hazard") is True:
        words = f"有隐患，另报。{words}"  # zh: stored with the check-in
    made = services.check_in(
        point=point if isinstance(point, int | str) and not isinstance(point, bool) else None,
        found=given.get("found") not in (False, None, 0, "", "no", "nothing"),
        words=words,
        is_drill=given.get("is_drill") is True,
        **common_of(push),
    )
    return {"check_in": made.pk, "metres": made.metres and round(made.metres)}


def text_of(given: dict[str, Any], key: str) -> str:
    """A text of the payload; anything else is none."""
    value = given.get(key)
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def common_of(push: Push) -> dict[str, Any]:
    """What every verb takes from a phone."""
    return {
        "position": push.position,
        "evidence": push.attachments,
        "made_at": push.made_at,
        "command_id": push.id,
        "actor": push.actor,
        "now": push.received_at,
    }
