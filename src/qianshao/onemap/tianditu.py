"""天地图 by way of this server: the key stays here, what was fetched is kept on disk, and only one host is asked.

Off unless ``tianditu_key`` is set, because it tells a stranger which county looks where. Tiles of the site's own
surroundings only, to zoom 16, so that the kept files have an end.
"""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import httpx

#: Drawn one on the other: the map, then its names. ``_w``: web Mercator.
LAYERS = ("vec", "cva")
MAXZOOM = 16
_KEEP = timedelta(days=30)
_PAUSE = timedelta(seconds=30)
_MOST_BYTES = 1 << 20
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Away(Exception):
    """The other side does not answer, or not with a picture."""


class TianDiTu:
    """A client that asks ``origin`` and nobody else.

    At most two requests at a time, so that a slow service does not hold the threads that serve pages; after a failure
    nothing is asked for half a minute.
    """

    def __init__(self, *, origin: str, key: str, folder: Path) -> None:
        self._origin, self._key, self._folder = origin, key, folder
        self._turns = threading.BoundedSemaphore(2)
        self._quiet_until: datetime | None = None

    def tile(self, layer: str, z: int, x: int, y: int, *, now: datetime) -> tuple[bytes, str]:
        """The picture and what kind it is, from the disk while it is fresh.

        Raises:
            Away: there is none; an old one is better than none and is given.
        """
        path = self._folder / layer / str(z) / str(x) / str(y)
        kept = path.read_bytes() if path.exists() else b""
        if kept and now.timestamp() - path.stat().st_mtime < _KEEP.total_seconds():
            return kept, _kind(kept)
        try:
            content = self._fetch(layer, z, x, y, now)
        except Away:
            if kept:
                return kept, _kind(kept)
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{y}.{threading.get_ident()}")
        draft.write_bytes(content)
        draft.replace(path)
        return content, _kind(content)

    def _fetch(self, layer: str, z: int, x: int, y: int, now: datetime) -> bytes:
        if self._quiet_until is not None and now < self._quiet_until:
            raise Away("waiting after a failure")
        if not self._turns.acquire(timeout=1):
            raise Away("busy")
        try:
            return self._ask(layer, z, x, y)
        except (httpx.HTTPError, Away) as error:
            self._quiet_until = now + _PAUSE
            raise Away(type(error).__name__) from error
        finally:
            self._turns.release()

    def _ask(self, layer: str, z: int, x: int, y: int) -> bytes:
        params = {
            "SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": layer, "STYLE": "default",
            "TILEMATRIXSET": "w", "FORMAT": "tiles", "TILEMATRIX": str(z), "TILEROW": str(y), "TILECOL": str(x),
            "tk": self._key,
        }  # fmt: skip
        # No redirects and no proxies from the environment: the host is the one that was written down.
        with (
            httpx.Client(base_url=self._origin, timeout=4, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", f"/{layer}_w/wmts", params=params) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise Away(str(answer.status_code))
            content = b""
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > _MOST_BYTES:
                    raise Away("too large")
        _kind(content)
        return content


def _kind(content: bytes) -> str:
    """What its first bytes say; what the other side calls it is not believed."""
    for start, kind in _KINDS.items():
        if content.startswith(start):
            return kind
    raise Away("not a picture")
