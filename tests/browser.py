"""One Chromium for the browser tests of a module, in which each has a window of its own; and how somebody logs in.

Launching costs more than most of these tests. Not for the whole run: the driver's event loop must not outlive the
tests that need it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from conftest import CHROMIUM
from tests.cast import PASSWORD

#: Milliseconds: the server and the browser may share a machine that is busy with much else.
PATIENCE = 30_000


@contextmanager
def launched(*args: str) -> Iterator[Browser]:
    """The machine's own browser."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *args])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a module; import it by name."""
    with launched() as browser:
        yield browser


def listen(page: Page) -> list[str]:
    """What goes wrong behind a page from now on."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    return wrong


@contextmanager
def logged_in(chromium: Browser, base: str, name: str, at: str, heading: str, **more: Any) -> Iterator[Page]:
    """A page on which ``name`` is logged in and sees ``heading``; nothing may go wrong behind it."""
    context = chromium.new_context(base_url=base, locale="zh-CN", **more)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"/login/?next={at}")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    page.wait_for_load_state()  # the page's modules are in
    yield page
    context.close()
    assert wrong == []
