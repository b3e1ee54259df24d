"""What may come in and what is written on a picture. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

#: One file; a phone sends a reduced picture of about 300 kB.
MAX_BYTES = 8 * 1024 * 1024
#: One sender's files begun in 24 hours, and all their bytes: a patrol of 200 points with three photos fits.
MAX_FILES_A_DAY = 1000
MAX_BYTES_A_DAY = 1024 * 1024 * 1024
#: Files that were begun or named but are not whole, per sender.
MAX_OPEN = 400
#: A file that no command has named is made ready anyway after so long.
NAMING_GRACE = timedelta(minutes=10)
#: Nothing came for so long: the pieces are dropped, the row stays and says that the photo never arrived.
PATIENCE = timedelta(days=30)
MAX_TRIES = 3
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
#: Bytes from the start that ``is_photo`` needs.
HEAD = 12
#: Photos of these subjects are evidence of a case of the law: nobody erases them, whatever their rights.
NEVER_ERASED = frozenset({"case_act"})


def is_photo(head: bytes) -> bool:
    """Whether a file begins like a JPEG, PNG or WebP, the formats that can be opened (``child.py``).

    It keeps nobody from lying, which the child process sees to; it tells whoever took a PDF or a HEIC for a photo
    at once, while they can still choose another.
    """
    return head.startswith((_JPEG, _PNG)) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


@dataclass(frozen=True)
class Load:
    """What one sender has under way: files not whole, files and bytes begun in the last 24 hours."""

    open: int
    files: int
    bytes: int


def over_limit(load: Load, more: int) -> bool:
    """Whether one more file of ``more`` bytes is too much for now."""
    return load.open >= MAX_OPEN or load.files >= MAX_FILES_A_DAY or load.bytes + more > MAX_BYTES_A_DAY


@dataclass(frozen=True)
class Piece:
    """What to do with bytes that came at an offset: ``skip`` are here already; ``wait``: they come too early."""

    skip: int
    wait: bool = False


def place_piece(offset: int, received: int) -> Piece:
    """A piece sent again is harmless; a gap is not."""
    return Piece(0, wait=True) if offset > received else Piece(received - offset)


def watermark(
    made_at: datetime | None, zone: tzinfo, lon: float | None, lat: float | None, accuracy: float | None
) -> str:
    """The line on the picture: when and where, in digits (no font for names is needed).

    >>> watermark(None, None, 114.5, 31.65, 12.4)
    '31.65000N 114.50000E ±12m'
    """
    parts = [f"{made_at.astimezone(zone):%Y-%m-%d %H:%M}"] if made_at else []
    if lon is not None and lat is not None:
        parts.append(f"{abs(lat):.5f}{'N' if lat >= 0 else 'S'} {abs(lon):.5f}{'E' if lon >= 0 else 'W'}")
        parts += [f"±{accuracy:.0f}m"] if accuracy else []
    return " ".join(parts)
