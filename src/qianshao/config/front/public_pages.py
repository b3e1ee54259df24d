"""Public pages from the front's memory: a whole county may ask at once while the pages behind draw each one once.

A page is handed out for ``FRESH`` seconds without asking; up to ``SOFT`` seconds it is still handed out while one
request asks the pages whether it is still right; when older, requests wait for that answer. What the pages refuse
(unknown, too many new pages, away) goes through and is never kept. When the pages do not answer, the last good page
is handed out with its age. Nothing of who asks gets in: only the language is passed on.
"""

import asyncio
import gzip
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings

from qianshao.public.cache import aged, tag_of

log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """What the pages behind said."""

    status: int
    headers: Headers
    body: bytes


#: Asks the pages: address, query, headers.
Fetch = Callable[[str, str, Headers], Awaitable[Answer]]

PREFIX = "/public/"
FRESH, SOFT, PATIENCE = 1.0, 3.0, 4.0
MOST, LONGEST_QUERY = 600, 64
_OWN = {b"etag", b"content-length", b"content-encoding", b"connection", b"transfer-encoding", b"date", b"server"}


@dataclass
class Kept:
    """A page in memory, packed and not."""

    answer: Answer
    tag: bytes
    packed: bytes
    head: Headers
    drawn: float
    asked: float
    renewing: "asyncio.Task[Answer] | None" = None


@dataclass
class PublicPages:
    """The site with public pages answered from memory. ``fetch`` asks the pages; ``app`` is everything else."""

    app: App
    fetch: Fetch
    timer: Callable[[], float] = time.monotonic
    kept: "OrderedDict[tuple[Any, ...], Kept]" = field(default_factory=OrderedDict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a public page; pass everything else on."""
        if scope["type"] != "http" or not _is_ours(scope):
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        language = _language(asked.get(b"cookie", b""))
        key = (scope["path"], scope["query_string"], asked.get(b"host", b""), language)
        kept = self.kept.get(key)
        moment = self.timer()
        if kept is None or moment - kept.asked > FRESH:
            kept = await self._renewed(key, kept, scope, asked, send, receive)
            if kept is None:
                return
        else:
            self.kept.move_to_end(key)
        await _hand_out(kept, asked, scope["method"], send)

    async def _renewed(
        self,
        key: tuple[Any, ...],
        kept: Kept | None,
        scope: Scope,
        asked: dict[bytes, bytes],
        send: Send,
        receive: Receive,
    ) -> Kept | None:
        """The page to hand out now; None when the answer of the pages went out already."""
        if kept is None:
            kept = self.kept[key] = Kept(Answer(0, [], b""), b"", b"", [], 0.0, float("-inf"))
            self._trim()
        if kept.renewing is None or kept.renewing.done():
            kept.renewing = asyncio.create_task(self._ask(key, kept, scope, asked))
        if kept.answer.status and self.timer() - kept.asked < SOFT:
            return kept
        try:
            answer = await asyncio.wait_for(asyncio.shield(kept.renewing), PATIENCE)
        except Exception as error:  # noqa: BLE001 - whatever it is: a page that says its age beats none
            log.warning("public page could not be renewed: %r", error)
            if not kept.answer.status:
                self.kept.pop(key, None)
                await self.app(scope, receive, send)
                return None
            return self._old(kept, key[-1])
        if answer.status in (200, 304) and kept.answer.status:
            return kept
        await _pass(answer, scope["method"], send)
        return None

    async def _ask(self, key: tuple[Any, ...], kept: Kept, scope: Scope, asked: dict[bytes, bytes]) -> Answer:
        client = scope["client"][0] if scope.get("client") else ""
        headers = [(b"host", asked.get(b"host", b"")), (b"x-forwarded-for", client.encode())]
        headers += [(b"cookie", f"{settings.LANGUAGE_COOKIE_NAME}={key[-1]}".encode())] if key[-1] else []
        headers += [(b"x-forwarded-proto", asked[b"x-forwarded-proto"])] if b"x-forwarded-proto" in asked else []
        headers += [(b"if-none-match", kept.tag)] if kept.tag else []
        answer = await self.fetch(scope["path"], scope["query_string"].decode("latin-1"), headers)
        moment = self.timer()
        if answer.status == 304:
            kept.asked = kept.drawn = moment
        elif answer.status == 200:
            _keep(kept, answer, moment)
        elif answer.status < 500:
            self.kept.pop(key, None)
        elif kept.answer.status:
            raise OSError(f"the pages said {answer.status}")
        else:
            self.kept.pop(key, None)
        return answer

    def _old(self, kept: Kept, language: str) -> Kept:
        """The last good page with its age; the pages are asked again in a moment."""
        seconds = self.timer() - kept.drawn
        body = aged(kept.answer.body, seconds, language or settings.LANGUAGE_CODE)
        headers = [(k, v) for k, v in kept.answer.headers if k != b"etag"]
        old = Kept(Answer(200, headers, body), b"", b"", [], kept.drawn, kept.asked)
        _keep(old, old.answer, kept.drawn)
        old.head = [*old.head, (b"age", str(int(seconds)).encode())]
        return old

    def _trim(self) -> None:
        while len(self.kept) > MOST:
            self.kept.popitem(last=False)


def _is_ours(scope: Scope) -> bool:
    path: str = scope["path"]
    return (
        scope["method"] in ("GET", "HEAD")
        and path.startswith(PREFIX)
        and len(scope["query_string"]) <= LONGEST_QUERY
        and len(path) <= LONGEST_QUERY
    )


def _language(cookies: bytes) -> str:
    """The language a person chose, if the site speaks it."""
    name = settings.LANGUAGE_COOKIE_NAME
    if name.encode() not in cookies:
        return ""
    try:
        found = SimpleCookie(cookies.decode("latin-1")).get(name)
    except CookieError:
        return ""
    return found.value if found and found.value in dict(settings.LANGUAGES) else ""


def _keep(kept: Kept, answer: Answer, moment: float) -> None:
    tag = next((v for k, v in answer.headers if k == b"etag"), b"") or tag_of(answer.body).encode()
    own = [(k, v) for k, v in answer.headers if k not in _OWN and k != b"vary"]
    kept.answer, kept.tag, kept.packed = answer, tag, gzip.compress(answer.body, 6, mtime=0)
    kept.head = [*own, (b"etag", tag), (b"vary", b"Cookie, Accept-Encoding")]
    kept.drawn = kept.asked = moment


async def _hand_out(kept: Kept, asked: dict[bytes, bytes], method: str, send: Send) -> None:
    if kept.tag in asked.get(b"if-none-match", b"").split(b", "):
        await _send(304, kept.head, b"", send)
        return
    packed = b"gzip" in asked.get(b"accept-encoding", b"")
    body = kept.packed if packed else kept.answer.body
    head = [*kept.head, (b"content-length", str(len(body)).encode())]
    if packed:
        head.append((b"content-encoding", b"gzip"))
    await _send(200, head, b"" if method == "HEAD" else body, send)


async def _pass(answer: Answer, method: str, send: Send) -> None:
    head = [(k, v) for k, v in answer.headers if k not in _OWN or k == b"etag"]
    head.append((b"content-length", str(len(answer.body)).encode()))
    await _send(answer.status, head, b"" if method == "HEAD" else answer.body, send)


async def _send(status: int, head: Iterable[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(head)})
    await send({"type": "http.response.body", "body": body})
