"""Which ladder calls whom."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.calling.models import Ladder
from qianshao.core.errors import Invalid


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The ladders of ``data/ladders.json``, one dict of ``Ladder`` fields per colour and audience."""
    raw = json.loads((files("qianshao.calling") / "data" / "ladders.json").read_text("utf-8"))
    return tuple(
        {
            "hazard": "*",
            "colour": colour,
            "audience": item["audience"],
            "recipient_kind": item["recipient_kind"],
            "name": item["name"],
            "steps": raw["steps"][item["steps"]],
            "settings": item["settings"],
            "source": "；".join(raw["sources"].get(code, code) for code in item["source"].split()),
            "confirmed": item["confirmed"],
        }
        for item in raw["ladders"]
        for colour in item["colours"]
    )


def ladder_in_force(hazard: str, colour: str, audience: str, at: datetime) -> Ladder:
    """The ladder that would call now: the county's own first, then the shipped one (unsaved, version 0).

    The closest match wins: this hazard and colour, this colour, this hazard, any.

    Raises:
        Invalid: nobody has written a ladder for this audience.
    """
    found = list(
        Ladder.objects.filter(
            audience=audience, hazard__in=(hazard, "*"), colour__in=(colour, "*"), valid_from__lte=at
        )
    )
    if found:
        return max(found, key=lambda row: (row.colour == colour, row.hazard == hazard, row.version))
    for wanted in (colour, "*"):
        for row in shipped():
            if (row["audience"], row["colour"]) == (audience, wanted):
                return Ladder(**row, version=0, valid_from=at)
    raise Invalid("ladder.missing", _("没有“{audience}”的叫应步骤，请先在叫应步骤里补上。"), audience=audience)


def plan_data_for(hazard: str, colour: str, audience: str, at: datetime) -> dict[str, Any]:
    """The ladder in force, as a call-out copies it.

    Raises:
        Invalid: nobody has written a ladder for this audience.
    """
    return ladder_in_force(hazard, colour, audience, at).as_plan_data()


def audiences() -> dict[str, str]:
    """Who can be called by a ladder: code and name, by weight."""
    return {row["audience"]: row["name"] for row in shipped()}


def versions_of(hazard: str, colour: str, audience: str) -> "QuerySet[Ladder]":
    """Every version the county has published of one ladder, newest first."""
    return Ladder.objects.filter(hazard=hazard, colour=colour, audience=audience).order_by("-version")
