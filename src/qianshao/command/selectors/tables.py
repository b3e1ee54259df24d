"""Which danger zones are proposed at which colour: the county's newest version, else the shipped one."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.hazards import Hazard
from qianshao.alerts.selectors.tables import hazards_at
from qianshao.command.models import ProposalSheet
from qianshao.command.rules import Row, row_from
from qianshao.core.errors import NotFound
from qianshao.people.models.households import ZoneKind


@cache
def shipped() -> dict[str, Any]:
    """``data/proposals.json``."""
    loaded: dict[str, Any] = json.loads((files("qianshao.command") / "data/proposals.json").read_text("utf-8"))
    return loaded


def sheet_at(hazard: str, at: datetime) -> ProposalSheet:
    """The version of one hazard in force; unsaved version 0 where the county has written none."""
    found = ProposalSheet.objects.filter(hazard=hazard, valid_from__lte=at).order_by("-version").first()
    rows = shipped()["rows"].get(hazard, {})
    return found or ProposalSheet(hazard=hazard, version=0, valid_from=at, rows=rows, source=shipped()["source"])


def row_for(hazard: str, colour: str, at: datetime) -> Row:
    """What a hazard at a colour proposes; nothing where nobody has said so."""
    return row_from(sheet_at(hazard, at).rows.get(colour))


def hazard_rows(at: datetime) -> list[tuple[Hazard, ProposalSheet]]:
    """Every hazard with its version, those that propose something first."""
    found = [(hazard, sheet_at(hazard.code, at)) for hazard in hazards_at(at).values()]
    return sorted(found, key=lambda pair: not pair[1].rows)


def named_hazard(code: str, at: datetime) -> Hazard:
    """One hazard.

    Raises:
        NotFound: there is none with this code.
    """
    found = hazards_at(at).get(code)
    if found is None:
        raise NotFound("hazard.unknown", _("没有这个灾种。"))
    return found


def zone_labels() -> dict[str, str]:
    """Kinds of danger zones in words."""
    return {kind.value: str(kind.label) for kind in ZoneKind}


def sheets_of(hazard: str) -> "QuerySet[ProposalSheet]":
    """Every version the county has published, newest first."""
    return ProposalSheet.objects.filter(hazard=hazard).order_by("-version")
