"""What the engine does for the room by itself."""

# zh: who reminded, as the timeline stores it

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.sweeps import Sweep
from qianshao.hazards.services.remind import remind_due
from qianshao.hazards.services.whistle_reminders import remind_missed


def remind(now: datetime, limit: int) -> int:
    """Reminders and 督办 that have come due."""
    return remind_due(limit=limit, actor=Actor.system("自动提醒"), now=now)


def whistles(now: datetime, limit: int) -> int:
    """Minutes of a whistle that were missed."""
    return remind_missed(limit=limit, actor=Actor.system("自动提醒"), now=now)


SWEEPS = (
    Sweep("hazards.remind", remind, every=20.0),
    Sweep("hazards.whistles", whistles, every=10.0),
)
