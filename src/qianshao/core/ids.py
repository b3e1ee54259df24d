"""Identifiers: time-ordered ids for commands, and answer tokens that are computed, never stored.

An answer token carries the case number and a 128-bit code made with the site's secret, so a stolen database
gives no tokens away and a million links cost no column (reliability T11; ASVS 5: a UUID is not a secret).
"""

import base64
import hashlib
import hmac
import os
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


def _mac(case_id: int) -> bytes:
    key = hashlib.blake2b(b"answer-link", key=settings.SECRET_KEY.encode()[:64]).digest()
    return hmac.new(key, str(case_id).encode(), hashlib.sha256).digest()[:_MAC_BYTES]


def base36(number: int) -> str:
    """A whole number in the shortest letters and digits."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    out = ""
    while True:
        number, rest = divmod(number, 36)
        out = digits[rest] + out
        if not number:
            return out


def sign_case_token(case_id: int) -> str:
    """The secret part of a person's answer link: short enough for an SMS, 128 bits strong."""
    code = base64.urlsafe_b64encode(_mac(case_id)).rstrip(b"=").decode()
    return f"{base36(case_id)}.{code}"


def read_case_token(token: str) -> int | None:
    """The case a token belongs to, or None when it is not one of ours. Compared in constant time."""
    head, _, code = token.partition(".")
    if not (0 < len(head) <= 12 and len(code) == 22 and token.isascii()):
        return None
    try:
        case_id = int(head, 36)
    except ValueError:
        return None
    expected = sign_case_token(case_id)
    return case_id if hmac.compare_digest(expected, token) else None
