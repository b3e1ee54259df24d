"""Signed requests, ours to a gateway and a gateway's to us: HMAC-SHA256 over time, nonce and body.

Headers: ``X-Qianshao-Timestamp`` (Unix seconds), ``X-Qianshao-Nonce``, ``X-Qianshao-Signature: v1=<hex>`` of
``timestamp + "." + nonce + "." + body``. ``docs/channels.md`` shows it in ten lines of Python for a gateway's maker.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

TIMESTAMP = "X-Qianshao-Timestamp"
NONCE = "X-Qianshao-Nonce"
SIGNATURE = "X-Qianshao-Signature"


def signature(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The value of the signature header."""
    message = f"{timestamp}.{nonce}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def sign(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers for ``body``."""
    stamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    return {TIMESTAMP: stamp, NONCE: nonce, SIGNATURE: signature(secret, stamp, nonce, body)}


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime, window: timedelta) -> str:
    """The nonce of a request that is genuine and fresh, or "" when it is not. Compared in constant time."""
    stamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
    given = headers.get(SIGNATURE, "")
    if not (secret and stamp.isdecimal() and len(stamp) <= 12 and 16 <= len(nonce) <= 64 and nonce.isalnum()):
        return ""
    if not hmac.compare_digest(signature(secret, stamp, nonce, body).encode(), given.encode()):
        return ""
    sent = datetime.fromtimestamp(int(stamp), UTC)
    return nonce if abs(now - sent) <= window else ""
