"""In a real browser: the signal goes, the report stays on the phone, and is sent once when the signal is back."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, expect

from qianshao.core import clock
from qianshao.tips.models import Tip
from tests.axe import violations
from tests.browser import chromium
from tests.cast import Cast, build_cast
from tests.files.pictures import photo
from tests.tips.phones import hand_in, keeps_nothing, kept, open_sign, villagers
from tests.tips.tips import VILLAGE

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OTHER = "411599100202"
WORDS = "桥面裂缝，大车过时晃"
BUDGET = 6 * 1024


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast(clock.now(), users=())  # the phone's clock is the machine's own


@pytest.fixture
def page(cast: Cast, chromium: Browser, live_server: Any) -> Iterator[Page]:
    wrong: list[str] = []
    page = villagers(chromium, live_server.url, wrong)
    yield page
    page.context.close()
    assert wrong == []


def tips() -> list[Tip]:
    return list(Tip.objects.unscoped("a test looks").order_by("pk"))


def test_a_report_waits_on_the_phone_and_is_sent_once(page: Page) -> None:
    open_sign(page, VILLAGE)
    page.context.set_offline(True)
    hand_in(page, WORDS, photo((64, 48)), photo((64, 48), colour="navy"))
    expect(page.get_by_text("还没有发出，已存在手机上，有信号会自动发出")).to_be_visible()
    shelf = page.locator("[data-kept]").inner_text()
    assert shelf.index("119") < shelf.index("还没有人收到") < shelf.index("已存在手机上")
    assert "照片 2 张" in shelf
    expect(page.get_by_role("textbox", name="说明")).to_have_value("")
    assert violations(page) == []
    assert tips() == []

    # Closed and opened again without a signal: the form and what waits; a sign never seen leads to the county's.
    page.goto(f"/p/{VILLAGE}/")
    expect(page.get_by_text("青石镇红旗村")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.goto(f"/p/{OTHER}/")
    expect(page.get_by_label("在哪个乡镇")).to_be_visible()
    again = page.get_by_role("button", name="现在再发一次")
    expect(again).to_be_visible()  # drawn when this page had tried: nothing is on its way

    # The answer to the first sending is lost on its way: the phone sends again, the county knows it already.
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).headers["location"])
            route.abort()
        else:
            route.continue_()

    page.route("**/p/*/", lose)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.context.set_offline(False)
    assert lost[0].startswith("/p/track/")
    again.click()  # at any moment: a card that looks the same is not made anew under the finger
    code = page.locator("[data-kept] [data-code]")
    expect(code).to_be_visible()
    (tip,) = tips()
    assert re.sub(r"\D", "", code.inner_text()) == tip.code
    assert (tip.words, tip.photo_count, tip.sign) == (WORDS, 2, VILLAGE)
    assert tip.made_at is not None
    assert WORDS not in str(kept(page))
    page.get_by_role("link", name="打开，留下链接").click()
    expect(page.get_by_role("heading", name="已收到，谢谢您")).to_be_visible()
    keeps_nothing(page)
    assert page.context.cookies() == []


def test_what_waits_can_be_deleted(page: Page) -> None:
    open_sign(page, "")
    page.context.set_offline(True)
    hand_in(page, WORDS)
    drop = page.get_by_role("button", name="删除，不报了")
    drop.click()
    page.get_by_role("button", name="再按一次，真的删除").click()
    expect(page.locator("[data-kept]")).to_be_hidden()
    assert kept(page) == []


def test_with_a_signal_it_is_sent_at_once_and_a_refusal_keeps_what_was_written(page: Page) -> None:
    open_sign(page, VILLAGE)
    page.get_by_label("手机号").fill("13912345678")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("拍一张照片，或写一句话")
    assert page.get_by_label("手机号").input_value() == "13912345678"
    page.route("**/p/*/", lambda route: route.fulfill(status=413, body="too large", content_type="text/plain"))
    hand_in(page, WORDS)
    expect(page.get_by_role("alert")).to_contain_text("照片太大")
    assert page.get_by_role("textbox", name="说明").input_value() == WORDS
    assert kept(page) == []
    page.unroute("**/p/*/")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到，谢谢您")).to_be_visible()
    (tip,) = tips()
    assert tip.made_at is None


def test_a_photo_is_taken_out_again(page: Page) -> None:
    open_sign(page, "")
    for n in range(3):
        shot = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((64, 48), colour="navy")}
        page.locator("[name=photos]").set_input_files([shot])
        expect(page.locator("[data-thumbs] li")).to_have_count(n + 1)
    page.get_by_role("button", name="去掉照片 2").click()
    expect(page.locator("[data-thumbs] li")).to_have_count(2)
    assert page.locator("[name=photos]").evaluate("box => box.files.length") == 2
    assert violations(page) == []


def test_what_the_pages_for_everybody_load_of_their_own_is_small() -> None:
    names = ("tips.js", "tips-kept.js", "tips-worker.js", "tips.css")
    files = [Path(str(finders.find(f"qianshao/{name}"))).read_bytes() for name in names]
    assert sum(len(gzip.compress(data, 9)) for data in files) <= BUDGET
