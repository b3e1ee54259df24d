"""The real processes: one port answers, a killed part comes back, a killed supervisor leaves no orphan."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from qianshao.config.serve import free_port

pytestmark = pytest.mark.server


def wait_for(fact: Callable[[], bool], seconds: float = 30) -> bool:
    """Ask again until it holds or the time is over."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.1)):
        if fact():
            return True
        pause.wait(0.1)
    return False


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


class Site:
    """A running ``qianshao serve`` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.port = free_port(20_000 + os.getpid() % 20_000)  # another test process starts sites, too
        source = Path(__file__).resolve().parents[2] / "src"
        environ = {**os.environ, "QIANSHAO_HOME": str(home), "PYTHONPATH": str(source)}
        environ.pop("QIANSHAO_DATABASE_URL", None)
        code = "import sys; from qianshao.config.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", code, "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environ)

    def alive(self) -> bool:
        """Whether pages come through the front."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def child(self, word: str) -> psutil.Process:
        """The direct child whose command line holds ``word``."""
        return next(p for p in psutil.Process(self.process.pid).children() if word in " ".join(p.cmdline()))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path)
    assert wait_for(running.alive), "the site did not come up"
    yield running
    running.process.terminate()
    running.process.wait(20)


def test_a_killed_engine_and_killed_pages_come_back_by_themselves(site: Site) -> None:
    for word in ("qianshao tick", "granian"):
        victim = site.child(word)
        workers = victim.children(recursive=True)
        os.kill(victim.pid, signal.SIGKILL)

        def replaced(word: str = word, before: int = victim.pid) -> bool:
            try:
                return site.child(word).pid != before
            except (StopIteration, psutil.Error):
                return False

        assert wait_for(replaced), f"{word} was not started again"
        assert wait_for(lambda workers=workers: not alive(workers)), f"workers of the killed {word} go on"
    assert wait_for(site.alive)


def test_a_killed_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    running = Site(tmp_path)
    assert wait_for(running.alive)
    children = psutil.Process(running.process.pid).children(recursive=True)
    running.process.kill()
    running.process.wait(10)
    assert wait_for(lambda: not alive(children))
