"""Initials of Chinese names, for search by keyboard: 吴长贵 is found by ``wcg``."""

# zh: surnames

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

#: Surnames that are read differently from the common reading of their character.
_SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "尉": "y", "朴": "p", "翟": "z",
    "覃": "q", "盖": "g", "乐": "y", "洗": "x", "种": "c", "缪": "m", "员": "y", "祭": "z", "繁": "p",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def _initial(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.FIRST_LETTER))[:1].lower()


def initials(name: str) -> str:
    """First letters of a name, lower case; other characters stay as they are."""
    letters = [_initial(character) for character in name if not character.isspace()]
    if name[:1] in _SURNAMES and letters:
        letters[0] = _SURNAMES[name[0]]
    return "".join(letters)[:40]
