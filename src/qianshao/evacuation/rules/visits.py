"""When a door is due again. The minutes are data: an order copies the version in force when it is given."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from qianshao.evacuation.states import AT_THE_DOOR, Whereabouts


@dataclass(frozen=True, slots=True)
class Limits:
    """Minutes: the first visit after the order, the next after each outcome, the wait before a door is passed up."""

    first_visit: int
    after_nobody: int
    after_refused: int
    after_notified: int
    after_pickup: int
    pass_up: int
    version: int = 0

    def as_data(self) -> dict[str, Any]:
        """What an order keeps."""
        return asdict(self)


def limits_from(data: Mapping[str, Any]) -> Limits:
    """The limits an order copied."""
    return Limits(**{name: int(data[name]) for name in Limits.__slots__})


def next_visit(states: Collection[str], limits: Limits, now: datetime) -> datetime | None:
    """When the household is due again, by its most urgent member; None when nobody is left at the door."""
    minutes = {
        Whereabouts.UNNOTIFIED: limits.first_visit,
        Whereabouts.NOTIFIED: limits.after_notified,
        Whereabouts.NOBODY: limits.after_nobody,
        Whereabouts.PICKUP: limits.after_pickup,
        Whereabouts.REFUSED: limits.after_refused,
    }
    waiting = [minutes[state] for state in AT_THE_DOOR if state in states]
    return now + timedelta(minutes=min(waiting)) if waiting else None
