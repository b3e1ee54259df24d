"""Pictures of the pages at their sizes, from a running demo. ``./run screenshots [name …]`` writes docs/screenshots/.

Starts the demo in a home of its own, waits until the call-out is under way, logs in as each role that a picture
needs, and fails when a page answers with an error, overflows sideways or asks another server. Every page is
also read by axe (WCAG 2.2 AA). The last line is one JSON object.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools import phone_shots
from tools.postgres import free_port
from tools.shots import PHONE, PHONE_SHOTS, SHOTS, PhoneShot, Shot

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/screenshots"
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@dataclass
class Visit:
    """What was seen on the way."""

    base: str
    password: str
    numbers: dict[str, str] = field(default_factory=dict)
    home: str = ""
    faults: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


@contextmanager
def demo(speed: int) -> Iterator["Visit"]:
    """A demo county on a free port, in a home that is deleted afterwards."""
    home, port = Path(tempfile.mkdtemp(prefix="qianshao-shots-")), free_port()
    log = home / "demo.log"
    command = [str(Path(sys.executable).parent / "qianshao"), "demo", "--port", str(port), "--speed", str(speed)]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env={**os.environ, "QIANSHAO_HOME": str(home)}, stdout=said, stderr=said, cwd=ROOT
        )
    try:
        wait_until(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Visit(f"http://127.0.0.1:{port}", printed_password(log), home=home_of_story(home))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        shutil.rmtree(home, ignore_errors=True)


#: Signs links of a person, a household and somebody who has answered; run inside the demo's own home.
LINKS = """
import django; django.setup()
from qianshao.calling.models import Case
from qianshao.core.ids import sign_case_token
cases = Case.objects.unscoped("pictures of the answer page")
for name, facts in (("person", {"recipient_kind": "person", "state": "open"}),
                    ("household", {"recipient_kind": "household", "state": "open"}),
                    ("answered", {"recipient_kind": "person", "state": "answered"})):
    found = cases.filter(**facts).order_by("-pk").first()
    if found: print(name, sign_case_token(found.pk))
"""


def home_of_story(home: Path) -> str:
    """Where the demo keeps its county: a home of its own inside the given one, or the given one."""
    found = sorted(home.glob("demo/*/keys"))
    return str(found[0].parent if found else home)


def sign_links(visit: Visit) -> None:
    """Addresses of the answer page, which no list page may show."""
    env = {**os.environ, "QIANSHAO_HOME": visit.home, "DJANGO_SETTINGS_MODULE": "qianshao.config.settings"}
    command = [sys.executable, "-c", LINKS]
    said = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    visit.numbers.update(dict(line.split() for line in said.stdout.splitlines() if line.count(" ") == 1))


def wait_until(address: str, process: "subprocess.Popen[bytes]", log: Path, seconds: int = 400) -> None:
    """Waits for the first answer, showing now and then that it still waits."""
    began = shown = time.monotonic()
    while time.monotonic() - began < seconds and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
        if time.monotonic() - shown > 10:
            shown = time.monotonic()
            print(f"building the demo county … {shown - began:.0f} s", flush=True)
    raise SystemExit("the demo did not start:\n" + log.read_text(encoding="utf-8")[-3000:])


def printed_password(log: Path) -> str:
    """The password of the demo logins, as the demo tells its visitor."""
    found = re.search(r"密码都是 ([\w-]+)", log.read_text(encoding="utf-8"))
    if not found:
        raise SystemExit("the demo printed no password:\n" + log.read_text(encoding="utf-8")[-3000:])
    return found.group(1)


def chromium() -> str:
    """The machine's own browser."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("Chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)")


