"""Pinyin of names, so that ``zxxx`` and ``zhongxinxuexiao`` find 中心学校.

The whole reading is the likeliest one, by phrase; of initials every likely one is kept (重庆: ``cq zq``), since the
likeliest is sometimes wrong and whoever searches knows how their own street is called.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

_MOST_READINGS = 6
_LONGEST = 80


@lru_cache(maxsize=20_000)
def read_aloud(name: str) -> tuple[str, str]:
    """``(pinyin, initials)`` in small letters; letters and digits stay as they are, all else goes.

    Initials are parted by blanks, the likeliest first.
    """
    plain = "".join(c for c in name.lower() if c.isalnum())
    syllables = lazy_pinyin(plain)
    whole, likeliest = "".join(syllables), "".join(_firsts(plain, syllables))
    others = ("".join(word) for word in islice(product(*(_letters(c) for c in plain)), _MOST_READINGS))
    kept, length = [], 0
    for word in dict.fromkeys((likeliest, *others)):
        length += len(word) + 1
        if length <= _LONGEST + 1:
            kept.append(word)
    return whole[:300], " ".join(kept or [likeliest[:_LONGEST]])


def _firsts(plain: str, syllables: Sequence[str]) -> Iterator[str]:
    """First letters; what stood in the name as letters and digits is one syllable and stays whole."""
    place = 0
    for syllable in syllables:
        whole = plain.startswith(syllable, place)
        yield syllable if whole else syllable[:1]
        place += len(syllable) if whole else 1


@lru_cache(maxsize=20_000)
def _letters(character: str) -> tuple[str, ...]:
    """First letters of every reading of a character, the commonest first."""
    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)
    return tuple(dict.fromkeys(letter[:1] for letter in readings[0] if letter)) or (character,)


def find_text(name: str, code: str, address: str, owner: str) -> str:
    """What a search looks through, parted by line feeds, which nobody types."""
    whole, initials = read_aloud(name)
    return "\n".join((name.lower(), initials, code.lower(), whole, address.lower(), owner.lower()))[:700]
