"""Hazard types, their colours, thresholds and 防御指南, and how to tell them from a foreign message.

Data, not constants: ``data/hazards.json`` is what a new county starts with (``hazards()``); what it has published
since stands in ``RuleSheet`` rows (``selectors.tables``). Event codes are ``[C]`` codes in use, thresholds ``[U]`` as
a standard (provinces differ), guide texts our own.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qianshao.alerts.cap.message import Info, Pair

COLOUR_PARAMETER = "warningColour"
"""Name of the CAP parameter that keeps the colour, so that severity alone need not carry it."""
IDENTIFIER_PARAMETER = "warningIdentifier"
"""Name of the CAP parameter that keeps the 12379-style identifier."""
GUIDE_PARAMETER = "hazardCode"


@dataclass(frozen=True)
class Colour:
    """One of the four colours; ``rank`` 1 (blue) to 4 (red)."""

    code: str
    name: str
    rank: int
    severity: str
    roman: str
    grade: str


@dataclass(frozen=True)
class Hazard:
    """One type. ``thresholds`` by colour code; ``guide`` steps with the colour from which each applies.

    ``version`` 0: as shipped. ``confirmed``: the thresholds come from a rule that was read, which ``source`` names.
    """

    code: str
    name: str
    event_codes: tuple[str, ...]
    words: tuple[str, ...]
    category: str
    thresholds: Mapping[str, str]
    guide: tuple[tuple[str, str], ...]
    version: int = 0
    source: str = ""
    confirmed: bool = False

    def as_content(self) -> dict[str, Any]:
        """What a version of the table stores."""
        return {
            "code": self.code,
            "name": self.name,
            "event_codes": list(self.event_codes),
            "words": list(self.words),
            "category": self.category,
            "thresholds": dict(self.thresholds),
            "guide": [list(step) for step in self.guide],
        }

    def steps(self, colour: str) -> tuple[str, ...]:
        """The 防御指南 for that colour: the gravest steps first, the lighter ones still hold."""
        rank = colours()[colour].rank
        apply = [(colours()[since].rank, text) for since, text in self.guide]
        return tuple(text for since, text in sorted(apply, key=lambda one: -one[0]) if since <= rank)


@dataclass(frozen=True)
class Recognised:
    """What a message is about: codes of hazard and colour, None where it cannot be told."""

    hazard: str | None
    colour: str | None


@cache
def version() -> str:
    """The version of the shipped table."""
    return str(_raw()["version"])


@cache
def colours() -> Mapping[str, Colour]:
    """The four colours by code, blue first."""
    return {one["code"]: Colour(**one) for one in _raw()["colours"]}


@cache
def hazards() -> Mapping[str, Hazard]:
    """The hazard types as shipped, by code."""
    return {
        one["code"]: hazard_from(one, source=_source_of(one["code"]), confirmed=bool(one.get("confirmed")))
        for one in _raw()["hazards"]
    }


def hazard_from(one: Mapping[str, Any], *, version: int = 0, source: str = "", confirmed: bool = False) -> Hazard:
    """A type from what the shipped file or a stored version says."""
    return Hazard(
        code=str(one["code"]),
        name=str(one["name"]),
        event_codes=tuple(one["event_codes"]),
        words=tuple(one["words"]),
        category=str(one["category"]),
        thresholds=dict(one["thresholds"]),
        guide=tuple((since, text) for since, text in one["guide"]),
        version=version,
        source=source,
        confirmed=confirmed,
    )


def reach_source() -> str:
    """Where the shipped reach of the colours comes from."""
    return str(_raw()["sources"]["reach"])


def recognise(info: Info, known: Mapping[str, Hazard] | None = None) -> Recognised:
    """Hazard and colour of one info block: by code, then by the words of its event and headline.

    Short provider codes that carry only a colour (p0000001…) say nothing about the hazard: the text decides.
    Severity stands in for a colour only when neither parameter nor text names one. ``known``: the types in force
    in the county, otherwise the shipped ones.
    """
    return Recognised(_hazard_of(info, hazards() if known is None else known), _colour_of(info))


def colour_of_severity(severity: str) -> str | None:
    """Extreme is red, Severe orange, Moderate yellow, Minor blue ``[C]``."""
    return next((one.code for one in colours().values() if one.severity == severity), None)


def _hazard_of(info: Info, known: Mapping[str, Hazard]) -> str | None:
    codes = {pair.value.strip().upper() for pair in info.event_codes}
    for hazard in known.values():
        if codes & set(hazard.event_codes):
            return hazard.code
    for text in (info.event, info.headline):
        found = [(len(word), one.code) for one in known.values() for word in one.words if word in text]
        if found:
            return max(found)[1]
    return None


def _colour_of(info: Info) -> str | None:
    named = _pair_value(info.parameters, COLOUR_PARAMETER)
    if named in colours():
        return named
    for text in (info.headline, info.event, *(pair.value for pair in info.parameters), info.description):
        if found := _colours_in(text):
            return found[0] if len(found) == 1 else colour_of_severity(info.severity) or found[0]
    return colour_of_severity(info.severity)


def _colours_in(text: str) -> list[str]:
    """Colours a Chinese text names, in order of appearance, each once."""
    places = {one.code: text.find(one.name) for one in colours().values() if one.name in text}
    return sorted(places, key=lambda code: places[code])


def _pair_value(pairs: Iterable[Pair], name: str) -> str:
    return next((pair.value for pair in pairs if pair.name == name), "")


@cache
def _raw() -> dict[str, Any]:
    text = files("qianshao.alerts").joinpath("data/hazards.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _source_of(code: str) -> str:
    sources: dict[str, str] = _raw()["sources"]
    return sources.get(code, sources["*"])
