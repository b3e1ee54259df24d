"""Short codes to be written on a card or label, spoken over the phone and typed: digits of base 32 and a check.

Crockford's letters (no I, L, O, U); the check letter over GF(32) catches every single wrong letter and every swap of
two neighbours. A code is not a secret: whoever uses one needs rights.
"""

from collections.abc import Sequence

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: n for n, letter in enumerate(LETTERS)} | {"O": 0, "I": 1, "L": 1}
#: x^5 + x^2 + 1, primitive over GF(2).
_FIELD = 0b100101
_LONGEST = 13


def spell(digits: Sequence[int]) -> str:
    """``000W-V`` for digits 0–31."""
    return "".join(LETTERS[d] for d in digits) + "-" + LETTERS[_check(digits)]


def read(text: str, least: int) -> list[int] | None:
    """The digits of a code with ``least`` of them or more, or None for what is no such code.

    Small letters, blanks and a missing dash are fine, and O, I, L are read as 0 and 1.
    """
    letters = [letter for letter in text.upper() if letter not in "- \u3000"]
    if not least < len(letters) <= _LONGEST or any(letter not in _VALUE for letter in letters):
        return None
    *digits, check = [_VALUE[letter] for letter in letters]
    return digits if _check(digits) == check else None


def _double(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


def _check(digits: Sequence[int]) -> int:
    """The sum of every digit times its own power of the generator: Horner's rule."""
    total = 0
    for digit in digits:
        total = _double(total ^ digit)
    return total
