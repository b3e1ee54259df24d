"""The chain that binds each piece of evidence to the one before it. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64


@dataclass(frozen=True)
class Link:
    """A piece of evidence as it stands in the case: number, photo, hash, when, by whom, with what words."""

    number: int
    uid: str
    sha256: str
    at: datetime
    by_label: str
    words: str
    chain: str = ""


def link_hash(before: str, link: Link) -> str:
    """SHA-256 over the chain so far and everything the row says.

    >>> from datetime import datetime, UTC
    >>> one = Link(1, "u", "s", datetime(2026, 1, 1, tzinfo=UTC), "甲", "墙")
    >>> link_hash(START, one) == link_hash(START, Link(1, "u", "s", datetime(2026, 1, 1, tzinfo=UTC), "乙", "墙"))
    False
    """
    at = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (before, str(link.number), link.uid, link.sha256, at, link.by_label, link.words)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def broken_at(links: Sequence[Link]) -> int:
    """The number of the first link that does not follow from the one before; 0 when the chain holds."""
    before = START
    for n, link in enumerate(links, start=1):
        if link.number != n or link.chain != link_hash(before, link):
            return link.number or n
        before = link.chain
    return 0
