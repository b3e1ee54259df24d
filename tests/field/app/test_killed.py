"""The browser is killed the moment 已保存 stands there: what was confirmed is there, once (reliability G-S6)."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Playwright, Route, expect

from conftest import CHROMIUM
from tests.field.app.conftest import ARGS, SIZE, Phone
from tests.field.app.county import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILLS = 20
STORE = Path(str(finders.find("field/store.js")))


class Killable:
    """A phone whose browser can be ended as by a battery that falls out."""

    def __init__(self, driver: Playwright, base: str, county: County, folder: Path) -> None:
        self.driver, self.base, self.county, self.folder = driver, base, county, folder
        self.patch: tuple[str, str] | None = None

    def start(self) -> Phone:
        """The browser with its profile, as after a restart."""
        context = self.driver.chromium.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=ARGS, viewport=SIZE, locale="zh-CN"
        )
        self.county.serve(context)
        if self.patch:
            context.route("**/store.js", self._patched)
        return Phone(context, self.base)

    def _patched(self, route: Route) -> None:
        assert self.patch is not None
        text = STORE.read_text(encoding="utf-8")
        assert self.patch[0] in text
        route.fulfill(content_type="text/javascript", body=text.replace(*self.patch))

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


def report_and_kill(killable: Killable, n: int) -> None:
    """One report from a village without a network; the browser dies when 已保存 is there."""
    phone = killable.start()
    killable.county.status = 503
    page = phone.open("report")
    page.get_by_role("radio", name="山洪").check()
    page.fill("#place", f"第{n}处")
    page.evaluate(
        "() => new MutationObserver(() => { if (document.querySelector('#toast').innerText.includes('已保存'))"
        " window.saidSo = true }).observe(document.querySelector('#toast'), {childList: true})"
    )
    page.get_by_role("button", name="提交").click(no_wait_after=True)
    page.wait_for_function("() => window.saidSo", polling=1)
    killable.kill()
    try:
        phone.context.close()
    except Exception:  # noqa: BLE001 - the driver may or may not have seen it die
        return


def places_after_restart(killable: Killable) -> list[str]:
    phone = killable.start()
    killable.county.status = 200
    page = phone.open("mine")
    expect(page.get_by_text("已送到的").or_(page.get_by_text("还没有报过"))).to_be_visible(timeout=15000)
    page.wait_for_function("() => document.querySelector('#net').hidden")
    phone.context.close()
    return sorted(one["payload"]["place"] for one in killable.county.of("hazards.report"))


def test_twenty_kills_lose_nothing_and_double_nothing(killable: Killable, county: County) -> None:
    for n in range(KILLS):
        report_and_kill(killable, n)
    assert places_after_restart(killable) == sorted(f"第{n}处" for n in range(KILLS))
    assert set(county.runs.values()) == {1}


def test_saying_it_before_it_is_on_the_disk_would_lose(killable: Killable) -> None:
    """The control: 已保存 without waiting for the transaction, and the same kill loses what was confirmed."""
    killable.start().context.close()
    killable.patch = (
        "export async function save({ kind",
        "export const save = async (one) => { setTimeout(() => late(one), 5000); };\nasync function late({ kind",
    )
    for n in range(3):
        report_and_kill(killable, n)
    killable.patch = None
    assert len(places_after_restart(killable)) < 3
