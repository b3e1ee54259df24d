"""A household's short code, to be written on a door card, spoken over the phone and typed at a shelter: ``000W-V``.

The number in Crockford's base 32 (no I, L, O, U), at least four letters, then a check letter over GF(32) that
catches every single wrong letter and every swap of two neighbours. Not a secret: whoever uses it needs rights.
"""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: n for n, letter in enumerate(_LETTERS)} | {"O": 0, "I": 1, "L": 1}
#: x^5 + x^2 + 1, primitive over GF(2).
_FIELD = 0b100101
_WIDTH = 4


def _double(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


def _check(digits: list[int]) -> int:
    """The sum of every digit times its own power of the generator: Horner's rule."""
    total = 0
    for digit in digits:
        total = _double(total ^ digit)
    return total


def household_code(household_id: int) -> str:
    """``000W-V`` for a household's number.

    Raises:
        ValueError: no positive number.
    """
    if household_id <= 0:
        raise ValueError("a household's number is positive")
    digits: list[int] = []
    while household_id:
        household_id, rest = divmod(household_id, 32)
        digits.insert(0, rest)
    digits = [0] * (_WIDTH - len(digits)) + digits
    return "".join(_LETTERS[d] for d in digits) + "-" + _LETTERS[_check(digits)]


def household_of_code(text: str) -> int | None:
    """The household's number, or None for what is no such code.

    Small letters, blanks and a missing dash are fine, and O, I, L are read as 0 and 1.
    """
    letters = [letter for letter in text.upper() if letter not in "- \u3000"]
    if not _WIDTH < len(letters) <= 13 or any(letter not in _VALUE for letter in letters):
        return None
    *digits, check = [_VALUE[letter] for letter in letters]
    if _check(digits) != check:
        return None
    found = 0
    for digit in digits:
        found = found * 32 + digit
    return found or None
