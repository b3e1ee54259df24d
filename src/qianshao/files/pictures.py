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
_HEAD = 4096


@dataclass(frozen=True)
class Picture:
    """A picture made anew, its thumbnail, and what its file said about when and where."""

    kept: bytes
    thumb: bytes
    width: int
    height: int
    exif_at: str
    exif_lon: float | None
    exif_lat: float | None


class NoPicture(Exception):
    """``why`` is one of ``states.WHYS``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_picture(data: bytes, mark: str) -> Picture:
    """Decode, reduce, mark, encode.

    Raises:
        NoPicture: it is none, it is too big, or the child died of it.
    """
    wish = json.dumps({"mark": mark, "edge": EDGE, "thumb": THUMB, "pixels": PIXELS}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=wish + data,
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
    return _read(done.stdout)


def _read(answer: bytes) -> Picture:
    head, _newline, rest = answer.partition(b"\n")
    try:
        facts: dict[str, Any] = json.loads(head[:_HEAD])
        if why := facts.get("why"):
            raise NoPicture(str(why))
        end = int(facts["kept"])
        kept, thumb = rest[:end], rest[end : end + int(facts["thumb"])]
        return Picture(
            kept,
            thumb,
            int(facts["width"]),
            int(facts["height"]),
            str(facts["taken"])[:25],
            facts["lon"],
            facts["lat"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NoPicture("child") from error
