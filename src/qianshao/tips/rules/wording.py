"""Words of a report as they may stand in the ledger, where everybody of the area reads them. Pure."""

import re

#: A phone, an identity or a card number, also when it is written in groups.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?[0-9](?:[ \-]?[0-9]){6,}[Xx]?")
HIDDEN = "〔号码已隐去〕"  # zh: stored with the hazard


def without_numbers(words: str) -> str:
    """The words with every number of seven digits or more taken out.

    >>> without_numbers("井盖没了，电话 138 0013 8000")
    '井盖没了，电话 〔号码已隐去〕'
    """
    return _NUMBER.sub(HIDDEN, words)
