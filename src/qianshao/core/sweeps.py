"""A sweep: one bounded pass over due rows, run by the engine in rounds. Rooms declare theirs in ``ticks.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Sweep:
    """``run(now, limit)`` does at most ``limit`` rows and returns how many it did.

    ``every`` is the least pause between two runs, in real seconds, for sweeps that need not run each round.
    ``parallel``: several engines may run it side by side (SKIP LOCKED, nothing kept in the process).
    """

    name: str
    run: Callable[[datetime, int], int]
    every: float = 0.0
    parallel: bool = False
