"""隐患辅助识别 as the pages show it: the text with the words that spoke marked, in plain numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from qianshao.core.scope import Scope
from qianshao.hazards import selectors
from qianshao.hazards.assist.propose import Because

MOST_WORDS = 500


def assist_before(scope: Scope, given: Mapping[str, str], now: datetime) -> dict[str, Any] | None:
    """For a form that is being filled in; None without words."""
    words = given.get("description", "").strip()[:MOST_WORDS]
    if not words:
        return None
    lon, lat = _number(given.get("lon"), 180), _number(given.get("lat"), 90)
    found = selectors.assist(scope, words, now, lon=lon, lat=lat, place_class=given.get("place_class", ""))
    return assist_lines(found)


def assist_of(scope: Scope, row: Any, now: datetime) -> dict[str, Any] | None:
    """For a hazard that waits for verification; None without words, or for who may not verify."""
    if not row.description.strip() or not scope.may("hazards.verify", row.division_path):
        return None
    found = selectors.assist(
        scope,
        row.description,
        now,
        lon=row.lon,
        lat=row.lat,
        place_uid=row.place_uid,
        place_class=row.place_class,
        besides=row.pk,
    )
    return assist_lines(found) | {"eye": bool(settings.VISION["url"]) and not settings.DEMO}


def assist_lines(found: selectors.Assist, *, seen: bool = False) -> dict[str, Any]:
    """What the template needs. ``seen``: the words are an outside service's, not a person's."""
    best = found.proposal.kinds[0]
    return {
        "seen": seen,
        "vague": found.is_vague,
        "kinds": [(name, round(100 * guess.share)) for name, guess in found.kinds if guess.share >= 0.05],
        "marked": marked(found.words, best.because),
        "major": found.is_major,
        "major_words": [one.words for one in found.proposal.grade.because],
        "department": found.department["name"],
        "near": found.near,
        "checklist": found.checklist,
    }


def marked(words: str, because: tuple[Because, ...]) -> list[tuple[str, bool]]:
    """The text in pieces: (words, whether they spoke).

    >>> marked("abcd", (Because("bc", 1, 3, 1.0),))
    [('a', False), ('bc', True), ('d', False)]
    """
    pieces, done = [], 0
    for one in because:
        pieces += [(words[done : one.start], False), (words[one.start : one.end], True)]
        done = one.end
    return [(text, spoke) for text, spoke in [*pieces, (words[done:], False)] if text]


def _number(text: str | None, most: float) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -most <= value <= most else None
