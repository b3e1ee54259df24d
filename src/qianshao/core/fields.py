"""Encrypted text in the database, and the keyed hash that finds it again.

Values are sealed with AES-GCM under a key that lives in ``QIANSHAO_HOME/keys``, not in the database, so a copy
of the database or of a backup without the key shows no number (reliability T24, G-P3). Look-up goes by
``keyed_hash``: HMAC under a second key, equal numbers give equal hashes, and nothing else can be learnt.
"""

import base64
import functools
import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_PREFIX = "e1:"


@functools.cache
def _key(purpose: str, root: bytes) -> bytes:
    return hashlib.blake2b(purpose.encode(), key=root, digest_size=32).digest()


@functools.cache
def _cipher(root: bytes) -> AESGCM:
    return AESGCM(_key("seal", root))


def seal(value: str) -> str:
    """Encrypt ``value``; the empty string stays empty."""
    if not value:
        return ""
    nonce = os.urandom(12)
    sealed = _cipher(settings.DATA_KEY).encrypt(nonce, value.encode(), None)
    return _PREFIX + base64.b64encode(nonce + sealed).decode()


def unseal(stored: str) -> str:
    """Decrypt what ``seal`` made.

    Raises:
        ValueError: the key is not the one it was sealed with, or the text was altered.
    """
    if not stored:
        return ""
    if not stored.startswith(_PREFIX):
        raise ValueError("not a sealed value")
    raw = base64.b64decode(stored[len(_PREFIX) :])
    try:
        return _cipher(settings.DATA_KEY).decrypt(raw[:12], raw[12:], None).decode()
    except InvalidTag as error:
        raise ValueError("sealed with another key, or altered") from error


def is_sealed(text: str) -> bool:
    """Whether ``text`` is a value this site sealed. A person may type the prefix too; that alone is not enough."""
    if not text.startswith(_PREFIX):
        return False
    try:
        unseal(text)
    except ValueError:
        return False
    return True


def keyed_hash(kind: str, value: str) -> str:
    """A look-up code of ``value`` (``kind``: phone, id): equal values of a kind match; 32 hexadecimal digits."""
    if not value:
        return ""
    key = _key("find:" + kind, settings.DATA_KEY)
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedTextField(models.TextField[str, str]):
    """Text that is sealed on its way into the database and unsealed on its way out."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal; what is sealed already (copied from another row) stays as it is."""
        text = super().get_prep_value(value)
        return seal(text) if isinstance(text, str) and not is_sealed(text) else text

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        """Unseal."""
        return value if value is None else unseal(value)
