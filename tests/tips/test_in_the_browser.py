"""In a real browser: the pages for everybody on a phone and those of the desk, with axe; nothing sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.browser import chromium, listen
from tests.cast import PASSWORD, Cast, build_cast
from tests.files.pictures import photo
from tests.tips.tips import GENUINE, PHONE, VILLAGE, approved, send

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (390, 844))
TARGETS = """() => [...document.querySelectorAll(':is(.m-call, main, .m-foot) :is(a, button, select, summary)')]
  .filter(e => e.offsetParent && !e.closest('p.sub'))
  .map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([_t, r]) => r.height < 48 || r.width < 48).map(([t, r]) => `${t} ${r.width}x${r.height}`)"""


@pytest.fixture
def county(db: None, fake_clock: Any) -> Cast:
    cast = build_cast(users=("county_lead", "county_duty", "town_duty", "town_lead"))
    approved(cast)
    for n, words in enumerate(GENUINE[1:]):
        send(cast, words, photos=[photo((64, 48), colour="navy")] if n == 0 else (), phone=PHONE if n == 0 else "")
    for _n in range(4):
        send(cast, "这里有问题快来看看吧", network="203.0.113.9")
    return cast


@pytest.fixture
def page(county: Cast, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """Nobody logged in; nothing may go wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    page = chromium.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    wrong = listen(page)
    yield page
    page.context.close()
    assert wrong == []


def sound(page: Page, *, touch: bool = False) -> None:
    """Nothing axe finds, nothing sideways, at both sizes; nothing too small for a thumb."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == [], page.url
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (page.url, width, wide)
    if touch:
        assert page.evaluate(TARGETS) == [], page.url


def test_anybody_reports_and_follows_and_an_officer_reads(page: Page, county: Cast) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/p/{VILLAGE}/")
    sound(page, touch=True)
    page.get_by_role("radio", name="道路").first.check(force=True)
    page.get_by_role("textbox", name="说明").fill("桥栏杆断了一截")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到，谢谢您")).to_be_visible()
    sound(page, touch=True)
    page.goto("/p/track/")
    sound(page, touch=True)
    page.goto("/login/?next=/tips/")
    page.get_by_label("登录名").fill("county_duty")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="群众举报").first).to_be_visible()
    sound(page)
    page.get_by_role("link", name="桥栏杆断了一截").first.click()
    expect(page.get_by_role("heading", name="处理", exact=True)).to_be_visible()
    for address in (page.url, "/tips/?tab=folded", "/tips/new/", "/tips/rewards/", "/tips/pay/"):
        page.goto(address)
        sound(page)
