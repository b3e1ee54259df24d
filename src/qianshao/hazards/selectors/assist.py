"""隐患辅助识别 with what the county has on file: its names, its checklists, and what is known nearby."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from qianshao.core.scope import Scope
from qianshao.hazards.assist import keywords
from qianshao.hazards.assist.propose import Guess, Proposal, propose
from qianshao.hazards.assist.similar import OLD_DAYS, Nearness, alike, print_of
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors.ledger import duplicates_near
from qianshao.hazards.selectors.standards import hazard_kind, standard_row, standard_rows

#: A second kind this likely is looked for nearby too.
_ALSO = 0.15
MOST_NEAR, MOST_ITEMS, MOST_COMPARED = 5, 8, 60


@dataclass(frozen=True)
class Near:
    """A hazard that may be the same, and why."""

    hazard: Hazard
    nearness: Nearness


@dataclass(frozen=True)
class Assist:
    """A proposal in the county's words. Nothing in it is decided."""

    words: str
    proposal: Proposal
    kinds: tuple[tuple[str, Guess], ...]
    department: dict[str, Any]
    near: tuple[Near, ...]
    checklist: tuple[dict[str, Any], ...]

    @property
    def is_vague(self) -> bool:
        """The words say too little."""
        return self.proposal.vague

    @property
    def is_major(self) -> bool:
        """Perhaps 重大."""
        return self.proposal.grade.code == "2"


def assist(
    scope: Scope,
    words: str,
    now: datetime,
    *,
    lon: float | None = None,
    lat: float | None = None,
    place_uid: UUID | None = None,
    place_class: str = "",
    besides: int | None = None,
) -> Assist:
    """What a text may be about. ``besides``: the hazard itself, which is not its own duplicate."""
    said = propose(words)
    likely = [guess.code for guess in said.kinds if guess is said.kinds[0] or guess.share >= _ALSO]
    rows = {
        row.pk: (row, metres)
        for kind in likely
        for row, metres in duplicates_near(scope, kind, lon, lat, now, place_uid=place_uid, besides=besides)
    }
    return Assist(
        words,
        said,
        tuple((str(hazard_kind(guess.code, now)["name"]), guess) for guess in said.kinds),
        _department(said, now),
        _near(words, list(rows.values()), now),
        _checklist(said.kind, place_class, now),
    )


def _department(said: Proposal, now: datetime) -> dict[str, Any]:
    """The county's own lead for the kind, unless the words speak for another than the usual one."""
    code = said.department.code
    if code == keywords.usual_lead(said.kind):
        code = str(hazard_kind(said.kind, now).get("department", code))
    return standard_row("departments", code, now) or {"code": code, "name": code}


def _near(words: str, rows: list[tuple[Hazard, float | None]], now: datetime) -> tuple[Near, ...]:
    mine = print_of(words)
    found = [
        Near(row, Nearness(metres, _days(row, now), alike(mine, print_of(row.description))))
        for row, metres in rows[:MOST_COMPARED]
    ]
    worth = [one for one in found if one.nearness.worth_a_look]
    return tuple(sorted(worth, key=lambda one: (-one.nearness.score, one.hazard.pk))[:MOST_NEAR])


def _days(row: Hazard, now: datetime) -> float:
    return min(max((now - row.found_at).total_seconds() / 86_400, 0.0), OLD_DAYS)


def _checklist(kind: str, place_class: str, now: datetime) -> tuple[dict[str, Any], ...]:
    """The check items of the kind; of the place's class first."""
    rows = [row for row in standard_rows("check_items", now) if row.get("kind") == kind and kind != keywords.OTHER]
    rows.sort(key=lambda row: not (place_class and place_class.startswith(str(row["place_class"]))))
    return tuple(rows[:MOST_ITEMS])
