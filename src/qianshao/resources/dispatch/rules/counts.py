"""How so many of something are taken out of, or shared over, several batches. Whole numbers, nothing lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Short:
    """A batch one may take from. Own goods go before those under agreement, then what expires first."""

    key: int
    stock: int
    expires_on: date | None = None
    ownership: str = "own"


_FIRST = {"own": 0, "agreement": 1, "social": 2}


def settle_order(batches: Iterable[Short]) -> list[Short]:
    """The order goods are taken in: own first, first expired first out, then the older batch."""
    return sorted(batches, key=lambda b: (_FIRST.get(b.ownership, 9), b.expires_on or date.max, b.key))


def fill(wanted: int, batches: Iterable[Short]) -> tuple[dict[int, int], int]:
    """Take ``wanted`` from batches; returns how much from which, and what is still lacking."""
    taken: dict[int, int] = {}
    for batch in settle_order(batches):
        if wanted <= 0:
            break
        part = min(wanted, max(batch.stock, 0))
        if part:
            taken[batch.key] = part
            wanted -= part
    return taken, max(wanted, 0)


def spread(counted: int, carried: Sequence[int]) -> tuple[list[int], int]:
    """Share what was counted over what was carried, in order; returns the parts and what came too much."""
    parts = []
    for quantity in carried:
        part = min(counted, quantity)
        parts.append(part)
        counted -= part
    return parts, counted
