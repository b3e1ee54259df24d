"""The ladders page: who is called how, by colour, and how long it takes until somebody walks."""

from dataclasses import dataclass
from datetime import datetime

from qianshao.calling.models import Ladder
from qianshao.calling.rules import plan_from, seconds_to_door
from qianshao.calling.selectors.ladders import audiences, ladder_in_force
from qianshao.core.errors import NotFound

COLOURS = ("red", "orange", "yellow", "blue")


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One ladder in force. ``ours``: the county has published it; otherwise it is as shipped."""

    audience: str
    audience_name: str
    colour: str
    ladder: Ladder
    labels: tuple[str, ...]
    seconds_to_door: int

    @property
    def ours(self) -> bool:
        """Whether the county wrote it."""
        return self.ladder.version > 0


def ladder_rows(at: datetime) -> list[LadderRow]:
    """Every audience in every colour, whatever the hazard."""
    return [ladder_row(audience, colour, at) for audience in audiences() for colour in COLOURS]


def ladder_row(audience: str, colour: str, at: datetime) -> LadderRow:
    """One of them.

    Raises:
        NotFound: no such audience or colour.
    """
    names = audiences()
    if audience not in names or colour not in COLOURS:
        raise NotFound("ladder.unknown", "没有这样的叫应步骤")
    ladder = ladder_in_force("*", colour, audience, at)
    plan = plan_from(ladder.as_plan_data())
    labels = tuple(step.label or str(step.kind) for step in plan.steps)
    return LadderRow(audience, names[audience], colour, ladder, labels, seconds_to_door(plan))
