"""Decisions of the room: about reports of danger and patrols here, about the ledger in ``ledger`` and ``clocks``."""

from qianshao.hazards.rules.sightings import (
    SAME_TIME,
    Claim,
    Seen,
    kind_problems,
    may_be_same,
    patrol_state,
    read_trapped,
)

__all__ = [
    "SAME_TIME",
    "Claim",
    "Seen",
    "kind_problems",
    "may_be_same",
    "patrol_state",
    "read_trapped",
]
