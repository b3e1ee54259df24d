"""An outside eye as somebody else would write it: standard library only, a process of its own, on loopback.

``python eye_server.py FILE``: prints its port, writes each request it gets to FILE as one JSON line. The path says
how it behaves: /good/v1, /key/v1 (wants Bearer s3cret), and what services do on bad days, as the handlers below.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

GOOD = "液化气罐放在灶台边，软管老化"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with open(sys.argv[1], "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(
                json.dumps({"path": self.path, "key": self.headers.get("Authorization"), "asked": json.loads(body)})
                + "\n"
            )
        getattr(self, "on_" + self.path.split("/")[1])()

    def answer(self, status: int, content: Any, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def say(self, words: Any) -> None:
        self.answer(200, {"choices": [{"message": {"role": "assistant", "content": words}}]})

    def on_good(self) -> None:
        self.say(GOOD)

    def on_key(self) -> None:
        self.say(GOOD) if self.headers.get("Authorization") == "Bearer s3cret" else self.answer(401, {})

    def on_500(self) -> None:
        self.answer(500, {"error": "x"})

    def on_nonsense(self) -> None:
        self.answer(200, b"<html>")

    def on_number(self) -> None:
        self.say(["a", "list"])

    def on_redirect(self) -> None:
        self.answer(302, b"", Location="/good/v1/chat/completions")

    def on_silent(self) -> None:
        self.connection.close()

    def on_big(self) -> None:
        self.say("很" * 200_000)

    def on_evil(self) -> None:
        self.say("<script>alert(1)</script>\u202e\x00" + "煤气罐漏气" * 200)


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
