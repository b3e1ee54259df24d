"""What the engine does for the room by itself."""

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.sweeps import Sweep
from qianshao.inspections.services.make import make_due, miss_due
from qianshao.inspections.services.seals import unseal_missed


def make(now: datetime, limit: int) -> int:
    """The visits that plans call for."""
    return make_due(limit=limit, actor=Actor.system("inspections.make"), now=now)


def miss(now: datetime, limit: int) -> int:
    """What nobody visited in time."""
    return miss_due(limit=limit, actor=Actor.system("inspections.miss"), now=now)


def unseal(now: datetime, limit: int) -> int:
    """Drawn visits that nobody will make any more."""
    return unseal_missed(limit=limit, actor=Actor.system("inspections.unseal"), now=now)


SWEEPS = (
    Sweep("inspections.make", make, every=30.0),
    Sweep("inspections.miss", miss, every=30.0),
    Sweep("inspections.unseal", unseal, every=60.0),
)
