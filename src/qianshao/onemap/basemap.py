"""What lies under everything: the site's own archive of tiles, else 天地图 through this server, else nothing.

Options ``map_file``, ``tianditu_key``, ``map_licence`` (docs/onemap.md). A base that fails is no reason for the map
to fail: the townships' outlines stay.
"""

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from qianshao.onemap.rules import pmtiles
from qianshao.onemap.tianditu import LAYERS, MAXZOOM

FILE = "file"
_DEPTH = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as it is sent."""

    content: bytes
    kind: str
    gzip: bool = False


class Archive:
    """An open archive; reading asks for a place in the file, so that threads do not disturb each other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.header = pmtiles.read_header(self._read(0, pmtiles.HEADER_BYTES))
        self.layers = pmtiles.layer_names(self._part(self.header.about))
        self._leaf = lru_cache(maxsize=64)(self._directory)

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """One tile, or none there."""
        number = pmtiles.number_of(z, x, y)
        part = self.header.root
        for _ in range(_DEPTH):
            found = self._leaf(*part).find(number)
            if found is None:
                return None
            offset, length, run = found
            if run:
                content = self._read(self.header.tiles[0] + offset, length)
                return Tile(content, self.header.kind, self.header.tiles_gzip)
            part = (self.header.leaves[0] + offset, length)
        raise pmtiles.Broken("directories without an end")

    def _directory(self, offset: int, length: int) -> pmtiles.Directory:
        return pmtiles.read_directory(self._part((offset, length)))

    def _part(self, part: tuple[int, int]) -> bytes:
        return pmtiles.unpacked(self._read(*part), self.header.compressed)

    def _read(self, offset: int, length: int) -> bytes:
        if length > pmtiles.MOST_BYTES:
            raise pmtiles.Broken("too large")
        found = os.pread(self._file.fileno(), length, offset)
        if len(found) != length:
            raise pmtiles.Broken("a file that ends too early")
        return found


def archive() -> Archive | None:
    """The site's archive; None when there is none, or none that can be read (which is written into the log)."""
    if not settings.MAP_FILE:
        return None
    path = Path(settings.QIANSHAO_HOME, settings.MAP_FILE)
    try:
        facts = path.stat()
        return _opened(path, facts.st_mtime_ns, facts.st_size)
    except (OSError, pmtiles.Broken) as error:
        _log.warning("map_file %s cannot be used: %s", path.name, error)
        return None


@lru_cache(maxsize=2)
def _opened(path: Path, _changed: int, _size: int) -> Archive:
    return Archive(path)


def base() -> dict[str, Any] | None:
    """What the browser needs to draw the base: kind, addresses, zooms, names of vector layers."""
    found = archive()
    if found is not None:
        vector = found.header.kind == pmtiles.KINDS[1]
        zooms = {"minzoom": found.header.minzoom, "maxzoom": found.header.maxzoom}
        return {"type": "vector" if vector else "raster", "tiles": [_url(FILE)], "layers": found.layers, **zooms}
    if settings.TIANDITU_KEY:
        return {
            "type": "raster",
            "tiles": [_url(one) for one in LAYERS],
            "layers": [],
            "minzoom": 1,
            "maxzoom": MAXZOOM,
        }
    return None


def _url(layer: str) -> str:
    return reverse("onemap:base", args=[layer, 0, 0, 0]).replace("/0/0/0", "/{z}/{x}/{y}")
