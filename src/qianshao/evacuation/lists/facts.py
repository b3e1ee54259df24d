"""What a join works on and what it yields. Plain values, no tables."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qianshao.divisions.rules import name_key, short_name

VILLAGE = 20  # digits of a village's path: province, city, county, town, village
_PUNCTUATION = re.compile(r"[\s,，.。、;；:：()（）\-—_#]+")
_DIGITS = dict(zip("一二三四五六七八九", "123456789", strict=True))  # zh: digits in addresses
_GROUP = re.compile(r"([一二三四五六七八九])(?=[组社队])")  # zh: groups of a village
_ENDINGS = ("门牌", "号", "户")  # zh: endings of addresses


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a written list."""

    id: int
    list_id: int
    department: str
    kind: str
    name: str
    id_hash: str
    phone_hash: str
    path: str
    address: str
    heads: int | None
    reason: str
    zone_id: int | None
    zone_name: str

    @property
    def village(self) -> str:
        """The village's path."""
        return self.path[:VILLAGE]


@dataclass(frozen=True, slots=True)
class Home:
    """A household on file."""

    id: int
    path: str
    address: str
    head_name: str
    heads: int
    code: str
    zone_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody on file a line may mean; no member: the household's head, known by the household alone."""

    household: int
    member: int | None
    name: str


Hits = Mapping[int, Sequence[Hit]]


@dataclass(frozen=True)
class Facts:
    """Everything a join needs. ``place(path)``: the area in words; ``rulings``: choice by fingerprint."""

    lines: Sequence[Line]
    homes: Mapping[int, Home]
    by_id: Hits
    by_phone: Hits
    by_name: Hits
    rulings: Mapping[str, str]
    place: Callable[[str], str]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """Whom a line means."""

    household: int
    member: int | None
    by: str


@dataclass(frozen=True)
class Option:
    """One way to settle a conflict."""

    key: str
    words: str
    source: str = ""


@dataclass
class Found:
    """A conflict that no ruling settles."""

    kind: str
    subject: str
    path: str
    title: str
    entries: list[int]
    options: list[Option]
    household: int | None = None


@dataclass
class Row:
    """One row of the one list."""

    subject: str
    name: str
    path: str
    address: str
    heads: int
    household: int | None = None
    member: int | None = None
    zone: int | None = None
    kinds: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)
    conflicts: int = 0


@dataclass
class Merged:
    """The result of a join."""

    matches: dict[int, Match] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    conflicts: dict[str, Found] = field(default_factory=dict)


def fingerprint(kind: str, *parts: object) -> str:
    """The same facts give the same code, whichever file or line brings them."""
    return hashlib.sha256("\x1f".join([kind, *map(str, parts)]).encode()).hexdigest()


def short_code(*parts: object) -> str:
    """Sixteen digits that stand for these parts."""
    return fingerprint("", *parts)[:16]


def address_key(address: str, path: str, names: Mapping[str, str]) -> str:
    """An address without the names of its areas, blanks and endings: ``柳溪村一组17号`` and ``1组17`` are equal."""
    text = _PUNCTUATION.sub("", address)
    for end in range(12, min(len(path), VILLAGE) + 1, 4):
        name = names.get(path[:end], "")
        for spelling in (name, short_name(name), name_key(name) + name[-1:]) if name else ():
            text = text.removeprefix(spelling)
    text = _GROUP.sub(lambda found: _DIGITS[found[1]], text)
    for ending in _ENDINGS:
        text = text.removesuffix(ending)
    return text
