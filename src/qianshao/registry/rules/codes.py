"""A record's short code for its label: six letters by chance and a check letter, ``7KQ2MX-D``.

By chance, not by number: a label on a wall must not tell how many records there are or where the next one is.
"""

import secrets

from qianshao.core import codes

WIDTH = 6


def new_code() -> str:
    """A code that is most likely free (one in 2^30); the table keeps them apart."""
    return codes.spell([secrets.randbelow(32) for _ in range(WIDTH)])


def code_of(text: str) -> str:
    """The code as stored for one as typed or scanned; empty for what is no code."""
    digits = codes.read(text, WIDTH)
    return codes.spell(digits) if digits and len(digits) == WIDTH else ""
