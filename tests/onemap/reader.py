"""Reads a vector tile of points byte by byte, from the specification; knows nothing of the writer."""

from collections.abc import Iterator
from typing import Any


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        value: Any
        value, at = _varint(data, at)
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        yield tag >> 3, value


def _numbers(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        number, at = _varint(data, at)
        found.append(number)
    return found


def points(data: bytes) -> list[dict[str, Any]]:
    """``id, x, y`` and the properties of each point."""
    if not data:
        return []
    ((number, layer),) = _fields(data)
    assert number == 3
    parts = list(_fields(layer))
    keys = [value.decode() for number, value in parts if number == 3]
    values = []
    for number, value in parts:
        if number == 4:
            ((kind, content),) = _fields(value)
            values.append(content.decode() if kind == 1 else content)
    assert (15, 2) in parts and (5, 4096) in parts
    return [_point(dict(_fields(value)), keys, values) for number, value in parts if number == 2]


def _point(feature: dict[int, Any], keys: list[str], values: list[Any]) -> dict[str, Any]:
    command, x, y = _numbers(feature[4])
    assert (command, feature[3]) == (9, 1)
    tags = _numbers(feature[2])
    place = {"id": feature[1], "x": (x >> 1) ^ -(x & 1), "y": (y >> 1) ^ -(y & 1)}
    return place | {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
