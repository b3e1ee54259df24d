"""Heads: what the newest seal of the journal says, carried out of the house where an insider cannot rewrite it.

Whoever owns the database can drop the triggers, cut the end off, or rewrite entries and every seal after them: the
chain would look whole again. A head on paper or in a file of the county names an entry and the digest up to it; no
such rewriting matches it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qianshao.core.clock import BEIJING
from qianshao.journal.models import Seal
from qianshao.journal.seals import verify_seals

#: Typed from paper a head may be shorter; fewer than 128 bits prove nothing against somebody with a computer.
LEAST_DIGITS = 32
_LINE = re.compile(r"(\d{1,19})[\s:]+([0-9a-f][0-9a-f ]*)(?:\t.*)?")


@dataclass(frozen=True, slots=True)
class Head:
    """``last``: the newest entry it covers; ``digest``: over everything up to there."""

    last: int
    digest: str
    sealed_at: datetime

    @property
    def short(self) -> str:
        """128 bits in groups of four, as printed."""
        return " ".join(self.digest[at : at + 4] for at in range(0, LEAST_DIGITS, 4))

    @property
    def line(self) -> str:
        """As a file keeps it."""
        return f"{self.last}\t{self.digest}\t{self.sealed_at.astimezone(BEIJING).isoformat(timespec='seconds')}"


@dataclass(frozen=True, slots=True)
class Known:
    """A head from outside: the file's line, the entry it names, and the digest or its beginning."""

    line: int
    last: int
    digest: str


def newest_head() -> Head | None:
    """The newest one; None before the first seal."""
    seal = Seal.objects.order_by("-last").first()
    return Head(seal.last, seal.digest, seal.sealed_at) if seal else None


def daily_heads() -> list[Head]:
    """The last head of every day (Beijing), oldest first: enough to say on which day something was changed."""
    found: dict[object, Head] = {}
    for last, digest, sealed_at in Seal.objects.order_by("last").values_list("last", "digest", "sealed_at"):
        found[sealed_at.astimezone(BEIJING).date()] = Head(last, digest, sealed_at)
    return list(found.values())


def read_heads(lines: Iterable[str]) -> list[Known]:
    """The heads of a file or typed from paper; blank lines and lines starting with # are skipped.

    Raises:
        ValueError: a line that is no head, with its number.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        text = line.strip().lower()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        digest = match[2].replace(" ", "") if match else ""
        if match is None or not LEAST_DIGITS <= len(digest) <= 64:
            raise ValueError(number)
        found.append(Known(number, int(match[1]), digest))
    return found


def differing_heads(heads: Iterable[Known]) -> list[Known]:
    """Those that the journal no longer agrees with: cut off before them, or rewritten up to them.

    The digests stored with the seals are checked against the entries too: a seal that merely claims the old digest
    over other entries is caught by ``verify_seals``.
    """
    return [head for head in heads if not _agrees(head)]


def _agrees(head: Known) -> bool:
    digest = Seal.objects.filter(last=head.last).values_list("digest", flat=True).first()
    return digest is not None and digest.startswith(head.digest)


__all__ = ["Head", "Known", "daily_heads", "differing_heads", "newest_head", "read_heads", "verify_seals"]
