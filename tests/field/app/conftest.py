"""A phone: Chromium at 390×844 with the app open and a county behind it."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect, sync_playwright

from conftest import CHROMIUM
from tests.field.app.county import County
from tests.field.app.waits import ALL_OUT, until

ARGS = ["--no-sandbox"]
SIZE: Any = {"width": 390, "height": 844}
PIN = "258046"
#: The county and the phone may be on a machine that is busy with much else.
PATIENCE = 30_000


class Phone:
    """One phone with its browser, and what went wrong behind its page."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.wrong: list[str] = []
        self.page = context.pages[0] if context.pages else context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if _is_wrong(said) else None)

    def open(self, screen: str = "home") -> Page:
        """The app at one of its screens."""
        self.page.goto(f"{self.base}/m/#/{screen}")
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def go(self, screen: str) -> Page:
        """Another screen, as by a touch on a link."""
        self.page.evaluate("to => { location.hash = '#/' + to }", screen)
        return self.page

    def redraw(self) -> None:
        """Ask for a drawing, as the clock and every answer of the server do, and wait until it has ended."""
        before = self.page.evaluate(
            "() => { dispatchEvent(new Event('hashchange')); return document.documentElement.dataset.ready }"
        )
        self.page.wait_for_function("before => document.documentElement.dataset.ready !== before", arg=before)

    def all_out(self, commands: int = 1) -> None:
        """So many commands at the least were given, and the county has answered them all, photos included."""
        until(self.page, ALL_OUT, commands)

    def hears(self, place: str, words: str) -> Callable[[], None]:
        """Listen from now on for words that stand there for a moment; what it gives back waits for them."""
        self.page.evaluate(
            "([place, words]) => { const heard = window.heard ??= {}, at = document.querySelector(place);"
            " delete heard[words];"
            " new MutationObserver(() => { if (at.textContent.includes(words)) heard[words] = true; })"
            ".observe(at, {childList: true, subtree: true}); }",
            [place, words],
        )

        def heard() -> None:
            self.page.wait_for_function("words => window.heard[words]", arg=words)

        return heard

    def waits_to_be_asked(self) -> None:
        """What failed is not tried again after five seconds, in which a busy machine has not even looked at it."""
        self.context.route("**/sync.js", with_other("sync.js", "FIRST_PAUSE = 5000", "FIRST_PAUSE = 300000"))

    def unlock(self) -> Page:
        """Set the PIN, or give it."""
        self.page.wait_for_selector("#pin-pin")
        self.page.fill("#pin-pin", PIN)
        if self.page.locator("#pin-again").count():
            self.page.fill("#pin-again", PIN)
            self.page.get_by_role("button", name="设好了").click()
        self.page.wait_for_selector("#pin-pin", state="detached")
        return self.page

    def ready_for_no_network(self) -> None:
        """The service worker has everything."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def with_other(name: str, old: str, new: str) -> Callable[[Route], None]:
    """Answers with a file of the app in which one piece is another."""

    def answer(route: Route) -> None:
        text = Path(str(finders.find(f"field/{name}"))).read_text(encoding="utf-8")
        assert old in text
        route.fulfill(content_type="text/javascript", body=text.replace(old, new))

    return answer


def _is_wrong(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """The browser's driver; for one module: its event loop must not outlive the tests that need it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(driver: Playwright) -> Iterator[Any]:
    """The machine's own browser."""
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield browser
    browser.close()


@pytest.fixture
def county() -> County:
    """The other end of the line."""
    return County()


@pytest.fixture
def phone(chromium: Any, live_server: Any, county: County) -> Iterator[Phone]:
    """A phone that was enrolled; nothing may have gone wrong behind the page at the end."""
    context = chromium.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZE, has_touch=True, is_mobile=True
    )
    county.serve(context)
    found = Phone(context, live_server.url)
    yield found
    context.close()
    assert found.wrong == []


class Killable:
    """A phone whose browser can be ended as by a battery that falls out."""

    def __init__(self, driver: Playwright, base: str, county: County, folder: Path) -> None:
        self.driver, self.base, self.county, self.folder = driver, base, county, folder
        self.patch: tuple[str, str] | None = None
        self.patched = "store.js"

    def start(self) -> Phone:
        """The browser with its profile, as after a restart."""
        context = self.driver.chromium.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=ARGS, viewport=SIZE, locale="zh-CN"
        )
        self.county.serve(context)
        if self.patch:
            context.route(f"**/{self.patched}", with_other(self.patched, *self.patch))
        return Phone(context, self.base)

    def kill(self) -> None:
        """SIGKILL to the browser and all its children, found by the profile they were started with."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
                if str(self.folder).encode() in command and b"--type=" not in command:
                    os.kill(int(process.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue


@pytest.fixture
def killable(driver: Playwright, live_server: Any, county: County, tmp_path: Path) -> Iterator[Killable]:
    yield Killable(driver, live_server.url, county, tmp_path / "profile")
