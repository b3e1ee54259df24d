"""A household's short code, to be written on a door card, spoken over the phone and typed at a shelter: ``000W-V``.

The household's number in base 32, at least four letters, with the check letter of ``core.codes``.
"""

from qianshao.core import codes

_WIDTH = 4


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
    return codes.spell([0] * (_WIDTH - len(digits)) + digits)


def household_of_code(text: str) -> int | None:
    """The household's number, or None for what is no such code.

    Small letters, blanks and a missing dash are fine, and O, I, L are read as 0 and 1.
    """
    digits = codes.read(text, _WIDTH)
    found = 0
    for digit in digits or ():
        found = found * 32 + digit
    return found or None
