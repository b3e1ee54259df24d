"""The county's figures, as the rules take them."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """Hours, a factor, km/h and minutes; see ``models.DispatchRules``.

    48 h: the township flow of hazards_to_assessment §4.4. The other values are defaults of ours, not a standard's.
    """

    version: int = 0
    paper_hours: int = 48
    remind_hours: int = 24
    road_factor: float = 1.4
    speed: float = 40.0
    pack_minutes: int = 20

    def as_data(self) -> dict[str, Any]:
        """For a table's row."""
        return asdict(self)

    def paper_due(self, verbal_at: datetime) -> datetime:
        """When the paper of a verbal order must be there."""
        return verbal_at + timedelta(hours=self.paper_hours)

    def next_reminder(self, reminded_at: datetime) -> datetime:
        """When a paper that is still missing is asked for again."""
        return reminded_at + timedelta(hours=self.remind_hours)

    def straight_minutes(self, metres: float) -> float:
        """Minutes on the road over a straight distance."""
        return metres * self.road_factor / 1000 / self.speed * 60
