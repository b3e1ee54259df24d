"""What the engine does for the room by itself."""

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.sweeps import Sweep
from qianshao.hazards.services.remind import remind_due


def remind(now: datetime, limit: int) -> int:
    """Reminders and 督办 that have come due."""
    return remind_due(limit=limit, actor=Actor.system("hazards.remind"), now=now)


SWEEPS = (Sweep("hazards.remind", remind, every=20.0, parallel=True),)
