"""The lives of the room's things: reports of danger and patrol points here, hazards of the ledger in ``ledger``."""

from qianshao.hazards.states.sightings import (
    ACT_LABELS,
    MOVES,
    NEEDS_WORDS,
    OPEN,
    POINT_KINDS,
    POINT_LABELS,
    POINT_TONES,
    STATE_LABELS,
    STATE_TONES,
    TRAPPED_LABELS,
    SightingState,
    Trapped,
)

__all__ = [
    "ACT_LABELS",
    "MOVES",
    "NEEDS_WORDS",
    "OPEN",
    "POINT_KINDS",
    "POINT_LABELS",
    "POINT_TONES",
    "STATE_LABELS",
    "STATE_TONES",
    "TRAPPED_LABELS",
    "SightingState",
    "Trapped",
]
