"""Objects for the permission matrix: alerts, their tables, and what the platform proposes on them."""

from collections.abc import Mapping
from typing import Any

from qianshao.alerts.models import Alert
from qianshao.command.models import Reaction, Suggestion
from qianshao.divisions.models import Division
from tests.cast import Cast
from tests.matrix import Builder


def hazard(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A hazard type of the site's table; the neighbouring county asks for one that there is not."""
    return {"code": "nothing" if where.path == cast.neighbour_village.path else "rainstorm"}


def colour(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A colour of the site's table; the neighbouring county asks for one that is none."""
    return {"colour": "purple" if where.path == cast.neighbour_village.path else "red"}


def alert(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A draft of an alert of the area."""
    row = Alert._base_manager.create(
        identifier=f"{where.code}_{Alert._base_manager.count()}",
        sender="某台",
        sent=cast.now,
        source="manual",
        status="Actual",
        msg_type="Alert",
        headline="暴雨红色预警",
        division_path=where.path,
        received_at=cast.now,
        received_by="某某",
    )
    return {"key": row.pk}


def suggestion(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A reminder about the area."""
    row = Suggestion._base_manager.create(
        kind="note",
        cause_kind="test",
        cause_id=Suggestion._base_manager.count() + 1,
        title="提示做好准备",
        division_path=where.path,
        made_at=cast.now,
    )
    return {"key": row.pk}


def reaction(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A reaction that failed; reactions belong to the site, the neighbouring county asks for one there is not."""
    if where.path == cast.neighbour_village.path:
        return {"key": 999_999}
    row = Reaction.objects.create(entry_id=Reaction.objects.count() + 1, name="propose", state="failed", at=cast.now)
    return {"key": row.pk}


def sheet(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A hazard of the site's table of proposals."""
    return {"hazard": hazard(cast, where)["code"]}


OBJECTS: dict[str, Builder] = {
    "alerts:alert": alert,
    "alerts:cap": alert,
    "alerts:edit": alert,
    "alerts:submit": alert,
    "alerts:return": alert,
    "alerts:withdraw": alert,
    "alerts:release": alert,
    "command:dismiss": suggestion,
    "command:retry": reaction,
    "command:sheet": sheet,
    "alerts:hazard_edit": hazard,
    "alerts:reach_edit": colour,
    "api:GET api/v1/alerts/<int:key>/cap.xml": alert,
}
