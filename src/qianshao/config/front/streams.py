"""Live streams: one shared poll of the journal, one rendering per board and scope, sent to all who watch it.

Each watcher of the same board with the same scope gets the same bytes, so 200 boards cost one. Messages carry the
journal's number as ``id``; a heartbeat every 15 s keeps proxies from cutting the line and tells the page its age.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

#: The journal's newest number; asked once per poll for all boards.
Latest = Callable[[], int]
#: The board's present picture as SSE data, or None when there is nothing to show.
Render = Callable[[], str | None]
HEARTBEAT_SECONDS = 15.0
#: A board is drawn anew after this long although nothing happened: what is late grows by itself.
STALE_SECONDS = 10.0
#: How long an open stream outlives the right to watch it, at most.
RECHECK_SECONDS = 60.0


@dataclass(eq=False)
class Board:
    """One picture watched by many: ``key`` names board, scope and filter."""

    key: str
    render: Render
    watchers: "set[asyncio.Queue[bytes]]" = field(default_factory=set)
    seen: int = -1
    drawn_at: float = 0.0
    last: bytes = b""


class Hub:
    """Polls while anybody watches."""

    def __init__(self, latest: Latest, *, period: float = 0.85) -> None:
        self.latest, self.period = latest, period
        self.boards: dict[str, Board] = {}
        self._task: asyncio.Task[None] | None = None

    async def watch(self, key: str, render: Render) -> AsyncIterator[bytes]:
        """The messages of a board, the present picture first."""
        board = self.boards.setdefault(key, Board(key, render))
        mailbox: asyncio.Queue[bytes] = asyncio.Queue(maxsize=4)
        board.watchers.add(mailbox)
        if board.last:
            mailbox.put_nowait(board.last)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._poll())
        try:
            while True:
                try:
                    yield await asyncio.wait_for(mailbox.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": alive\n\n"
        finally:
            board.watchers.discard(mailbox)
            if not board.watchers:
                self.boards.pop(key, None)

    async def _poll(self) -> None:
        while self.boards:
            try:
                number = await asyncio.to_thread(self.latest)
                for board in list(self.boards.values()):
                    if board.seen != number or time.monotonic() - board.drawn_at > STALE_SECONDS:
                        await self._refresh(board, number)
                    else:
                        _post(board, b"event: tick\ndata: \n\n")
            except Exception:
                log.exception("poll failed")
            await asyncio.sleep(self.period)

    async def _refresh(self, board: Board, number: int) -> None:
        data = await asyncio.to_thread(board.render)
        board.seen, board.drawn_at = number, time.monotonic()
        if data is None:
            return
        lines = "".join(f"data: {line}\n" for line in data.splitlines())
        message = f"id: {number}\n{lines}\n".encode()
        if message.split(b"\n", 1)[1:] != board.last.split(b"\n", 1)[1:]:
            board.last = message
        _post(board, message)


async def while_allowed(
    messages: AsyncIterator[bytes], allowed: Callable[[], bool], *, every: float = RECHECK_SECONDS
) -> AsyncIterator[bytes]:
    """The messages as long as ``allowed``, asked every ``every`` seconds.

    Whoever logs out, is disabled or loses a role stops seeing the board within that time; the page then asks anew.
    """
    asked = time.monotonic()
    try:
        async for message in messages:
            yield message
            if time.monotonic() - asked < every:
                continue
            asked = time.monotonic()
            if not await asyncio.to_thread(allowed):
                return
    finally:
        await messages.aclose()  # type: ignore[attr-defined]  # it is a generator: leave the board at once


def _post(board: Board, message: bytes) -> None:
    for mailbox in board.watchers:
        if mailbox.full():  # a slow line skips pictures, never falls behind
            mailbox.get_nowait()
        mailbox.put_nowait(message)
