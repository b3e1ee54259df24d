"""The front answers public pages from memory, and asks the pages behind hardly ever."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from qianshao.config.front.public_pages import FRESH, MOST, SOFT, Answer, Headers, PublicPages
from qianshao.public.cache import AGE_MARK

COOKIE = (b"set-cookie", b"sessionid=secret")


@dataclass
class Site:
    """Pages behind the front, with a clock moved by hand."""

    at: float = 0.0
    text: bytes = b"one"
    status: int = 200
    away: bool = False
    asked: list[dict[bytes, bytes]] = field(default_factory=list)
    passed: int = 0
    front: PublicPages = field(init=False)

    def __post_init__(self) -> None:
        self.front = PublicPages(self.behind, self.fetch, timer=lambda: self.at)

    async def behind(self, scope: Any, receive: Any, send: Any) -> None:
        self.passed += 1
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b"away"})

    async def fetch(self, path: str, query: str, headers: Headers) -> Answer:
        self.asked.append(dict(headers))
        await asyncio.sleep(0)
        if self.away:
            raise OSError("away")
        body, tag = AGE_MARK + self.text, b'W/"' + self.text + b'"'
        if dict(headers).get(b"if-none-match") == tag:
            return Answer(304, [(b"etag", tag)], b"")
        return Answer(self.status, [(b"content-type", b"text/html"), (b"etag", tag)], body)

    async def get(self, path: str = "/public/", query: bytes = b"", method: str = "GET", **headers: str) -> Any:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query, "client": ("203.0.113.9", 5),
            "headers": [(b"host", b"localhost"), *given],
        }  # fmt: skip
        await self.front(scope, receive, send)
        head = dict(sent[0]["headers"])
        return sent[0]["status"], head, b"".join(part.get("body", b"") for part in sent[1:])


def run(story: Callable[[Site], Awaitable[None]]) -> Site:
    site = Site()
    asyncio.run(story(site))  # type: ignore[arg-type]  # stories are coroutines
    return site


def test_a_thousand_readers_cost_one_question() -> None:
    async def story(site: Site) -> None:
        answers = await asyncio.gather(*[site.get() for _n in range(1000)])
        assert {status for status, _head, _body in answers} == {200}

    assert len(run(story).asked) == 1


def test_after_a_second_the_pages_are_asked_whether_it_still_holds() -> None:
    async def story(site: Site) -> None:
        await site.get()
        site.at = SOFT + 1
        await site.get()
        assert site.asked[-1][b"if-none-match"] == b'W/"one"'
        site.text, site.at = b"two", site.at + SOFT + 1
        _status, _head, body = await site.get()
        assert body.endswith(b"two")

    run(story)


def test_a_moment_later_the_old_page_goes_out_while_one_question_is_on_its_way() -> None:
    async def story(site: Site) -> None:
        await site.get()
        site.text, site.at = b"two", FRESH + 0.5
        _status, _head, body = await site.get()
        assert body.endswith(b"one")
        await asyncio.sleep(0.01)
        _status, _head, body = await site.get()
        assert body.endswith(b"two") and len(site.asked) == 2

    run(story)


def test_when_the_pages_are_away_the_last_good_one_says_its_age() -> None:
    async def story(site: Site) -> None:
        await site.get()
        site.away, site.at = True, 180.0
        status, head, body = await site.get()
        assert status == 200 and head[b"age"] == b"180" and "3 分钟前".encode() in body
        status, _head, _body = await site.get(path="/public/calls/")
        assert status == 503 and site.passed == 1
        site.away = False
        _status, head, body = await site.get()
        assert b"age" not in head and "分钟前".encode() not in body

    run(story)


@pytest.mark.parametrize("status", [404, 429, 503])
def test_what_the_pages_refuse_goes_through_and_is_not_kept(status: int) -> None:
    async def story(site: Site) -> None:
        site.status = status
        assert (await site.get())[0] == status
        site.status = 200
        assert (await site.get())[0] == 200

    assert len(run(story).asked) == 2


def test_a_page_that_is_kept_already_outlives_errors_of_the_pages() -> None:
    async def story(site: Site) -> None:
        await site.get()
        site.status, site.text, site.at = 500, b"broken", 60.0
        status, _head, body = await site.get()
        assert status == 200 and b"broken" not in body

    run(story)


def test_nobodys_cookie_goes_in_or_comes_out_but_the_language_counts() -> None:
    async def story(site: Site) -> None:
        await site.get(cookie="sessionid=secret; django_language=en", authorization="Bearer x")
        assert site.asked[0][b"cookie"] == b"django_language=en" and b"authorization" not in site.asked[0]
        assert site.asked[0][b"x-forwarded-for"] == b"203.0.113.9"
        await site.get(cookie="django_language=xx")
        assert b"cookie" not in site.asked[1] and len(site.asked) == 2

    run(story)


def test_packed_headless_and_unchanged_answers() -> None:
    async def story(site: Site) -> None:
        _status, head, body = await site.get(accept_encoding="br, gzip")
        assert head[b"content-encoding"] == b"gzip" and gzip.decompress(body).endswith(b"one")
        _status, head, body = await site.get(method="HEAD")
        assert body == b"" and int(head[b"content-length"]) > 3
        status, _head, body = await site.get(if_none_match='W/"one"')
        assert status == 304 and body == b""

    run(story)


def test_only_public_pages_are_kept_and_not_without_end() -> None:
    async def story(site: Site) -> None:
        await site.get(path="/desk/")
        await site.get(method="POST")
        await site.get(query=b"x" * 200)
        assert site.passed == 3 and not site.front.kept
        for n in range(MOST + 50):
            await site.get(query=b"at=%d" % n)
        assert len(site.front.kept) <= MOST

    run(story)
