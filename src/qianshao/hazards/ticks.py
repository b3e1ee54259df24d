"""What the engine does for the room by itself."""

# zh: who reminded, as the timeline stores it

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.sweeps import Sweep
from qianshao.hazards.services.remind import remind_due
from qianshao.hazards.services.remind_works import remind_works
from qianshao.hazards.services.stations import drop_readings
from qianshao.hazards.services.whistle_reminders import remind_missed


def remind(now: datetime, limit: int) -> int:
    """Reminders and 督办 that have come due."""
    return remind_due(limit=limit, actor=Actor.system("自动提醒"), now=now)


def works(now: datetime, limit: int) -> int:
    """Dates of milestones that come near or were missed."""
    return remind_works(limit=limit, actor=Actor.system("自动提醒"), now=now)


def whistles(now: datetime, limit: int) -> int:
    """Minutes of a whistle that were missed."""
    return remind_missed(limit=limit, actor=Actor.system("自动提醒"), now=now)


def drop_old_readings(now: datetime, limit: int) -> int:
    """Readings kept for longer than the county says."""
    return drop_readings(limit=limit, now=now)


SWEEPS = (
    Sweep("hazards.remind", remind, every=20.0),
    Sweep("hazards.works", works, every=20.0),
    Sweep("hazards.readings", drop_old_readings, every=60.0),
    Sweep("hazards.whistles", whistles, every=10.0),
)
