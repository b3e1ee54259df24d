"""Hazard types, their colours, thresholds and 防御指南, and how to tell them from a foreign message.

Data, not constants: ``data/hazards.json`` is what a new county starts with; it may edit its copy. Event codes
are ``[C]`` codes in use, thresholds ``[U]`` as a standard (provinces differ), guide texts our own.
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
    """One type. ``thresholds`` by colour code; ``guide`` steps with the colour from which each applies."""

    code: str
    name: str
    event_codes: tuple[str, ...]
    words: tuple[str, ...]
    category: str
    thresholds: Mapping[str, str]
    guide: tuple[tuple[str, str], ...]

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
    """The hazard types by code."""
    return {one["code"]: _hazard(one) for one in _raw()["hazards"]}


def recognise(info: Info) -> Recognised:
    """Hazard and colour of one info block: by code, then by the words of its event and headline.

    Short provider codes that carry only a colour (p0000001…) say nothing about the hazard: the text decides.
    Severity stands in for a colour only when neither parameter nor text names one.
    """
    return Recognised(_hazard_of(info), _colour_of(info))


def colour_of_severity(severity: str) -> str | None:
    """Extreme is red, Severe orange, Moderate yellow, Minor blue ``[C]``."""
    return next((one.code for one in colours().values() if one.severity == severity), None)


def _hazard_of(info: Info) -> str | None:
    codes = {pair.value.strip().upper() for pair in info.event_codes}
    for hazard in hazards().values():
        if codes & set(hazard.event_codes):
            return hazard.code
    for text in (info.event, info.headline):
        found = [(len(word), one.code) for one in hazards().values() for word in one.words if word in text]
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


def _hazard(one: dict[str, Any]) -> Hazard:
    return Hazard(
        code=str(one["code"]),
        name=str(one["name"]),
        event_codes=tuple(one["event_codes"]),
        words=tuple(one["words"]),
        category=str(one["category"]),
        thresholds=dict(one["thresholds"]),
        guide=tuple((since, text) for since, text in one["guide"]),
    )
