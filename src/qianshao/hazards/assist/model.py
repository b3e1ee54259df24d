"""The learnt numbers: ``data/assist_model.npz``, read once, and what they say of a text.

A row per feature (first the pieces, then one per kind for the keyword rules' votes), a column per answer: the kinds,
the departments, and one for 重大. Whole numbers from −127 to 127 with a scale per column, so that the file is small
and the same wherever it is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from qianshao.hazards.assist import features, keywords

Numbers = npt.NDArray[np.float32]
FILE = "assist_model.npz"
#: Scores become shares by softmax of this many times the score; by cross-validation over the training half.
SHARPNESS = 6.0


@dataclass(frozen=True)
class Model:
    """The learnt numbers. ``weights[i, j]`` × ``scale[j]``: how much feature i speaks for answer j.
    ``gravity``: the part of each kind's texts that were 重大.
    """

    names: tuple[str, ...]
    rarity_of: Numbers
    weights: npt.NDArray[np.int8]
    scale: Numbers
    bias: Numbers
    kinds: tuple[str, ...]
    departments: tuple[str, ...]
    gravity: Numbers

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Feature → its row."""
        return {name: row for row, name in enumerate(self.names)}

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """Feature → how rare it was: ln((1 + texts) / (1 + texts with it)) + 1."""
        return {name: float(value) for name, value in zip(self.names, self.rarity_of, strict=True)}

    def speakers(self, read: str) -> tuple[list[int], Numbers]:
        """The rows that a text has, and how strongly."""
        present = features.values(read, self.rarity)
        rows = [self.index[name] for name in present]
        strengths = list(present.values())
        for kind, hint in enumerate(features.hints(read)):
            if hint:
                rows.append(len(self.names) + kind)
                strengths.append(hint)
        return rows, np.asarray(strengths, dtype=np.float32)

    def contributions(self, rows: Sequence[int], strengths: Numbers) -> Numbers:
        """What each row that a text has says for each answer."""
        spoken = self.weights[list(rows)].astype(np.float32) * self.scale
        return np.asarray(spoken * strengths[:, None], dtype=np.float32)

    def scores(self, read: str) -> Numbers:
        """A score per answer; above 0 speaks for it."""
        rows, strengths = self.speakers(read)
        return np.asarray(self.contributions(rows, strengths).sum(axis=0) + self.bias, dtype=np.float32)


def shares(scores: Numbers) -> Numbers:
    """Scores as shares of 1."""
    grown = np.exp((scores - scores.max()) * SHARPNESS)
    return np.asarray(grown / grown.sum(), dtype=np.float32)


def from_arrays(arrays: Mapping[str, Any]) -> Model:
    """A model from the arrays of its file.

    Raises:
        ValueError: it was made for other keyword rules than these.
    """
    names = tuple(_text(arrays["names"]))
    kinds = tuple(_text(arrays["kinds"]))
    if kinds != keywords.kinds() or len(arrays["weights"]) != len(names) + len(kinds):
        raise ValueError("assist_model.npz is not of these kinds: python -m tools.train_assist")
    return Model(
        names,
        arrays["rarity"].astype(np.float32),
        arrays["weights"],
        arrays["scale"],
        arrays["bias"],
        kinds,
        tuple(_text(arrays["departments"])),
        arrays["gravity"],
    )


def _text(array: npt.NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode("utf-8").split("\n")


def packed(words: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Words as one array of bytes: numpy's own arrays of text take four bytes a character, padded."""
    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the product."""
    with (files("qianshao.hazards") / "data" / FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return from_arrays(arrays)
