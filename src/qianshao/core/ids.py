"""Identifiers: time-ordered ids for commands, and answer tokens that are computed, never stored.

An answer token carries the case number and a 128-bit code made with the site's secret, so a stolen database
gives no tokens away and a million links cost no column (reliability T11; ASVS 5: a UUID is not a secret).
"""

import base64
import hashlib
import hmac
import os
import re
import uuid

from django.conf import settings

from qianshao.core import clock

_MAC_BYTES = 16


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562 version 7)."""
    millis = int(clock.now().timestamp() * 1000)
    raw = bytearray(millis.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return uuid.UUID(bytes=bytes(raw))


def _mac(kind: str, number: int) -> bytes:
    key = hashlib.blake2b(f"{kind}-link".encode(), key=settings.SECRET_KEY.encode()[:64]).digest()
    return hmac.new(key, str(number).encode(), hashlib.sha256).digest()[:_MAC_BYTES]


def base36(number: int) -> str:
    """A whole number in the shortest letters and digits."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    out = ""
    while True:
        number, rest = divmod(number, 36)
        out = digits[rest] + out
        if not number:
            return out


def sign_link(kind: str, number: int) -> str:
    """The secret part of a link: short enough for an SMS, 128 bits strong. One ``kind`` opens nothing of another."""
    code = base64.urlsafe_b64encode(_mac(kind, number)).rstrip(b"=").decode()
    return f"{base36(number)}.{code}"


def read_link(kind: str, token: str) -> int | None:
    """The number a token of this kind belongs to, or None when it is not one of ours. Compared in constant time."""
    head, _, code = token.partition(".")
    if not (0 < len(head) <= 12 and len(code) == 22 and token.isascii()):
        return None
    try:
        number = int(head, 36)
    except ValueError:
        return None
    return number if hmac.compare_digest(sign_link(kind, number), token) else None


def sign_case_token(case_id: int) -> str:
    """The secret part of a person's answer link."""
    return sign_link("answer", case_id)


def read_case_token(token: str) -> int | None:
    """The case an answer link belongs to, or None."""
    return read_link("answer", token)


#: Links that a message names by ``{link:w:123}``: their addresses are the site's, the letter, and the token.
DEPARTMENT, UNIT = "w", "u"
_NAMED = re.compile(rf"\{{link:({DEPARTMENT}|{UNIT}):(\d{{1,18}})\}}")


def link_address(kind: str, number: int) -> str:
    """The whole address of a department's or a unit's page."""
    return f"{settings.PUBLIC_URL}/{kind}/{sign_link(kind, number)}/"


def named_link(kind: str, number: int) -> str:
    """How a stored wording names a link: the token itself stands in no table."""
    return f"{{link:{kind}:{number}}}"


def without_links(words: str) -> str:
    """Words that name no link: what a person or a feed wrote would else be given the address of any row by number."""
    return words.replace("{link:", "（link:")


def fill_links(body: str) -> str:
    """Wording with the addresses of the links it names."""
    return _NAMED.sub(lambda found: link_address(found[1], int(found[2])), body)
