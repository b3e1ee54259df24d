"""How alike two texts are, and what makes two hazards look like one. Pure: facts in, a result out."""

from collections.abc import Mapping
from dataclasses import dataclass

from qianshao.hazards.assist import features, model

#: Beyond this nothing counts as the same place, whatever the texts say.
FAR_METRES, OLD_DAYS = 300.0, 90.0
#: Below this a pair is not worth an officer's look.
WORTH_A_LOOK = 0.45


@dataclass(frozen=True)
class Nearness:
    """Why two hazards may be one: how far (metres, None: the same registered place), how long ago, how alike."""

    metres: float | None
    days: float
    alike: float

    @property
    def score(self) -> float:
        """0–1: half the place, a quarter the time, a quarter the words.

        >>> round(Nearness(0.0, 0.0, 1.0).score, 2), round(Nearness(300.0, 90.0, 0.0).score, 2)
        (1.0, 0.0)
        """
        near = 1.0 if self.metres is None else max(0.0, 1 - self.metres / FAR_METRES)
        fresh = max(0.0, 1 - self.days / OLD_DAYS)
        return 0.5 * near + 0.25 * fresh + 0.25 * self.alike

    @property
    def worth_a_look(self) -> bool:
        """Whether to show it."""
        return self.score >= WORTH_A_LOOK


def print_of(words: str, using: model.Model | None = None) -> Mapping[str, float]:
    """What a text is compared by: its features, common ones quiet, of length 1."""
    return features.values(features.Text(words).read, (using or model.shipped()).rarity)


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """0 (nothing in common) to 1 (the same features).

    >>> alike(print_of("坝脚冒水"), print_of("坝脚冒水")) > 0.999  # zh: an example
    True
    """
    return sum(value * other[name] for name, value in one.items() if name in other)