def log_in(browser: Browser, visit: Visit, who: str) -> BrowserContext:
    """A browser profile in which one demo user is logged in."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    if who:
        page = context.new_page()
        page.goto(visit.base + "/login/")
        page.fill("input[name=username]", who)
        page.fill("input[name=password]", visit.password)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")
        if "/login/" in page.url:
            visit.faults.append(f"{who} cannot log in")
        page.close()
    return context


#: Which list page names a number, and how its links look.
LISTS = {
    "order": ("/evacuation/", r"/evacuation/(\d+)/"),
    "shelter": ("/shelters/", r"/shelters/(\d+)/"),
    "danger": ("/dangers/", r"/dangers/(\d+)/"),
    "alert": ("/alerts/", r"/alerts/(\d+)/"),
    "hazard": ("/hazards/?tab=close", r"/hazards/(\d+)/"),
    "risk": ("/risks/", r"/risks/(\d+)/"),
    "whistle": ("/whistles/", r"/whistles/(\d+)/"),
    "tip": ("/tips/", r"/tips/(\d+)/"),
    "visit": ("/inspections/?tab=done", r"/inspections/(\d+)/"),
    "lawcase": ("/enforcement/?tab=closed", r"/enforcement/(\d+)/"),
    "record": ("/registry/team_general/", r"/registry/records/(\d+)/"),
    "label": ("/registry/satphone/", r">([0-9A-Z]{4,9}-[0-9A-Z])<"),
    "store": ("/supplies/", r"/supplies/stores/(\d+)/"),
    "move": ("/dispatch/", r"/dispatch/(\d+)/"),
    "holder": ("/people/", r"/people/(\d+)/"),
    "home": ("/households/", r"/households/(\d+)/"),
}


def find_numbers(context: BrowserContext, visit: Visit, patience: int = 120) -> None:
    """The newest call-out, one of its cases and the newest alert, from the links of the list pages."""
    page = context.new_page()
    give_up = time.monotonic() + patience
    while "callout" not in visit.numbers and time.monotonic() < give_up:
        look_for(page, visit, "/callouts/", "callout", r"/callouts/(\d+)/")
        page.wait_for_timeout(500)
    if number := visit.numbers.get("callout"):
        page.wait_for_timeout(15_000)  # some answers and some silence make the board worth looking at
        look_for(page, visit, f"/callouts/{number}/", "case", r"cases/(\d+)/")
    for name in LISTS:
        look_for(page, visit, LISTS[name][0], name, LISTS[name][1])
    page.close()


def look_for(page: Page, visit: Visit, path: str, name: str, pattern: str) -> None:
    """The first number a page links to."""
    page.goto(visit.base + path)
    if found := re.search(pattern, page.content()):
        visit.numbers[name] = found.group(1)


def take(context: BrowserContext, visit: Visit, shot: Shot) -> None:
    """One picture and what is wrong with its page."""
    page = context.new_page()
    for name in re.findall(r"\{(\w+)\}", shot.path):
        if name in LISTS and name not in visit.numbers:  # the story had not come so far when the tour began
            look_for(page, visit, LISTS[name][0], name, LISTS[name][1])
    try:
        address = visit.base + shot.path.format_map(visit.numbers)
    except KeyError as missing:
        visit.faults.append(f"{shot.name}: no {missing.args[0]} on the list page")
        return
    page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
    page.on("request", lambda request: foreign(request.url, shot, visit))
    page.on("console", lambda said: complain(said.type, said.text, shot, visit))
    answer = page.goto(address, wait_until="load")
    page.wait_for_timeout(1500)  # live parts and the map draw after loading
    if answer is None or answer.status >= 400:
        visit.faults.append(f"{shot.name}: {address} answers {answer.status if answer else 'nothing'}")
    if shot.size == PHONE:
        # Read on a long window: what lies half under the fixed foot is scrolled up before a thumb presses it.
        page.set_viewport_size({"width": PHONE[0], "height": LONG})
    look(page, visit, shot.name)
    page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
    keep(page, visit, shot.name, whole=shot.whole)
    page.close()


def look(page: Page, visit: Visit, name: str) -> None:
    """What axe and the window's width say of the page."""
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        visit.faults.append(f"{name}: wider than its window")
    for found in Axe().run(page, options=AXE_OPTIONS).response["violations"]:
        where = ", ".join(str(node["target"][0]) for node in found["nodes"][:3])
        visit.faults.append(f"{name}: axe {found['id']}: {where}")


