"""Answers by link, gathered while a commit is under way and sent to the engine together."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class EngineAway(Exception):
    """The engine did not answer; nothing is known to be kept."""


class AnswerLane:
    """Sends answers to the engine, at most one batch on its way, and hands each its own result."""

    def __init__(self, path: Path, *, batch: int = 500, patience: float = 3.0) -> None:
        self.path, self.batch, self.patience = path, batch, patience
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]] = []
        self._work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._number = 0

    async def send(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The engine's result for ``answer``, after its commit.

        Raises:
            EngineAway: no commit was confirmed within ``patience`` seconds.
        """
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._pump())
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((answer, future))
        self._work.set()
        try:
            return await asyncio.wait_for(future, self.patience)
        except TimeoutError as error:
            raise EngineAway from error

    async def _pump(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                sent, self._waiting = self._waiting[: self.batch], self._waiting[self.batch :]
                await self._deliver(sent)

    async def _deliver(self, sent: list[tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]]) -> None:
        try:
            results = await asyncio.wait_for(self._ask([answer for answer, _future in sent]), self.patience)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            log.warning("engine away: %s", error)
            self._drop_pipe()
            for _answer, future in sent:
                if not future.done():
                    future.set_exception(EngineAway())
            return
        for (_answer, future), result in zip(sent, results, strict=True):
            if not future.done():
                future.set_result(result)

    async def _ask(self, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self._pipe is None:
            self._pipe = await asyncio.open_unix_connection(str(self.path), limit=4 * 1024 * 1024)
        reader, writer = self._pipe
        self._number += 1
        writer.write(json.dumps({"id": self._number, "answers": answers}).encode() + b"\n")
        await writer.drain()
        line = await reader.readline()
        message = json.loads(line or b"{}")
        if message.get("id") != self._number:
            raise ValueError("answer out of turn")
        results: list[dict[str, Any]] = message["results"]
        return results

    def _drop_pipe(self) -> None:
        if self._pipe:
            self._pipe[1].close()
        self._pipe = None
