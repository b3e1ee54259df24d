"""``qianshao demo``: pages and engine run, and the story plays faster than life while the visitor looks on."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import close_old_connections
from django.utils.translation import gettext as _

from qianshao.calling.services.close_callout import close_callout
from qianshao.core import clock
from qianshao.core.errors import Invalid
from qianshao.demo import home
from qianshao.demo.check import figures, line
from qianshao.demo.crowd import Crowd
from qianshao.demo.dispatch import Supplies
from qianshao.demo.evacuation import Evacuation
from qianshao.demo.facts import CountyFacts
from qianshao.demo.logins import sheet
from qianshao.demo.prepare import prepare
from qianshao.demo.story import Opening, demo_actor, open_story, opening_moment

#: Real seconds from the start of the pages to the warning: time to open a browser and log in.
LEAD_S = 15.0
_PR_SET_PDEATHSIG = 1
_READY_S = 60.0
_BEAT_S = 0.5
_SAY_EVERY_S = 10.0

Say = Callable[[str], None]


def play(facts: CountyFacts, size: home.Size, data: bytes, *, port: int, speed: float, say: Say) -> int:
    """Serve the county at ``port`` and play the warning; ends with Ctrl-C or SIGTERM.

    Raises:
        Invalid: the port is taken, or the warning does not concern this county.
    """
    address = f"http://127.0.0.1:{port}/"
    if _answers(address):
        raise Invalid("demo.port_taken", _("端口 {port} 上已有服务，请换一个：--port"), port=port)
    begins = opening_moment(data)
    prepare(facts, size, now=begins - timedelta(minutes=10), say=say)
    story = clock.DemoClock.starting(begins - timedelta(seconds=LEAD_S * speed), speed)
    story.save(Path(settings.QIANSHAO_HOME))
    clock.install(story)
    stop = _stop_on_signal()
    say(sheet())
    with _serving(port) as server:
        if not _wait_until_ready(address, server, stop):
            return 0 if stop.is_set() else 1
        say(
            _("打开 {address} ，用 zhiban 登录，看“叫应看板”。故事按 {speed} 倍速走。").format(
                address=address, speed=f"{speed:g}"
            )
        )
        while clock.now() < begins and not stop.wait(0.1):
            pass
        if not stop.is_set():
            _tell(data, stop, say)
        stop.wait()
    return 0


def _tell(data: bytes, stop: threading.Event, say: Say) -> None:
    """From the warning to the last person; returns at the end of the story or when told to stop."""
    opening = open_story(data, now=clock.now, say=say)
    crowd, told = Crowd(opening.callout_id, demo_actor("daiban")), time.monotonic()
    evacuation, supplies = Evacuation(opening, say), Supplies()
    while not stop.wait(_BEAT_S):
        close_old_connections()
        crowd.act(clock.now())
        evacuation.act(clock.now())
        supplies.act(clock.now())
        if figures(opening)["open"] == 0 and evacuation.is_over() and supplies.is_over():
            _close(opening, say)
            return
        if time.monotonic() - told > _SAY_EVERY_S:
            told = time.monotonic()
            say(line(opening, clock.now()))


def _close(opening: Opening, say: Say) -> None:
    say(line(opening, clock.now()))
    close_callout(opening.callout_id, actor=demo_actor("daiban"), now=clock.now())
    say(_("叫应办结，一个不落。页面还开着，按 Ctrl-C 结束。"))


@contextmanager
def _serving(port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """The site's own processes, ended with ours."""
    server = subprocess.Popen(
        home.command("serve", "--port", str(port)), env=os.environ.copy(), preexec_fn=_die_with_parent
    )
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _die_with_parent() -> None:
    """A killed demonstration leaves no pages behind that hold the port (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    return stop


def _wait_until_ready(address: str, server: "subprocess.Popen[bytes]", stop: threading.Event) -> bool:
    give_up = time.monotonic() + _READY_S
    while time.monotonic() < give_up and server.poll() is None and not stop.wait(0.2):
        if _answers(address):
            return True
    return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address + "healthz", timeout=2) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
