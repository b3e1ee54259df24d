"""Public pages read by a whole county: ``./run bench public [--seconds 8] [--connections 64]``.

A real ``qianshao serve`` with 100 shelters and a red alert. The readers are a process of their own on the same
machine. Measured one after the other, with the same readers: the page from the front's memory; the same page from the
page server behind it (Granian), asked directly; the same bytes from a bare Granian that does nothing else, which is
the limit. While the front is read an alert is released, and the time until it is on the page is taken. The last line
is one JSON object.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
from django.core.management import call_command

from benches import HOME
from benches.site import HOST, serving
from qianshao.alerts.models import Alert
from qianshao.config.serve import free_port
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.divisions.selectors import site_county
from qianshao.divisions.services import Row, import_divisions
from qianshao.journal.services import record
from qianshao.places.services import create_shelter, set_state

SITE = Actor.system("bench", "cli")
WANTED = 2000
STATIC = """
BODY = open({body!r}, "rb").read()
HEAD = [("content-type", "text/html; charset=utf-8"), ("content-length", str(len(BODY)))]
def application(environ, start_response):
    start_response("200 OK", HEAD)
    return [BODY]
"""


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--seconds", type=float, default=8)
    part.add_argument("--connections", type=int, default=64)
    part.add_argument("--shelters", type=int, default=100)
    return part.parse_args()


def build(shelters: int) -> str:
    """A county of ten towns with shelters, half of them open; returns its path."""
    county = "411523000000"
    rows = [Row("410000000000", "省", 1), Row("411500000000", "市", 2, "410000000000")]
    rows += [Row(county, "县", 3, "411500000000")]
    rows += [Row(f"411523{n:03d}000", f"{n} 号镇", 4, county, lon=114.5 + n / 50, lat=31.5) for n in range(100, 110)]
    import_divisions(rows=rows, actor=SITE, now=clock.now())
    found = site_county()
    assert found is not None
    for n in range(shelters):
        row = create_shelter(
            name=f"{n} 号安置点", division_path=f"{found.path}{1 + n % 10:04d}", capacity=200, address=f"{n} 号路",
            lon=114.5 + n / 400, lat=31.5 + n / 500, actor=SITE, now=clock.now(),
        )  # fmt: skip
        if n % 2:
            set_state(shelter_id=row.pk, to="open", why="", actor=SITE, now=clock.now())
    return found.path


def announce(county: str, headline: str) -> None:
    """A red alert in force, as its release leaves it."""
    now = clock.now()
    Alert.objects.create(
        identifier=headline, sender="bench", sent=now, source="manual", status="Actual", msg_type="Alert",
        colour="red", headline=headline, description="测量", expires=now.replace(year=now.year + 1),
        division_path=county, state="released", received_at=now, received_by="bench", submitted_by_id=1,
        released_by_id=2, released_at=now,
    )  # fmt: skip
    data = {"title": headline, "count": 0, "reason": "bench", "colour": "red", "hazard": ""}
    record(kind="alerts.released", actor=SITE, now=now, subject=("alert", 1), division_path=county, data=data)


def read(port: int, path: str, given: argparse.Namespace) -> dict[str, Any]:
    """The figures of the readers' process."""
    command = [sys.executable, str(Path(__file__).with_name("readers.py")), HOST, str(port), path]
    command += [str(given.connections), str(given.seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def get(port: int, path: str = "/public/") -> bytes:
    """One page."""
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=10) as answer:
        body: bytes = answer.read()
    return body


def pages_port(serve: int) -> int:
    """Where the page server behind the front listens."""
    for child in psutil.Process(serve).children(recursive=True):
        line = child.cmdline()
        if "granian" in line and "--port" in line:
            return int(line[line.index("--port") + 1])
    raise SystemExit("no page server found")


def until_shown(port: int, county: str) -> float:
    """Seconds from an alert's release until it is on the page."""
    headline = f"红色预警 {time.monotonic_ns()}"
    announce(county, headline)
    began, pause = time.monotonic(), threading.Event()
    while headline.encode() not in get(port):
        if time.monotonic() - began > 30:
            return 30.0
        pause.wait(0.05)
    return round(time.monotonic() - began, 2)


def bare(body: bytes, given: argparse.Namespace) -> dict[str, Any]:
    """The same bytes from a Granian with nothing behind it."""
    (HOME / "body").write_bytes(body)
    (HOME / "bare_static.py").write_text(STATIC.format(body=str(HOME / "body")), encoding="utf-8")
    port = free_port(18900)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    environ = {**os.environ, "PYTHONPATH": str(HOME)}
    process = subprocess.Popen([*command, "bare_static:application"], env=environ)
    try:
        pause = threading.Event()
        for _ in range(100):
            try:
                get(port, "/")
                break
            except OSError:
                pause.wait(0.1)
        return read(port, "/", given)
    finally:
        process.terminate()
        process.wait(10)


def main() -> int:
    """Measure and print."""
    given = options()
    call_command("migrate", verbosity=0)
    county = build(given.shelters)
    announce(county, "红色预警")
    port = free_port(18700)
    with serving(port) as (process, log):
        body = get(port)
        idle = until_shown(port, county)
        shown: list[float] = []
        watch = threading.Thread(target=lambda: shown.append(until_shown(port, county)))
        threading.Timer(given.seconds / 3, watch.start).start()
        front = read(port, "/public/", given)
        watch.join(40)
        direct = read(pages_port(process.pid), "/public/", given)
        packed = _packed(port)
        locked = sum("locked" in line for line in log)
    limit = bare(packed, given)
    result = {
        "bench": "public",
        **front,
        "page_bytes": len(body),
        "packed_bytes": len(packed),
        "alert_shown_s": idle,
        "alert_shown_under_load_s": shown[0] if shown else None,
        "behind_per_second": direct["per_second"],
        "static_per_second": limit["per_second"],
        "ratio_to_static": round(front["per_second"] / limit["per_second"], 2),
        "lock_errors": locked,
        "ok": front["per_second"] >= WANTED and not front["failed"] and not locked,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


def _packed(port: int) -> bytes:
    asked = urllib.request.Request(f"http://{HOST}:{port}/public/", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    raise SystemExit(main())
