"""What an inspection comes to, and when the next one is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """``result``: good, faults or unfit; ``faults`` lines failed, ``must_fix`` of them are required."""

    result: str
    faults: int
    must_fix: int


def verdict(results: Iterable[Mapping[str, Any]]) -> Verdict:
    """From the checklist's lines (``ok``, ``must``): a required line that failed makes the shelter unfit."""
    failed = [line for line in results if not line["ok"]]
    must_fix = sum(1 for line in failed if line["must"])
    result = "unfit" if must_fix else "faults" if failed else "good"
    return Verdict(result, len(failed), must_fix)


def next_due(day: date, every: int | None) -> date | None:
    """The day of the next inspection; None where the class asks for none."""
    return day + timedelta(days=every) if every else None
