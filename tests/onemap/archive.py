"""Writes small PMTiles archives from the specification; knows nothing of the reader."""

import gzip
import json
import struct


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def directory(rows: list[tuple[int, int, int, int]]) -> bytes:
    """Rows of (tile number, run, length, offset), gzipped."""
    steps = [row[0] - before for row, before in zip(rows, [0, *[row[0] for row in rows]], strict=False)]
    columns = [steps, [row[1] for row in rows], [row[2] for row in rows]]
    places = [row[3] + 1 for row in rows]
    for n in range(1, len(rows)):
        if rows[n][3] == rows[n - 1][3] + rows[n - 1][2]:
            places[n] = 0
    data = varint(len(rows)) + b"".join(varint(v) for column in [*columns, places] for v in column)
    return gzip.compress(data, mtime=0)


def archive(tiles: dict[int, bytes], *, kind: int = 1, zooms: tuple[int, int] = (0, 2), leaf: bool = False) -> bytes:
    """The whole file; ``leaf``: the entries stand in a leaf directory behind the root."""
    body, rows = b"", []
    for number in sorted(tiles):
        content = gzip.compress(tiles[number], mtime=0) if kind == 1 else tiles[number]
        rows.append((number, 1, len(content), len(body)))
        body += content
    root, leaves = directory(rows), b""
    if leaf:
        root, leaves = directory([(0, 0, len(root), 0)]), root
    about = gzip.compress(json.dumps({"vector_layers": [{"id": "water"}]}).encode(), mtime=0)
    at = 127
    parts = []
    for part in (root, about, leaves, body):
        parts += [at, len(part)]
        at += len(part)
    head = b"PMTiles\x03" + struct.pack("<8Q", *parts) + struct.pack("<3Q", len(tiles), len(rows), len(rows))
    head += bytes([1, 2, 2 if kind == 1 else 1, kind, *zooms]) + struct.pack(
        "<4i", -1800000000, -850000000, 1800000000, 850000000
    )
    head += bytes([0]) + struct.pack("<2i", 0, 0)
    assert len(head) == 127
    return head + root + about + leaves + body


def square(layer: str) -> bytes:
    """A vector tile with one layer that covers it all: a polygon of four corners."""
    corners = [9, 0, 0, 26, 8192, 0, 0, 8192, 8191, 0, 15]
    geometry = b"".join(varint(n) for n in corners)
    feature = b"\x18\x03\x22" + varint(len(geometry)) + geometry
    content = b"\x0a" + varint(len(layer)) + layer.encode() + b"\x12" + varint(len(feature)) + feature
    content += b"\x28" + varint(4096) + b"\x78\x02"
    return b"\x1a" + varint(len(content)) + content
