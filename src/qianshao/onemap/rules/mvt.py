"""Mapbox Vector Tiles of points, written a column at a time with numpy (vector-tile-spec 2.1).

Hand-written because the common encoder takes over a second for a busy tile (docs/architecture.md §8).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianshao.onemap.rules.mercator import EXTENT

#: Units of one screen pixel: MapLibre shows a tile in 512 pixels.
PIXEL = EXTENT // 512

Ints = NDArray[np.int64]
_Part = tuple[NDArray[np.uint8], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Column:
    """A property: for each point the place of its value in ``values``."""

    key: str
    codes: Ints
    values: Sequence[str | int]


def thinned(px: Ints, py: Ints, weight: Ints, side: int = PIXEL) -> tuple[Ints, Ints]:
    """Which points to keep, one for each square of ``side`` (the heaviest), and how many stand there each."""
    order = np.argsort(-weight, kind="stable")
    _, first, counts = np.unique(square_of(px[order], py[order], side), return_index=True, return_counts=True)
    return order[first], counts.astype(np.int64)


def square_of(px: Ints, py: Ints, side: int) -> Ints:
    """The number of the square a point lies in."""
    return (px // side << 32) + py // side


def counted(key: str, numbers: Ints) -> Column:
    """A column of numbers, each different one written once."""
    values, codes = np.unique(numbers, return_inverse=True)
    return Column(key, codes.astype(np.int64), [int(value) for value in values])


def encode(name: str, ids: Ints, px: Ints, py: Ints, columns: Sequence[Column]) -> bytes:
    """The bytes of a tile with one layer of points; no points, no bytes."""
    if not len(ids):
        return b""
    head = _field(0x0A, name.encode()) + b"\x78\x02\x28" + _varint(EXTENT)
    keys = b"".join(_field(0x1A, column.key.encode()) for column in columns)
    values = b"".join(_field(0x22, _value(value)) for column in columns for value in column.values)
    return _field(0x1A, head + _features(ids, px, py, columns) + keys + values)


def _features(ids: Ints, px: Ints, py: Ints, columns: Sequence[Column]) -> bytes:
    count = len(ids)
    tags: list[_Part] = []
    offset = 0
    for number, column in enumerate(columns):
        tags += [_constant(count, _varint(number)), _varints(column.codes + offset)]
        offset += len(column.values)
    spot = [_constant(count, b"\x09"), _varints(_zigzag(px)), _varints(_zigzag(py))]
    body = [_constant(count, b"\x08"), _varints(ids), *_sized(b"\x12", tags), _constant(count, b"\x18\x01")]
    whole = _joined(_sized(b"\x12", [*body, *_sized(b"\x22", spot)]))
    return whole[0][whole[1]].tobytes()


def _sized(tag: bytes, parts: list[_Part]) -> list[_Part]:
    """The parts of each row behind their tag and their length."""
    data, keep = _joined(parts)
    return [_constant(len(data), tag), _varints(keep.sum(axis=1, dtype=np.int64)), (data, keep)]


def _joined(parts: list[_Part]) -> _Part:
    return np.hstack([part[0] for part in parts]), np.hstack([part[1] for part in parts])


def _constant(count: int, content: bytes) -> _Part:
    data = np.tile(np.frombuffer(content, dtype=np.uint8), (count, 1))
    return data, np.ones(data.shape, dtype=bool)


def _varints(numbers: Ints) -> _Part:
    """Each number in groups of seven bits, the lowest first; absent bytes are masked out."""
    width = max((int(numbers.max()).bit_length() + 6) // 7, 1)
    shifts = np.arange(width, dtype=np.int64) * 7
    shifted = numbers[:, None] >> shifts
    keep = shifted > 0
    keep[:, 0] = True
    more = np.zeros_like(keep)
    more[:, :-1] = keep[:, 1:]
    return ((shifted & 0x7F) | np.where(more, 0x80, 0)).astype(np.uint8), keep


def _zigzag(numbers: Ints) -> Ints:
    return (numbers << 1) ^ (numbers >> 63)


def _field(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _value(value: str | int) -> bytes:
    return _field(0x0A, value.encode()) if isinstance(value, str) else b"\x28" + _varint(value)
