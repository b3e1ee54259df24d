"""The played demo: real processes, a real port, a story that ends while the pages stay open."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.demo.test_story import sample_for
from tests.shared_data import ROOT

# One after another in one process: the county is built by whoever comes first, the others find it untouched.
pytestmark = [pytest.mark.server, pytest.mark.xdist_group("played-demo")]
SIZE = ["--county", "150603", "--persons", "0", "--households", "60"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of 康巴什区's demonstrations."""
    return tmp_path_factory.mktemp("demo") / "site"


@pytest.fixture(scope="module")
def warning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("alert") / "warning.xml"
    file.write_bytes(sample_for("150603000000"))
    return file


def environ(site: Path) -> dict[str, str]:
    """Of a demonstration in a home, on its own database."""
    own = {name: value for name, value in os.environ.items() if name != "QIANSHAO_DATABASE_URL"}
    return {**own, "QIANSHAO_HOME": str(site), "PYTHONPATH": str(ROOT / "src")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Played:
    """A demo of 康巴什区, fast enough for a test."""

    def __init__(self, folder: Path, site: Path, warning: Path) -> None:
        self.port, self.log = free_port(), folder / "demo.log"
        words = ["demo", *SIZE, "--alert", str(warning), "--port", str(self.port), "--speed", "240"]
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "qianshao", *words], env=environ(site), stdout=said, stderr=said
            )

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def wait_for(self, pattern: str, seconds: float) -> bool:
        """Whether the demo said it in time."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up and self.process.poll() is None:
            if re.search(pattern, self.said()):
                return True
            time.sleep(0.2)  # the other process works meanwhile; there is nothing to be notified by
        return bool(re.search(pattern, self.said()))

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return str(answer.read().decode())


@pytest.fixture
def played(tmp_path: Path, site: Path, warning: Path) -> Iterator[Played]:
    demo = Played(tmp_path, site, warning)
    yield demo
    if demo.process.poll() is None:
        # Asked first, so that it can end its own children.
        demo.process.terminate()
        demo.process.wait(40)


def test_the_story_plays_to_its_end_while_pages_are_served_and_a_signal_ends_it_all(played: Played) -> None:
    assert played.wait_for(r"打开 http://127\.0\.0\.1", 180), played.said()[-2000:]
    assert "密码都是 qianshao-yanshi-2026" in played.said()
    assert "演示数据" in played.page("/login/"), "every page says that it is a demonstration"
    assert played.wait_for(r"签发，叫应 \d+ 个对象", 90), played.said()[-2000:]
    assert played.wait_for("叫应办结，一个不落", 240), played.said()[-2000:]
    assert played.page("/healthz")
    played.process.send_signal(signal.SIGTERM)
    assert played.process.wait(40) == 0
    with pytest.raises(OSError):
        played.page("/healthz")


def test_a_killed_demo_leaves_no_pages_behind(played: Played) -> None:
    assert played.wait_for(r"打开 http://127\.0\.0\.1", 180), played.said()[-2000:]
    played.process.kill()
    played.process.wait()
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        try:
            played.page("/healthz")
        except OSError:
            return
        time.sleep(0.2)
    pytest.fail("the pages outlived the demo")


class Occupant(BaseHTTPRequestHandler):
    """Somebody else's service on the port."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def test_a_taken_port_is_said_in_words_before_anything_is_built(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Occupant) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        done = subprocess.run(
            [sys.executable, "-m", "qianshao", "demo", "--county", "150603", "--port", str(other.server_port)],
            env={**os.environ, "QIANSHAO_HOME": str(tmp_path / "site"), "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        other.shutdown()
    assert done.returncode == 1
    assert f"端口 {other.server_port} 上已有服务" in done.stderr
    assert not (tmp_path / "site" / "demo" / "150603" / "qianshao.sqlite3").exists()


def test_the_headless_demo_ends_with_one_json_object_in_a_home_of_its_own(site: Path, warning: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qianshao", "demo", "--check", *SIZE, "--alert", str(warning)],
        env=environ(site),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout.strip().splitlines()[-1])
    assert (result["county"], result["unresolved"], result["households"]) == ("康巴什区", 0, 60)
    assert (site / "demo" / "150603" / "qianshao.sqlite3").exists()
    assert not (site / "qianshao.sqlite3").exists()
