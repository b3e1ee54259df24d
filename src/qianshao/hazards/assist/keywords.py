"""Keyword rules: what a careful clerk would look for. The baseline of ``./run bench assist``, a hint to the model."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

OTHER = "other"
LEAD, PLAIN = 2, 1


@dataclass(frozen=True)
class Verdict:
    """What the rules say: kinds with the most votes first, a grade (1, 2), a department."""

    kinds: tuple[str, ...]
    grade: int
    department: str


@cache
def rules() -> dict[str, Any]:
    """``data/assist_words.toml``."""
    return tomllib.loads((files("qianshao.hazards") / "data" / "assist_words.toml").read_text("utf-8"))


@cache
def kinds() -> tuple[str, ...]:
    """The kinds in their order."""
    return tuple(rules()["kinds"])


@cache
def _words() -> tuple[tuple[str, int, int], ...]:
    """(word, index of its kind, votes)."""
    return tuple(
        (word, index, weight * len(word))
        for index, of_kind in enumerate(rules()["kinds"].values())
        for name, weight in (("lead", LEAD), ("words", PLAIN))
        for word in of_kind[name]
    )


def heard(text: str) -> list[tuple[str, int, int]]:
    """The keywords in a text: (word, index of its kind, votes)."""
    return [entry for entry in _words() if entry[0] in text]


def votes(text: str) -> list[int]:
    """The votes for each kind, in the order of ``kinds()``."""
    found = [0] * len(kinds())
    for _word, index, vote in heard(text):
        found[index] += vote
    return found


def judge(text: str) -> Verdict:
    """What the rules alone would propose.

    >>> judge("水库大坝漏水").kinds[0]  # zh: an example
    'reservoir'
    """
    found = votes(text)
    order = sorted(range(len(found)), key=lambda index: -found[index])
    names = tuple(kinds()[index] for index in order) if any(found) else (OTHER, *kinds()[:-1])
    return Verdict(names, _grade(text, names[0]), _department(text, names[0]))


def _grade(text: str, kind: str) -> int:
    of_kind = rules()["kinds"][kind]
    major = of_kind.get("major", ())
    if any(word in text for word in of_kind.get("minor", ())):
        return 1
    return 2 if major == "any" or any(word in text for word in major) else 1


def _department(text: str, kind: str) -> str:
    for department, words in rules()["departments"].get(kind, {}).items():
        if any(word in text for word in words):
            return str(department)
    return usual_lead(kind)


def usual_lead(kind: str) -> str:
    """The department that usually leads for a kind, before the county says otherwise."""
    return str(rules()["kinds"].get(kind, rules()["kinds"][OTHER])["department"])
