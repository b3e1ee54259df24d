"""A sweep: one bounded pass over due rows, run by the engine in rounds. Rooms declare theirs in ``ticks.py``."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

log = logging.getLogger(__name__)
Row = TypeVar("Row")


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


def one_by_one(name: str, rows: Iterable[Row], do: Callable[[Row], object], push_on: Callable[[Row], object]) -> None:
    """``do`` each row in a savepoint of its own: one that cannot be done is logged and pushed on to a later turn, and
    stops none of the others. A database that went away stops all of them.
    """
    for row in rows:
        try:
            with transaction.atomic():
                do(row)
        except (InterfaceError, OperationalError):
            raise
        except Exception:
            log.exception("sweep %s: %s pushed on", name, row)
            push_on(row)
