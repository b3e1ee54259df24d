"""The front's routes: answers, live streams, and the pages behind."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import anyio
import django
from django.conf import settings
from django.utils.translation import gettext
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
django.setup()

from qianshao.config.front.answers import AnswerLane, EngineAway  # noqa: E402 - after django.setup
from qianshao.config.front.proxy import Pages  # noqa: E402
from qianshao.config.front.public_pages import Answer, Headers, PublicPages  # noqa: E402
from qianshao.config.front.sessions import open_picture  # noqa: E402
from qianshao.config.front.streams import Hub, while_allowed  # noqa: E402
from qianshao.config.lane import socket_path  # noqa: E402
from qianshao.core.errors import Refusal  # noqa: E402
from qianshao.core.ids import read_case_token  # noqa: E402
from qianshao.journal.selectors import latest_id  # noqa: E402

log = logging.getLogger(__name__)
#: An answer is a few words; more is not an answer.
MAX_ANSWER_BYTES = 16 * 1024


@dataclass
class Front:
    """What the routes share."""

    lane: AnswerLane
    pages: Pages
    hub: Hub


def _front(request: Request) -> Front:
    found: Front = request.app.state.front
    return found


async def answer(request: Request) -> Response:
    """POST /a/<token>: the recipient's answer, durable before the reply. Reading the page never answers."""
    front = _front(request)
    body = await _small_body(request)
    if body is None:
        return PlainTextResponse(gettext("内容太长，没有保存。"), status_code=413)
    token = request.path_params["token"]
    try:
        words = _words(body)
    except ValueError:
        return PlainTextResponse(gettext("内容太长，没有保存。"), status_code=413)
    if read_case_token(token) is None:
        return await front.pages.pass_on(request, body)
    try:
        result = await front.lane.send({"token": token, "words": words})
    except EngineAway:
        result = {"status": "retry"}
    if result.get("status") == "retry":  # the pages write it themselves: slower, but kept
        return await front.pages.pass_on(request, body)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse(result)
    return RedirectResponse(request.url.path, status_code=303)


async def _small_body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            return None
    return body


def _words(body: bytes) -> dict[str, Any]:
    """The fields of a form. NUL goes: one such answer would fail the whole commit on PostgreSQL.

    Raises:
        ValueError: more fields than any answer has.
    """
    fields = parse_qs(body.decode("utf-8", "replace").replace("%00", "").replace("\0", ""), max_num_fields=40)
    return {name: values[-1][:200] for name, values in fields.items() if name != "csrfmiddlewaretoken"}


async def live(request: Request) -> Response:
    """GET /live/<name>/<id>: server-sent events for those who may see it."""
    front = _front(request)
    params = request.path_params
    wanted = (params["name"], params["number"], dict(request.query_params), dict(request.cookies))
    try:
        picture = await anyio.to_thread.run_sync(open_picture, *wanted)
    except Refusal as refusal:
        return PlainTextResponse(str(refusal), status_code=refusal.status)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

    def allowed() -> bool:
        try:
            return open_picture(*wanted).key == picture.key
        except Refusal:
            return False

    messages = while_allowed(front.hub.watch(picture.key, picture.render), allowed)
    return StreamingResponse(messages, media_type="text/event-stream", headers=headers)


async def page(request: Request) -> Response:
    """Everything else."""
    return await _front(request).pages.pass_on(request)


def latest() -> int:
    """The journal's newest number, on a connection this thread keeps."""
    return latest_id()


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    pages = Pages(int(os.environ["QIANSHAO_PAGES_PORT"]))
    app.state.front = Front(AnswerLane(socket_path(settings.QIANSHAO_HOME)), pages, Hub(latest))
    yield
    await pages.close()


async def fetch_public(path: str, query: str, headers: Headers) -> Answer:
    """A public page from the pages behind, for the front's memory."""
    front: Front = site.state.front
    return Answer(*await front.pages.get(path, query, headers))


METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
site = Starlette(
    routes=[
        Route("/a/{token}", answer, methods=["POST"]),
        Route("/live/{name}/{number:int}", live, methods=["GET"]),
        Route("/{path:path}", page, methods=METHODS),
    ],
    lifespan=_lifespan,
)
app = PublicPages(site, fetch_public)
