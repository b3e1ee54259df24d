"""What the model sees of a text: pieces of one to three characters, how they sound, and the keyword rules' votes.

Sound makes a homophone slip of a voice input (煤气灌 for 煤气罐) speak like the word that was meant; n/l, h/f, zh/z,
ing/in and the like are one, as in most dialects of the centre and the south-west.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from qianshao.hazards.assist import keywords

LONGEST_PIECE, LONGEST_SOUND = 3, 3
#: How loud each sort of feature speaks; by cross-validation over the training half.
LOUDNESS = {1: 1.3, 2: 1.0, 3: 0.5}
SOUND_LOUDNESS, VOTE_LOUDNESS = 0.3, 0.1
#: Nothing a person says about one hazard is longer; more is cut, so that no text costs more than this.
MOST_CHARACTERS = 400
_KEEP = re.compile(r"[a-z0-9\u4e00-\u9fff]")
_LIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))


class Text:
    """A text as the model reads it, with the way back to the characters as they were written.

    ``places[i]`` is the index in the original of the i-th character kept.
    """

    def __init__(self, words: str) -> None:
        self.words = words[:MOST_CHARACTERS]
        kept = [(character, n) for n, raw in enumerate(self.words) for character in _plain(raw)]
        self.read = "".join(character for character, _n in kept)[:MOST_CHARACTERS]
        self.places = [n for _character, n in kept]


def _plain(character: str) -> str:
    """Full-width and capital letters made plain; all digits are one; everything else goes."""
    folded = unicodedata.normalize("NFKC", character).lower()
    return "".join("0" if one.isdigit() else one for one in folded if _KEEP.fullmatch(one))


@lru_cache(maxsize=8192)
def sound(character: str) -> str:
    """The syllable of a character without tone, with the sounds that dialects confuse made one.

    >>> sound("罐") == sound("灌"), sound("路") == sound("怒")  # zh: an example
    (True, True)
    """
    syllable = str(lazy_pinyin(character, style=Style.NORMAL)[0])
    for long, short in _LIKE:
        syllable = syllable.replace(long, short)
    if syllable.endswith("ng"):
        syllable = syllable[:-1]
    return {"n": "l", "f": "h"}.get(syllable[:1], syllable[:1]) + syllable[1:]


def pieces(read: str) -> Iterator[tuple[str, int, int]]:
    """Every feature of what was read, with the first character it stands on and the one behind its last."""
    sounds = [sound(character) for character in read]
    for length in range(1, LONGEST_PIECE + 1):
        for start in range(len(read) - length + 1):
            yield read[start : start + length], start, start + length
    for length in range(2, LONGEST_SOUND + 1):
        for start in range(len(read) - length + 1):
            yield "~" + "~".join(sounds[start : start + length]), start, start + length


def loudness(feature: str) -> float:
    """How loud a feature of this sort speaks."""
    return SOUND_LOUDNESS if feature[0] == "~" else LOUDNESS[len(feature)]


def values(read: str, rarity: Mapping[str, float]) -> dict[str, float]:
    """The features that the model knows and how strongly each stands in the text: (1 + ln tf) · rarity · loudness,
    all together of length 1.
    """
    counts = Counter(feature for feature, _start, _end in pieces(read) if feature in rarity)
    raw = {name: (1 + math.log(n)) * rarity[name] * loudness(name) for name, n in counts.items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {name: value / length for name, value in raw.items()}


def hints(read: str) -> list[float]:
    """The keyword rules' votes, quietened."""
    return [VOTE_LOUDNESS * math.log1p(vote) for vote in keywords.votes(read)]
