"""The sealing sweep."""

from datetime import datetime

from qianshao.core.sweeps import Sweep
from qianshao.journal.seals import seal_entries

SEAL_EVERY_SECONDS = 60.0


def sweep_seals(now: datetime, limit: int) -> int:
    """Seal what came since the last seal."""
    seal = seal_entries(now=now, limit=max(limit, 5000))
    return seal.last - seal.first + 1 if seal else 0


SWEEPS = (Sweep("journal.seals", sweep_seals, every=SEAL_EVERY_SECONDS),)
