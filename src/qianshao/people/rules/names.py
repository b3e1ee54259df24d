"""Initials of Chinese names, for search by keyboard: 吴长贵 is found by ``wcg`` and by ``wzg``."""

# zh: surnames

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

#: Surnames that are read differently from the common readings of their character.
_SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "尉": "wy", "朴": "p", "翟": "z",
    "覃": "qt", "盖": "g", "乐": "yl", "冼": "x", "种": "c", "缪": "m", "员": "y", "祭": "z", "繁": "p",
}  # fmt: skip
_MOST_READINGS = 6


@lru_cache(maxsize=20_000)
def _letters(character: str) -> tuple[str, ...]:
    """First letters of every reading of a character, the commonest first."""
    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)
    return tuple(dict.fromkeys(letter[:1].lower() for letter in readings[0] if letter))


def initials(name: str) -> str:
    """First letters of a name in every likely reading, separated by blanks: ``wcg wzg``."""
    letters = [_letters(character) for character in name if not character.isspace()]
    if name[:1] in _SURNAMES and letters:
        letters[0] = tuple(_SURNAMES[name[0]])
    words = ["".join(word) for word in islice(product(*letters), _MOST_READINGS)]
    kept, length = [], 0
    for word in words:
        length += len(word) + 1
        if length <= 41:
            kept.append(word)
    return " ".join(kept)[:40]
