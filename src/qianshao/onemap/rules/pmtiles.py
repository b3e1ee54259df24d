"""A PMTiles archive, version 3: one file with every tile of a map (https://github.com/protomaps/PMTiles spec/v3).

Read here and not in the browser: the archive is then one more source of tiles, without a library for it.
"""

import json
import struct
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

HEADER_BYTES = 127
#: A directory or description is far smaller; a crafted one may not fill the memory.
MOST_BYTES = 16 << 20
KINDS = {
    1: "application/vnd.mapbox-vector-tile",
    2: "image/png",
    3: "image/jpeg",
    4: "image/webp",
}
_PLAIN, _GZIP = 1, 2


class Broken(Exception):
    """Not such a file, or one with a compression that is not read here."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the parts lie (offset, length), and what the tiles are."""

    root: tuple[int, int]
    about: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]
    compressed: bool
    tiles_gzip: bool
    kind: str
    minzoom: int
    maxzoom: int


@dataclass(frozen=True, slots=True)
class Directory:
    """Columns of entries by tile number; a run of 0 points to a leaf directory."""

    ids: tuple[int, ...]
    runs: tuple[int, ...]
    lengths: tuple[int, ...]
    offsets: tuple[int, ...]

    def find(self, number: int) -> tuple[int, int, int] | None:
        """Offset, length and run of the entry that may hold the tile."""
        at = bisect_right(self.ids, number) - 1
        if at < 0 or (self.runs[at] and number >= self.ids[at] + self.runs[at]):
            return None
        return self.offsets[at], self.lengths[at], self.runs[at]


def read_header(data: bytes) -> Header:
    """The first 127 bytes."""
    if len(data) < HEADER_BYTES or data[:8] != b"PMTiles\x03":
        raise Broken("not a PMTiles archive of version 3")
    parts = struct.unpack_from("<8Q", data, 8)
    inner, outer, kind, low, high = struct.unpack_from("<5B", data, 97)
    if inner not in (_PLAIN, _GZIP) or outer not in (_PLAIN, _GZIP) or kind not in KINDS:
        raise Broken("only gzip or nothing, and MVT, PNG, JPEG or WebP tiles")
    root, about, leaves, tiles = ((parts[n], parts[n + 1]) for n in (0, 2, 4, 6))
    return Header(root, about, leaves, tiles, inner == _GZIP, outer == _GZIP, KINDS[kind], low, high)


def unpacked(data: bytes, compressed: bool) -> bytes:
    """The bytes as they were before compression."""
    if not compressed:
        return data
    try:
        out = zlib.decompressobj(31).decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise Broken(str(error)) from error
    if len(out) > MOST_BYTES:
        raise Broken("too large")
    return out


def read_directory(data: bytes) -> Directory:
    """Four columns of varints: numbers as differences, runs, lengths, offsets (0: right behind the one before)."""
    numbers = _varints(data)
    count = numbers[0] if numbers else 0
    if len(numbers) != 1 + 4 * count:
        raise Broken("a directory that ends too early")
    steps, runs, lengths, given = (numbers[1 + n * count : 1 + (n + 1) * count] for n in range(4))
    ids: list[int] = []
    offsets: list[int] = []
    last = 0
    for n in range(count):
        last += steps[n]
        ids.append(last)
        offsets.append(offsets[-1] + lengths[n - 1] if n and not given[n] else given[n] - 1)
    return Directory(tuple(ids), tuple(runs), tuple(lengths), tuple(offsets))


def layer_names(about: bytes) -> list[str]:
    """Names of the vector layers, as the archive describes itself."""
    try:
        found: Any = json.loads(about or b"{}")
        return [str(one["id"]) for one in found.get("vector_layers", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken("the description is no JSON") from error


def number_of(z: int, x: int, y: int) -> int:
    """A tile's number: all zooms before it, then its place on the Hilbert curve."""
    found, side = ((1 << 2 * z) - 1) // 3, 1 << z >> 1
    while side:
        right, low = int(x & side > 0), int(y & side > 0)
        found += side * side * (3 * right ^ low)
        if not low:
            if right:
                x, y = ~x & (side - 1), ~y & (side - 1)
            x, y = y, x
        side >>= 1
    return found


def _varints(data: bytes) -> list[int]:
    found, number, shift = [], 0, 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            found.append(number)
            number = shift = 0
        elif (shift := shift + 7) > 63:
            raise Broken("a number without an end")
    return found
