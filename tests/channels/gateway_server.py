"""A gateway as somebody else would write it: standard library only, a process of its own, on loopback.

``python gateway_server.py FILE SECRET``: prints its port; appends one JSON line per message it gets to FILE, with
``"repeat": true`` when it had the key before. The path says how it behaves:

/send            takes everything; /send?callback=URL also reports back: a batch, the same again, one out of order
/reject /retry   refuses every message for good (wrong_number), or asks to try again
/hang /silent    never answers; closes without a word
/500 /401 /garbage /half /big /redirect /slow     what gateways do on bad days
/robot           a chat robot that takes Apprise's JSON
"""

import hashlib
import hmac
import json
import secrets
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Gateway(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, file: str, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.log = open(file, "a", encoding="utf-8")  # noqa: SIM115, PTH123 - open for the process's life
        self.secret, self.seen, self.lock = secret, set(), threading.Lock()

    def take(self, key: str, **facts: Any) -> bool:
        """Write it down; whether the key is new."""
        with self.lock:
            repeat = key in self.seen
            self.seen.add(key)
            self.log.write(json.dumps({"key": key, "repeat": repeat, **facts}, ensure_ascii=False) + "\n")
            self.log.flush()
        return not repeat


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Gateway

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urllib.parse.urlsplit(self.path)
        behave = getattr(self, "on_" + path.path.strip("/"), None)
        if behave is None:
            self.answer(404, b"{}")
        else:
            behave(body, urllib.parse.parse_qs(path.query))

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def genuine(self, body: bytes) -> bool:
        stamp, nonce = self.headers["X-Qianshao-Timestamp"] or "", self.headers["X-Qianshao-Nonce"] or ""
        given = self.headers["X-Qianshao-Signature"] or ""
        return hmac.compare_digest(given, sign(self.server.secret, stamp, nonce, body))

    def results(self, body: bytes, status: str, reason: str = "") -> list[dict[str, str]]:
        found = []
        for message in json.loads(body)["messages"]:
            new = self.server.take(message["key"], to=message["to"], text=message["text"], status=status)
            said = status if new or status != "accepted" else "duplicate"
            found.append({"key": message["key"], "status": said, "id": "g-" + message["key"], "reason": reason})
        return found

    def on_send(self, body: bytes, query: dict[str, list[str]]) -> None:
        if not self.genuine(body):
            self.answer(401, b'{"error": "signature"}')
            return
        results = self.results(body, "accepted")
        self.answer(200, json.dumps({"results": results}).encode())
        for url in query.get("callback", []):
            threading.Thread(target=report, args=(self.server.secret, url, results), daemon=True).start()

    def on_reject(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(200, json.dumps({"results": self.results(body, "rejected", "wrong_number")}).encode())

    def on_retry(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(200, json.dumps({"results": self.results(body, "retry", "busy")}).encode())

    def on_half(self, body: bytes, query: dict[str, list[str]]) -> None:
        results = self.results(body, "accepted")
        self.answer(200, json.dumps({"results": results[::2]}).encode())

    def on_robot(self, body: bytes, query: dict[str, list[str]]) -> None:
        message = json.loads(body)
        self.server.take(message["message"], to="robot", text=message["message"], status="accepted")
        self.answer(200, b"{}")

    def on_500(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(500, b"oops")

    def on_401(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(401, b"{}")

    def on_gone(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(410, b"{}")

    def on_garbage(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(200, b"<html>OK</html>")

    def on_big(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.answer(200, b" " * 200_000)

    def on_redirect(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.server.take("redirect-seen", to="", text="", status="redirect")
        self.answer(307, b"", Location="/send")

    def on_hang(self, body: bytes, query: dict[str, list[str]]) -> None:
        time.sleep(60)

    def on_silent(self, body: bytes, query: dict[str, list[str]]) -> None:
        self.close_connection = True

    def on_slow(self, body: bytes, query: dict[str, list[str]]) -> None:
        """One byte at a time, for ever: no single read times out."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            for _ in range(300):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            pass


def sign(secret: str, stamp: str, nonce: str, body: bytes) -> str:
    return "v1=" + hmac.new(secret.encode(), f"{stamp}.{nonce}.".encode() + body, hashlib.sha256).hexdigest()


def report(secret: str, url: str, results: list[dict[str, str]]) -> None:
    """Delivered and answered for all; then all of it again; and the answer to the first comes before its delivery."""
    facts = []
    for result in results:
        base = {"key": result["key"], "id": result["id"]}
        facts.append({**base, "seq": 2, "kind": "answered", "pressed": "1", "heard": 22})
        facts.append({**base, "seq": 1, "kind": "delivered"})
    for _ in range(2):
        post(secret, url, {"receipts": facts})


def post(secret: str, url: str, data: Any) -> None:
    body, stamp, nonce = json.dumps(data).encode(), str(int(time.time())), secrets.token_hex(16)  # noqa: TID251
    headers = {
        "Content-Type": "application/json",
        "X-Qianshao-Timestamp": stamp,
        "X-Qianshao-Nonce": nonce,
        "X-Qianshao-Signature": sign(secret, stamp, nonce, body),
    }
    urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10).read()


if __name__ == "__main__":
    gateway = Gateway(sys.argv[1], sys.argv[2])
    print(gateway.server_port, flush=True)
    gateway.serve_forever()
