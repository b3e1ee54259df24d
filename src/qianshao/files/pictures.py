"""Make a clean picture of a stranger's file, by a child process that may die of it (``child.py``)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("child.py")
WALL_SECONDS = 20
EDGE, THUMB = 2048, 320
#: Phones take 12 to 50 million pixels; more is refused before decoding.
PIXELS = 64_000_000
#: The child may not answer with more: nobody counts on what it says.
MAX_ANSWER = 16 * 1024 * 1024
_HEAD = 8192
#: The look for faces (``faces.py``). Empty: nobody looks, and pages say so.
FACES = str(CHILD.with_name("faces.py"))
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A picture made anew, its thumbnail, and what its file said about when and where.

    ``faces``: the boxes (left, top, right, bottom in pixels) that are made unrecognisable in ``masked`` and in
    ``thumb``; empty: none was found, and ``masked`` is empty; None: nobody looked.
    """

    kept: bytes
    thumb: bytes
    width: int
    height: int
    exif_at: str
    exif_lon: float | None
    exif_lat: float | None
    faces: tuple[Box, ...] | None = None
    masked: bytes = b""

    @property
    def shown(self) -> bytes:
        """The picture for those who need not know who is in it."""
        return self.masked or self.kept


class NoPicture(Exception):
    """``why`` is one of ``states.WHYS``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_picture(data: bytes, mark: str) -> Picture:
    """Decode, reduce, look for faces, mark, encode. A child that dies is started once more, not to look for faces.

    Raises:
        NoPicture: it is none, it is too big, or the child died of it.
    """
    try:
        return _read(_child(data, mark, FACES))
    except NoPicture as error:
        if error.why != "child" or not FACES:
            raise
    return _read(_child(data, mark, ""))


def fault_of(data: bytes) -> str:
    """Why no picture can be made of it, one of ``states.WHYS``; empty: one can. Small and without a look for faces:
    a sender waits for the answer.
    """
    try:
        _read(_child(data, "", "", edge=THUMB))
    except NoPicture as error:
        return error.why
    return ""


def _child(data: bytes, mark: str, faces: str, edge: int = EDGE) -> bytes:
    wish = {"mark": mark, "edge": edge, "thumb": THUMB, "pixels": PIXELS, "faces": faces}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(wish).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env={"PATH": "", "OMP_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoPicture("child") from error
    if done.returncode != 0 or len(done.stdout) > MAX_ANSWER:
        raise NoPicture("child")
    return done.stdout


def _read(answer: bytes) -> Picture:
    head, _newline, rest = answer.partition(b"\n")
    try:
        facts: dict[str, Any] = json.loads(head[:_HEAD])
        if why := facts.get("why"):
            raise NoPicture(str(why))
        kept, thumb, masked = _cut(rest, [int(facts[name]) for name in ("kept", "thumb", "masked")])
        return Picture(
            kept,
            thumb,
            int(facts["width"]),
            int(facts["height"]),
            str(facts["taken"])[:25],
            facts["lon"],
            facts["lat"],
            _boxes(facts["faces"]),
            masked,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NoPicture("child") from error


def _cut(data: bytes, lengths: list[int]) -> list[bytes]:
    parts, at = [], 0
    for length in lengths:
        parts.append(data[at : at + length])
        at += length
    return parts


def _boxes(found: Any) -> tuple[Box, ...] | None:
    """Nobody counts on what the child says: four whole numbers within the largest picture."""
    if found is None:
        return None
    boxes = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in found)
    if any(not (0 <= a < c <= EDGE and 0 <= b < d <= EDGE) for a, b, c, d in boxes):
        raise ValueError("boxes outside of any picture")
    return boxes
