"""From a text to a proposal, with the words that spoke for it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from qianshao.hazards.assist import features, keywords, model

GENERAL, MAJOR = 1, 2
MOST_KINDS, MOST_WORDS = 3, 3
#: Below this share of the best kind the text is called vague: an officer picks without being led.
VAGUE = 0.35
#: A kind's usual lead is worth this much to a department's score; by cross-validation over the training half.
LEAD_BONUS = 0.3
#: How much the kinds' own gravity adds to what the words say of the grade; and how far 重大 is preferred, so that
#: five of six are called at the price of one false call in three. Both by cross-validation over the training half.
GRAVITY_GAIN, CAUTION = 0.4, 0.55
#: A stretch of text speaks when its characters carry at least this part of what the strongest carries.
_HEARD = 0.3


@dataclass(frozen=True)
class Because:
    """A word that spoke for it: where in the text as it was written, and its part (0–1) of all that spoke for it."""

    words: str
    start: int
    end: int
    part: float


@dataclass(frozen=True)
class Guess:
    """One answer: its code, its share of 1 among the answers, and why."""

    code: str
    share: float
    because: tuple[Because, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What is proposed. ``kinds``: best first. ``grade``: 1 一般, 2 perhaps 重大. ``vague``: rather ask."""

    kinds: tuple[Guess, ...]
    grade: Guess
    department: Guess
    vague: bool

    @property
    def kind(self) -> str:
        """The best kind."""
        return self.kinds[0].code


def propose(words: str, using: model.Model | None = None) -> Proposal:
    """What a text may be about. Decides nothing, writes nothing, asks nobody outside; a few milliseconds.

    >>> propose("山塘坝脚冒浑水，下面住着人").kind  # zh: an example
    'reservoir'
    """
    learnt = using or model.shipped()
    text = features.Text(words)
    rows, strengths = learnt.speakers(text.read)
    said = learnt.contributions(rows, strengths)
    scores = said.sum(axis=0) + learnt.bias
    heard = _Heard(text, learnt, rows, said)
    kinds = _kinds(learnt, scores[: len(learnt.kinds)], heard)
    vague = not rows or kinds[0].share < VAGUE
    return Proposal(kinds, _grade(learnt, scores, heard), _department(learnt, scores, kinds[0].code), vague)


def _kinds(learnt: model.Model, scores: model.Numbers, heard: "_Heard") -> tuple[Guess, ...]:
    parts = model.shares(scores)
    best = np.argsort(-scores, kind="stable")[:MOST_KINDS]
    return tuple(
        Guess(learnt.kinds[column], float(parts[column]), heard.because(int(column), among=len(learnt.kinds)))
        for column in best
    )


def _grade(learnt: model.Model, scores: model.Numbers, heard: "_Heard") -> Guess:
    column = len(scores) - 1
    grave = float(model.shares(scores[: len(learnt.kinds)]) @ learnt.gravity)
    score = scores[column] + GRAVITY_GAIN * math.log(grave / (1 - grave)) + CAUTION
    share = 1 / (1 + math.exp(-model.SHARPNESS / 2 * score))
    if share < 0.5:
        return Guess(str(GENERAL), 1 - share)
    return Guess(str(MAJOR), share, heard.because(column))


def _department(learnt: model.Model, scores: model.Numbers, kind: str) -> Guess:
    own = scores[len(learnt.kinds) : -1].copy()
    lead = keywords.usual_lead(kind)
    if lead in learnt.departments:
        own[learnt.departments.index(lead)] += LEAD_BONUS
    parts = model.shares(own)
    best = int(np.argmax(own))
    return Guess(learnt.departments[best], float(parts[best]))


class _Heard:
    """Which characters said what: every feature's contribution laid on the characters it stands on."""

    def __init__(self, text: features.Text, learnt: model.Model, rows: list[int], said: Any) -> None:
        self.text, self.said = text, said
        spots: dict[int, list[tuple[int, int]]] = {}
        for name, start, end in features.pieces(text.read):
            row = learnt.index.get(name)
            if row is not None:
                spots.setdefault(row, []).append((start, end))
        for word, kind, _vote in keywords.heard(text.read):
            start = text.read.index(word)
            spots.setdefault(len(learnt.names) + kind, []).append((start, start + len(word)))
        self.spots = [spots[row] for row in rows]

    def because(self, column: int, *, among: int = 0) -> tuple[Because, ...]:
        """The stretches that spoke for an answer; ``among``: against the average of the first so many answers."""
        own = self.said[:, column] - (self.said[:, :among].mean(axis=1) if among else 0.0)
        loud = np.zeros(len(self.text.read))
        for spots, value in zip(self.spots, own, strict=True):
            for start, end in spots:
                loud[start:end] += value / len(spots) / (end - start)
        total = float(loud[loud > 0].sum())
        if total <= 0:
            return ()
        found = [self._because(start, end, float(loud[start:end].sum()) / total) for start, end in _stretches(loud)]
        return tuple(sorted(sorted(found, key=lambda one: -one.part)[:MOST_WORDS], key=lambda one: one.start))

    def _because(self, start: int, end: int, part: float) -> Because:
        first, last = self.text.places[start], self.text.places[end - 1] + 1
        return Because(self.text.words[first:last], first, last, part)


def _stretches(loud: Any) -> list[tuple[int, int]]:
    """Where neighbouring characters all spoke loudly."""
    marks = np.concatenate(([False], loud >= _HEARD * loud.max(), [False])).astype(np.int8)
    turns = np.flatnonzero(np.diff(marks))
    return [(int(start), int(end)) for start, end in zip(turns[::2], turns[1::2], strict=True)]
