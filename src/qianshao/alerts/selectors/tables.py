"""The county's table: hazard types and the reach of the colours, as they hold at a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.alerts import hazards
from qianshao.alerts.hazards import Hazard
from qianshao.alerts.models import Alert, RuleSheet
from qianshao.alerts.rules import AUDIENCES, REACH, reach
from qianshao.core.errors import NotFound

HAZARD, REACHES = "hazard", "reach"


def hazards_at(at: datetime) -> Mapping[str, Hazard]:
    """The types by code: the county's newest version of each, else the shipped one. One query."""
    found = dict(hazards.hazards())
    for row in _newest(HAZARD, at).values():
        found[row.code] = hazards.hazard_from(
            {**row.content, "code": row.code}, version=row.version, source=row.source, confirmed=row.confirmed
        )
    return found


def reach_rows(at: datetime) -> dict[str, RuleSheet]:
    """The reach of each colour, gravest first; an unsaved version 0 where the county has written none."""
    newest = _newest(REACHES, at)
    return {
        colour: newest.get(colour)
        or RuleSheet(
            kind=REACHES,
            code=colour,
            version=0,
            valid_from=at,
            content={"audiences": list(REACH[colour])},
            source=hazards.reach_source(),
        )
        for colour in reversed(list(hazards.colours()))
    }


def reach_of(alert: Alert, at: datetime) -> tuple[str, ...]:
    """Which audiences an alert calls: frozen at its release, before that what the table says now."""
    if frozen := alert.rules.get("reach"):
        return tuple(audience for audience in AUDIENCES if audience in frozen["audiences"])
    table = {code: row.content["audiences"] for code, row in _newest(REACHES, at).items()}
    return reach(alert.colour, alert.audiences, {**REACH, **table})


def rules_now(alert: Alert, at: datetime) -> dict[str, Any]:
    """What a release freezes: threshold, guide and reach with the versions they come from."""
    hazard = hazards_at(at).get(alert.hazard)
    row = reach_rows(at).get(alert.colour)
    return {
        "hazard": {
            "version": hazard.version if hazard else 0,
            "name": hazard.name if hazard else "",
            "threshold": hazard.thresholds.get(alert.colour, "") if hazard else "",
            "guide": list(hazard.steps(alert.colour)) if hazard and alert.colour in hazards.colours() else [],
        },
        "reach": {"version": row.version if row else 0, "audiences": list(reach_of(alert, at))},
    }


def guide_for(cause_kind: str, cause_id: int, hazard: str, colour: str, at: datetime) -> tuple[str, ...]:
    """The 防御指南 of a call-out: as its alert froze it, else what the table says at that moment."""
    if cause_kind == "alert":
        rows = Alert.objects.unscoped("the alert behind a call-out, for its own guide")
        frozen = rows.filter(pk=cause_id).values_list("rules", flat=True).first()
        if frozen and "hazard" in frozen:
            return tuple(frozen["hazard"]["guide"])
    known = hazards_at(at).get(hazard)
    return known.steps(colour) if known and colour in hazards.colours() else ()


def hazard_at(code: str, at: datetime) -> Hazard:
    """One type.

    Raises:
        NotFound: there is none with this code.
    """
    found = hazards_at(at).get(code)
    if found is None:
        raise NotFound("hazard.unknown", _("没有这个灾种。"))
    return found


def sheets_of(kind: str, code: str) -> "QuerySet[RuleSheet]":
    """Every version the county has published of one row, newest first."""
    return RuleSheet.objects.filter(kind=kind, code=code).order_by("-version")


def _newest(kind: str, at: datetime) -> dict[str, RuleSheet]:
    rows = RuleSheet.objects.filter(kind=kind, valid_from__lte=at).order_by("version")
    return {row.code: row for row in rows}