def keep(page: Page, visit: Visit, name: str, *, whole: bool = False) -> None:
    """The picture itself."""
    page.screenshot(path=TARGET / f"{name}.png", full_page=whole, animations="disabled")
    smaller(TARGET / f"{name}.png")
    visit.taken.append(name)
    print(f"✓ {name}", flush=True)


#: A window's height in which every screen of the phone has room.
LONG = 4000


def take_phone(browser: Browser, visit: Visit, shots: list[PhoneShot]) -> None:
    """The app, on one phone, in the order of the list."""
    context = phone_shots.bind(browser, visit.base, visit.home)
    context.pages[0].on("pageerror", lambda error: visit.faults.append(f"phone: {error}"))
    for shot in shots:
        page = phone_shots.show(context, shot)
        phone_shots.small_things(page, partial(fault, visit, shot.name))
        # Read on a long window: what lies half under the fixed foot is scrolled up before a thumb presses it.
        page.set_viewport_size({"width": PHONE[0], "height": LONG})
        look(page, visit, shot.name)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        keep(page, visit, shot.name)
    context.close()


def fault(visit: Visit, name: str, words: str) -> None:
    """Something is wrong with a picture's page."""
    visit.faults.append(f"{name}: {words}")


def smaller(picture: Path) -> None:
    """256 colours are enough for a page and keep the repository light."""
    with Image.open(picture) as whole:
        whole.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


def foreign(url: str, shot: Shot, visit: Visit) -> None:
    """A page asks its own server only."""
    if not url.startswith((visit.base, "data:", "blob:")):
        visit.faults.append(f"{shot.name}: asks {url}")


def complain(kind: str, text: str, shot: Shot, visit: Visit) -> None:
    """Errors in the browser's console, refused inline code among them."""
    if kind == "error":
        visit.faults.append(f"{shot.name}: console: {text[:160]}")


def tour(browser: Browser, visit: Visit, shots: list[Shot], phones: list[PhoneShot]) -> None:
    """All pictures, one login at a time."""
    first = log_in(browser, visit, "zhiban")
    if any("{" in shot.path for shot in shots):
        find_numbers(first, visit)
        if visit.home:
            sign_links(visit)
    if phones:
        take_phone(browser, visit, phones)  # first: the story plays on, and soon nobody is left to knock for
    contexts = {"zhiban": first}
    for shot in shots:
        if shot.who not in contexts:
            contexts[shot.who] = log_in(browser, visit, shot.who)
        take(contexts[shot.who], visit, shot)


def main(arguments: list[str]) -> int:
    """Takes all pictures or the named ones; 1 when a page has a fault."""
    parser = argparse.ArgumentParser(prog="./run screenshots")
    known = " ".join(shot.name for shot in (*SHOTS, *PHONE_SHOTS))
    parser.add_argument("names", nargs="*", help=f"only these: {known}")
    parser.add_argument("--url", help="a demo that runs already")
    parser.add_argument("--password", default="", help="its logins' password, as it printed it")
    parser.add_argument("--home", default="", help="its home, for the answer page")
    parser.add_argument("--speed", type=int, default=20, help="how fast the story runs")
    options = parser.parse_args(arguments)
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    phones = [shot for shot in PHONE_SHOTS if not options.names or shot.name in options.names]
    TARGET.mkdir(parents=True, exist_ok=True)
    program, sandbox = chromium(), ["--no-sandbox"] if os.geteuid() == 0 else []
    running = Visit(options.url.rstrip("/"), options.password, home=options.home) if options.url else None
    with nullcontext(running) if running else demo(options.speed) as visit, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=sandbox)
        tour(browser, visit, shots, phones)
        browser.close()
    for fault in visit.faults:
        print(fault)
    print(json.dumps({"screenshots": len(visit.taken), "faults": len(visit.faults)}))
    return 1 if visit.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
