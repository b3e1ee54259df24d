"""A phone: Chromium at 390×844 with the app open and a county behind it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from conftest import CHROMIUM
from tests.field.app.county import County

ARGS = ["--no-sandbox"]
SIZE: Any = {"width": 390, "height": 844}
PIN = "258046"


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
        before = self.page.evaluate("() => document.documentElement.dataset.ready")
        self.page.evaluate("() => dispatchEvent(new Event('hashchange'))")
        self.page.wait_for_function("before => document.documentElement.dataset.ready !== before", arg=before)

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


def _is_wrong(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """The browser's driver; for one module: its event loop must not outlive the tests that need it."""
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
    expect.set_options(timeout=8000)
    yield found
    context.close()
    assert found.wrong == []
