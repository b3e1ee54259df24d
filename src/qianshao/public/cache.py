"""Pages drawn once and handed to all.

A page is drawn again when the journal has a new entry that concerns the public, or when it is ``keep`` seconds old;
the journal is asked at most once in ``Changes.every`` seconds for all pages together. One thread draws a page, the
others meanwhile get the last one. While the database does not answer, the last good page is served and says its age.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.core import sql

Timer = Callable[[], float]
#: Every public page holds it where the sentence about its age goes.
AGE_MARK = b"<!--age-->"
#: How long a page waits for a database that somebody holds, before the last good one is served.
PATIENCE_MS = 1500
#: After a failure the database is left alone for so long.
PAUSE_SECONDS = 2.0


class Away(Exception):
    """The database does not answer and there is no earlier page."""


@dataclass(frozen=True)
class Drawn:
    """A page: its bytes, a name for exactly these bytes, at which change and when it was drawn."""

    body: bytes
    etag: str
    change: int
    at: float


@dataclass(frozen=True)
class Served:
    """A page to hand out; ``stale`` when it could not be renewed. ``age`` in seconds."""

    page: Drawn
    age: float = 0.0
    stale: bool = False


def tag_of(body: bytes) -> str:
    """A weak ETag: the page packed or not is the same page."""
    return f'W/"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'


def aged(body: bytes, seconds: float, language: str) -> bytes:
    """The page with a sentence that says how old it is."""
    minutes = max(1, round(seconds / 60))
    with override(language):
        words = _("这是 {n} 分钟前的内容，新的暂时取不到。有人遇险马上打 119、110、120。").format(n=minutes)
    return body.replace(AGE_MARK, format_html('<p class="p-age" role="status">{}</p>', words).encode(), 1)


@dataclass
class Changes:
    """The number of the last change that concerns the public.

    ``latest`` is the journal's newest number, ``concerns(after)`` whether an entry behind that number does.
    """

    latest: Callable[[], int]
    concerns: Callable[[int], bool]
    every: float = 1.0
    timer: Timer = time.monotonic
    _seen: int = -1
    _last: int = 0
    _asked: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def number(self) -> int:
        """As of at most ``every`` seconds ago.

        Raises:
            DatabaseError: the database does not answer.
        """
        with self._lock:
            if self.timer() - self._asked < self.every:
                return self._last
            newest = self.latest()
            if newest < self._seen or (newest > self._seen and self.concerns(self._seen)):
                self._last = newest
            self._seen, self._asked = newest, self.timer()
            return self._last


@dataclass
class PageCache:
    """At most ``most`` pages by key, the least asked for go first."""

    changes: Changes
    keep: float = 10.0
    most: int = 400
    timer: Timer = time.monotonic
    _pages: "OrderedDict[str, Drawn]" = field(default_factory=OrderedDict)
    _drawing: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _rest_until: float = float("-inf")

    def knows(self, key: str) -> bool:
        """Whether the page was drawn before."""
        return key in self._pages

    def get(self, key: str, draw: Callable[[], bytes]) -> Served:
        """The page, drawn if need be.

        Raises:
            Away: the database does not answer and there is no earlier page.
        """
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            mine = self._drawing.setdefault(key, threading.Lock())
        if not mine.acquire(blocking=page is None) and page:
            return Served(page, self.timer() - page.at)
        try:
            return self._renewed(key, draw)
        finally:
            mine.release()

    def _renewed(self, key: str, draw: Callable[[], bytes]) -> Served:
        page = self._pages.get(key)  # somebody may have drawn it while this thread waited
        if self.timer() < self._rest_until:
            return self._last_good(page)
        try:
            with sql.patience(PATIENCE_MS):
                change = self.changes.number()
                if page and page.change == change and self.timer() - page.at < self.keep:
                    return Served(page, self.timer() - page.at)
                body = draw()
        except (DatabaseError, InterfaceError):
            self._rest_until = self.timer() + PAUSE_SECONDS
            return self._last_good(page)
        page = Drawn(body, tag_of(body), change, self.timer())
        self._put(key, page)
        return Served(page)

    def _last_good(self, page: Drawn | None) -> Served:
        if page is None:
            raise Away
        return Served(page, self.timer() - page.at, stale=True)

    def _put(self, key: str, page: Drawn) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self.most:
                gone, _page = self._pages.popitem(last=False)
                self._drawing.pop(gone, None)

    def forget(self) -> None:
        """Start with nothing."""
        with self._lock:
            self._pages.clear()
            self._rest_until = float("-inf")
        self.changes._asked = float("-inf")
