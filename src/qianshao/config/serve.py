"""The supervisor: pages, front and engine as three processes behind one port, restarted when one dies.

``python -m qianshao.config.serve HOST PORT SENTENCE`` is all that stays of ``qianshao serve`` once the site is ready:
it reads the options and knows no Django, which would cost it 25 MB for nothing.
"""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType

from qianshao.config.options import Options, home_folder

log = logging.getLogger(__name__)
_PR_SET_PDEATHSIG = 1


@lru_cache(maxsize=1)
def site_options() -> Options:
    """The site's options."""
    return Options(home_folder())


def free_port(first: int) -> int:
    """The first free loopback port from ``first`` on.

    Raises:
        OSError: none of the next hundred is free.
    """
    for port in range(first, first + 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {first} to {first + 99}")


def _die_with_parent() -> None:
    """A killed supervisor leaves no orphans that hold the port (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process and its workers, a group of their own; restarted with growing pauses while it keeps dying."""

    name: str
    command: list[str]
    environ: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    started: float = 0.0
    ready_at: float = 0.0

    def start(self) -> None:
        """Start it."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, env=self.environ, preexec_fn=_die_with_parent, process_group=0)

    def look_after(self) -> None:
        """Start it again when it has died: at once the first time, then after 0.5 s, 1 s … 10 s."""
        if self.process and self.process.poll() is None:
            return
        moment = time.monotonic()
        if self.process:
            log.error("%s ended with %s; starting it again", self.name, self.process.returncode)
            self._sweep(self.process.pid)
            self.deaths = self.deaths + 1 if moment - self.started < 30 else 1
            self.ready_at = moment + min(10.0, 0.5 * (self.deaths - 1))
            self.process = None
        if moment >= self.ready_at:
            self.start()

    def end(self) -> None:
        """Ask it to end; kill it after 8 s."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._sweep(self.process.pid)

    def _sweep(self, group: int) -> None:
        """End what a process that died by force left behind: its workers would go on answering, with old code."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


@dataclass
class Supervisor:
    """The site's processes."""

    host: str
    port: int
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def prepare(self) -> None:
        """Decide ports and commands."""
        pages_port = free_port(self.port + 1)
        environ = {**os.environ, "QIANSHAO_PAGES_PORT": str(pages_port), "PYTHONUNBUFFERED": "1"}
        environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
        environ.setdefault("MALLOC_ARENA_MAX", "2")  # glibc keeps freed memory for each thread otherwise
        narrow = {**environ, "QIANSHAO_SQLITE_CACHE_MB": str(site_options()["pages_cache_mb"])}
        self.children = [
            Child("pages", pages_command(pages_port), narrow),
            *engine_children(environ),
            Child("front", front_command(self.host, self.port), environ),
        ]

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until SIGTERM or SIGINT; ``ready`` is called once the first answer came over the port."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.prepare()
        threading.Thread(target=self._announce, args=(ready,), daemon=True).start()
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    child.look_after()
                self.stopping.wait(0.25)
        finally:
            for child in reversed(self.children):
                child.end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _announce(self, ready: Callable[[], None]) -> None:
        while not self.stopping.wait(0.1):
            if answers(self.host, self.port):
                ready()
                return


def answers(host: str, port: int) -> bool:
    """Whether pages are served through the front."""
    try:
        with socket.create_connection((host, port), timeout=2) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return line.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def engine_children(environ: dict[str, str]) -> list[Child]:
    """The engine that takes answers and sweeps, and on PostgreSQL others that only sweep (SKIP LOCKED)."""
    command = [sys.executable, "-m", "qianshao", "tick"]
    helpers = range(2, engines() + 1)
    others = [Child(f"engine-{n}", [*command, "--helper", str(n)], environ) for n in helpers]
    return [Child("engine", command, environ), *others]


def engines() -> int:
    """How many engines this site runs: SQLite has one writer, whatever the option says."""
    options = site_options()
    return options["engines"] or 2 if options["database_url"] else 1


def pages_command(port: int) -> list[str]:
    """Granian with Django over WSGI, on loopback behind the front."""
    threads = str(site_options()["web_threads"])
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    options += ["--blocking-threads", threads, "--respawn-failed-workers", "--no-ws", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *options, "qianshao.config.wsgi:application"]


def front_command(host: str, port: int) -> list[str]:
    """Uvicorn with the front."""
    options = ["--host", host, "--port", str(port), "--log-level", "warning", "--no-access-log"]
    options += ["--timeout-graceful-shutdown", "2", "--no-server-header", "--backlog", "1024"]
    return [sys.executable, "-m", "uvicorn", *options, "qianshao.config.front.app:app"]


def main(host: str, port: str, sentence: str) -> None:
    """Serve until told to stop; ``sentence`` is printed when the site answers."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    Supervisor(host, int(port)).run(ready=lambda: print(sentence, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
