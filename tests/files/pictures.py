"""Pictures as phones make them, and the headers they travel with."""

import hashlib
import io
from typing import Any
from uuid import UUID

from django.test import Client
from PIL import Image, TiffImagePlugin

UID = UUID("0197f000-0000-7000-8000-000000000001")


def photo(
    size: tuple[int, int] = (640, 480), *, form: str = "JPEG", gps: bool = True, colour: str = "olive"
) -> bytes:
    """A photo with a place, a moment and a secret in its metadata."""
    image = Image.effect_noise(size, 40).convert("RGB")
    image.paste(colour, (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010E] = "SECRET-WORDS"
    exif[0x010F] = "SECRET-PHONE"
    inner = exif.get_ifd(0x8769)
    inner[0x9003], inner[0x9011] = "2026:07:18 20:30:00", "+08:00"
    if gps:
        rational = TiffImagePlugin.IFDRational
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (rational(31), rational(40), rational(12))
        place[3], place[4] = "E", (rational(114), rational(50), rational(24))
    out = io.BytesIO()
    image.save(out, form, exif=exif.tobytes())
    return out.getvalue()


def send(
    client: Client, data: bytes, *, uid: UUID = UID, offset: int = 0, part: bytes | None = None, **headers: str
) -> Any:
    """One PUT of a piece (by default the whole)."""
    said = {
        "Upload-Offset": str(offset),
        "Upload-Length": str(len(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "Made-At": "2026-07-18T20:30:00+08:00",
        **headers,
    }
    body = data[offset:] if part is None else part
    return client.put(f"/api/v1/files/{uid}", body, content_type="application/octet-stream", headers=said)
