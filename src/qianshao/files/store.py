"""The folder of sealed files: write whole or not at all, read, forget. Knows no rows.

A file is nonce + AES-256-GCM under its photo's own key, bound to its name, so that files cannot be exchanged.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FOLDER = "evidence"
_NONCE = 12


def folder() -> Path:
    """Where the files are; readable by the site's own account only."""
    place: Path = settings.QIANSHAO_HOME / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def is_name(name: str) -> bool:
    """Whether this could be a file of the store: 32 hexadecimal digits, so never a way out of the folder."""
    return len(name) == 32 and set(name) <= set("0123456789abcdef")


def _path(name: str) -> Path:
    if not is_name(name):
        raise ValueError(f"not a name of this store: {name!r}")
    return folder() / name[-2:] / name


def put(data: bytes, key: bytes) -> str:
    """Seal and write; on return it is on the disk. The name says nothing about the photo."""
    name = secrets.token_hex(16)
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, data, name.encode())
    path = _path(name)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(".new")
    with open(draft, "xb", opener=lambda where, flags: os.open(where, flags, 0o600)) as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    _sync_folder(path.parent)
    return name


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def get(name: str, key: bytes) -> bytes:
    """The bytes.

    Raises:
        LookupError: the file is gone, damaged, exchanged, or the key is another.
    """
    try:
        sealed = _path(name).read_bytes()
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except (OSError, InvalidTag, ValueError) as error:
        raise LookupError(name) from error


def drop(*names: str) -> None:
    """Remove files; those that are gone already are no error."""
    for name in filter(None, names):
        _path(name).unlink(missing_ok=True)


def names() -> Iterator[tuple[str, Path]]:
    """Every whole file of the store."""
    for path in sorted(folder().glob("??/*")):
        if is_name(path.name):
            yield path.name, path


def bring_back(name: str, file: IO[bytes]) -> bool:
    """Put back a file out of a backup; False when it is here already."""
    path = _path(name)
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(".new")
    with draft.open("wb") as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        os.fsync(copy.fileno())
    draft.chmod(0o600)
    draft.rename(path)
    return True
