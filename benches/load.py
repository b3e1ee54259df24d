"""A bounded HTTP client that answers links: ``python benches/load.py HOST PORT CONNECTIONS`` with tokens on stdin.

Loopback only. Prints one JSON object: how many answers were confirmed, how fast, and the slowest.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator

BODY = b"in_command=%E6%9D%8E%E5%9B%BD%E5%BC%BA&villages_affected=3&persons_moved=12"


def request(host: str, token: str) -> bytes:
    """One answer, as the form of the answer page posts it."""
    head = (
        f"POST /a/{token} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    return head.encode() + BODY


async def read_status(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The status and body of one response."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    body = await reader.readexactly(length) if length else b""
    return int(head.split(b" ", 2)[1]), body


async def worker(host: str, port: int, tokens: Iterator[str], took: list[float], bad: list[str]) -> None:
    """Answers one link after the other over one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    for token in tokens:
        began = time.perf_counter()
        writer.write(request(host, token))
        status, body = await read_status(reader)
        took.append(time.perf_counter() - began)
        if status != 200 or b"status" not in body:
            bad.append(f"{status} {body[:80]!r}")
    writer.close()


async def main(host: str, port: int, connections: int, tokens: list[str]) -> dict[str, object]:
    """Answers every token once."""
    took: list[float] = []
    bad: list[str] = []
    shared = iter(tokens)
    began = time.perf_counter()
    await asyncio.gather(*[worker(host, port, shared, took, bad) for _ in range(connections)])
    seconds = time.perf_counter() - began
    took.sort()
    return {
        "answers": len(took),
        "failed": len(bad),
        "examples": bad[:3],
        "seconds": round(seconds, 2),
        "per_second": round(len(took) / seconds),
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99) - 1] * 1000, 1),
        "max_ms": round(took[-1] * 1000, 1),
    }


if __name__ == "__main__":
    given_host, given_port, given_connections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if not given_host.startswith("127."):
        sys.exit("loopback only")
    print(json.dumps(asyncio.run(main(given_host, given_port, given_connections, sys.stdin.read().split()))))
