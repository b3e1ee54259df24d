"""The server's memory while the demonstration plays: ``./run bench demo [--seconds 150] [--speed 20]``.

The real ``qianshao demo`` with a county of 60,000 households, in a home of its own; a duty officer keeps the desk,
the board and the lists open. Prints the server's processes' memory (PSS: shared pages are counted once) and one JSON
object as the last line. The demonstration's own process (the crowd) is not the server and not counted.
"""

import argparse
import json
import re
import signal
import subprocess
import sys
import threading
import time

import httpx
import psutil
from django.urls import reverse

from qianshao.config.serve import answers, free_port
from qianshao.demo.logins import PASSWORD

HOST = "127.0.0.1"
LIMIT_MB = 400
PAGES = tuple(reverse(name) for name in ("desk:home", "desk:callouts", "alerts:list", "people:households"))


def options() -> argparse.Namespace:
    """How long and how fast."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--seconds", type=int, default=150, help="from the moment the pages are up")
    part.add_argument("--speed", type=float, default=20.0)
    return part.parse_args()


def log_in(address: str) -> httpx.Client:
    """A duty officer's browser."""
    client = httpx.Client(base_url=address, trust_env=False, follow_redirects=True, timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/login/").text)
    assert token, "the login page has a form"
    form = {"username": "zhiban", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert client.post("/login/", data=form, headers={"Referer": address}).url.path != "/login/"
    return client


def server_of(demo: psutil.Process) -> psutil.Process:
    """The ``serve`` process of the demonstration."""
    return next(p for p in demo.children(recursive=True) if "qianshao.config.serve" in p.cmdline())


def memory(server: psutil.Process) -> dict[str, float]:
    """Megabytes by process; a process that ends meanwhile counts no more."""
    found = {}
    for process in (server, *server.children(recursive=True)):
        try:
            command = process.cmdline()
            name = command[command.index("-m") + 1].removeprefix("qianshao.") if "-m" in command else "granian worker"
            found[f"{name} {process.pid}"] = process.memory_full_info().pss / 1024 / 1024
        except psutil.NoSuchProcess:
            continue
    return found


def watch(demo: psutil.Process, address: str, seconds: int) -> tuple[dict[str, float], int]:
    """Look at pages and weigh the server every second; returns its heaviest moment and how many pages were read."""
    server, client, heaviest, pages = server_of(demo), log_in(address), {}, 0
    pause, until = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < until and demo.is_running():
        client.get(PAGES[pages % len(PAGES)]).raise_for_status()
        pages += 1
        weight = memory(server)
        if sum(weight.values()) > sum(heaviest.values()):
            heaviest = weight
            print(f"{sum(weight.values()):.0f} MB", file=sys.stderr, flush=True)
        pause.wait(1)
    return heaviest, pages


def main() -> None:
    """Measure and print."""
    part = options()
    port = free_port(18200)
    address = f"http://{HOST}:{port}"
    command = [sys.executable, "-m", "qianshao", "demo", "--port", str(port), "--speed", str(part.speed)]
    process = subprocess.Popen(command, stdout=sys.stderr)
    try:
        pause = threading.Event()
        while not answers(HOST, port):
            if process.poll() is not None:
                sys.exit("the demonstration did not start")
            pause.wait(0.2)
        heaviest, pages = watch(psutil.Process(process.pid), address, part.seconds)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    total = round(sum(heaviest.values()))
    result = {"bench": "demo", "server_mb": total, "limit_mb": LIMIT_MB, "pages_read": pages}
    result["parts_mb"] = {name: round(size) for name, size in heaviest.items()}
    print(json.dumps(result | {"enough": total <= LIMIT_MB}))


if __name__ == "__main__":
    main()
