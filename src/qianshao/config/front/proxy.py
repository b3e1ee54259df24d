"""Everything that is neither a stream nor an answer is passed on to the pages."""

from collections.abc import AsyncIterator

import httpx
from django.utils.translation import gettext_lazy
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

#: Headers that belong to one connection, not to the message (RFC 9110 §7.6.1).
_HOP = {b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade", b"proxy-connection"}
_AWAY = gettext_lazy("页面服务正在启动或重启。填的内容还在，请过几秒再试一次。")


class Pages:
    """A client of the page server on ``port`` of this machine."""

    def __init__(self, port: int) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=4)
        # Loopback only and no proxies from the environment: this client never leaves the machine.
        self.client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=httpx.Timeout(120, connect=5), limits=limits, trust_env=False
        )

    async def pass_on(self, request: Request, body: bytes | None = None) -> Response:
        """The pages' response to ``request``; 503 in words while they are away."""
        outgoing = self.client.build_request(
            request.method,
            httpx.URL(path=request.url.path, query=request.url.query.encode()),
            headers=_headers(request),
            content=body if body is not None else _stream(request),
        )
        try:
            answer = await self.client.send(outgoing, stream=True)
        except httpx.TransportError:
            return PlainTextResponse(str(_AWAY), status_code=503, headers={"Retry-After": "3"})
        response = StreamingResponse(
            answer.aiter_raw(), status_code=answer.status_code, background=BackgroundTask(answer.aclose)
        )
        response.raw_headers = [(k.lower(), v) for k, v in answer.headers.raw if k.lower() not in _HOP]
        return response

    async def get(
        self, path: str, query: str, headers: list[tuple[bytes, bytes]]
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Status, headers and body of one address, with exactly these headers.

        Raises:
            httpx.TransportError: the pages are away.
        """
        url = httpx.URL(path=path, query=query.encode())
        answer = await self.client.get(url, headers=headers, timeout=10)
        kept = [(k.lower(), v) for k, v in answer.headers.raw if k.lower() not in _HOP]
        return answer.status_code, kept, answer.content

    async def close(self) -> None:
        """End the connections."""
        await self.client.aclose()


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    kept = [(k, v) for k, v in request.headers.raw if k not in _HOP and k != b"x-forwarded-for"]
    client = request.client.host if request.client else ""
    return [*kept, (b"x-forwarded-for", client.encode())]


async def _stream(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk
