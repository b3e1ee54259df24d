"""The answer lane: how answers travel from the front to the one process that writes them.

The front gathers answers while a batch is on its way and sends the next batch when the last is committed, so under
load many answers share one durable commit (measurements Q2: 8,350/s beside a running tick). Newline-delimited JSON
over a Unix socket that only this user can open: ``{"id": 1, "answers": […]}`` → ``{"id": 1, "results": […]}``.
A reply is sent only after COMMIT.
"""

import hashlib
import json
import os
import queue
import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A batch: the answers and the function that sends their results back.
Reply = Callable[[list[dict[str, Any]]], None]
MAX_LINE = 4 * 1024 * 1024


def socket_path(home: Path) -> Path:
    """Where the lane of a home listens: a private folder with a short name (socket paths end at 108 bytes)."""
    name = hashlib.blake2b(str(home).encode(), digest_size=6).hexdigest()
    folder = Path(tempfile.gettempdir()) / f"qianshao-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder / "engine.sock"


@dataclass
class Batch:
    """Answers of one message, waiting for their commit."""

    answers: list[dict[str, Any]]
    reply: Reply


class LaneServer:
    """Listens in the engine; each connection has a thread that only reads and queues."""

    def __init__(self, path: Path, arrived: Callable[[], None]) -> None:
        self.path, self.arrived = path, arrived
        self.waiting: queue.SimpleQueue[Batch] = queue.SimpleQueue()
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        self._socket.listen(16)
        threading.Thread(target=self._accept, daemon=True, name="lane").start()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._read, args=(connection,), daemon=True, name="lane-read").start()

    def _read(self, connection: socket.socket) -> None:
        lock = threading.Lock()
        with connection, connection.makefile("rb") as lines:
            for line in iter(lambda: lines.readline(MAX_LINE), b""):
                message = json.loads(line)
                self.waiting.put(Batch(message["answers"], _replier(connection, lock, message["id"])))
                self.arrived()

    def drain(self, limit: int) -> list[Batch]:
        """Batches with about ``limit`` answers in all; never waits."""
        found: list[Batch] = []
        size = 0
        while size < limit:
            try:
                batch = self.waiting.get_nowait()
            except queue.Empty:
                break
            found.append(batch)
            size += len(batch.answers)
        return found


def _replier(connection: socket.socket, lock: threading.Lock, number: int) -> Reply:
    def reply(results: list[dict[str, Any]]) -> None:
        line = json.dumps({"id": number, "results": results}, default=str).encode() + b"\n"
        try:
            with lock:
                connection.sendall(line)
        except OSError:  # the front went away; the answers are committed and it will ask again
            return

    return reply
