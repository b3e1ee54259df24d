"""Readers of one page: ``python benches/readers.py HOST PORT PATH CONNECTIONS SECONDS``.

Loopback only, keep-alive, one question at a time on each connection, packed as a browser asks for it. Knows nothing
of the product. Prints one JSON object.
"""

import asyncio
import json
import sys
import time


class Reader(asyncio.Protocol):
    """Asks again as soon as the answer is whole."""

    def __init__(self, question: bytes, until: float, took: list[float], bad: list[str]) -> None:
        self.question, self.until, self.took, self.bad = question, until, took, bad
        self.done = asyncio.get_running_loop().create_future()
        self.buffer, self.need, self.began = b"", -1, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first time."""
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Ask."""
        self.buffer, self.need, self.began = b"", -1, time.perf_counter()
        self.transport.write(self.question)  # type: ignore[attr-defined]  # it is a transport for both ways

    def data_received(self, data: bytes) -> None:
        """Take what came; when it is whole, ask again."""
        self.buffer += data
        if self.need < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            if not head.startswith(b"http/1.1 200") or at < 0:
                self.bad.append(head[:80].decode("latin-1"))
                self.finish()
                return
            self.need = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.buffer) < self.need:
            return
        moment = time.perf_counter()
        self.took.append(moment - self.began)
        self.ask() if moment < self.until else self.finish()

    def finish(self) -> None:
        """No more."""
        self.transport.close()
        if not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, _error: Exception | None) -> None:
        """The other side ended."""
        if not self.done.done():
            self.bad.append("closed")
            self.done.set_result(None)


async def main(host: str, port: int, path: str, connections: int, seconds: float) -> dict[str, object]:
    """Read for so long."""
    took: list[float] = []
    bad: list[str] = []
    question = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Reader(question, began + seconds, took, bad), host, port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(reader.done for _transport, reader in made))
    whole = time.perf_counter() - began
    took.sort()
    return {
        "per_second": round(len(took) / whole),
        "failed": len(bad),
        "examples": bad[:3],
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99) - 1] * 1000, 1),
        "max_ms": round(took[-1] * 1000, 1),
    }


if __name__ == "__main__":
    given_host, given_port, given_path, many, given_seconds = sys.argv[1:6]
    if not given_host.startswith("127."):
        sys.exit("loopback only")
    print(json.dumps(asyncio.run(main(given_host, int(given_port), given_path, int(many), float(given_seconds)))))
