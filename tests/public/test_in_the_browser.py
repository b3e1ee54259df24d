"""In a real browser: every public page on a phone, the desk pages at both sizes, with axe; nothing sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from qianshao.public.services import save_line
from tests.axe import violations
from tests.browser import chromium, listen
from tests.cast import NOW, PASSWORD, SYSTEM, build_cast
from tests.places.conftest import Places
from tests.public.conftest import add_public, announce
from tests.public.test_pages import plant_team

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TARGETS = """() => [...document.querySelectorAll('main :is(a, button, select, summary), .p-call a, .m-nav a')]
  .filter(e => e.offsetParent).map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([_t, r]) => r.height < 44 || r.width < 44).map(([t, r]) => `${t} ${r.width}x${r.height}`)"""


@pytest.fixture
def county(db: None, fake_clock: Any) -> Places:
    cast = build_cast(users=("county_duty",))
    found = add_public(cast)
    announce(cast)
    announce(cast, "上月的黄色预警", colour="yellow", state="cancelled", ended_at=NOW)
    save_line(division_path=cast.town_a.path, name="青石镇值班室", phone="0376-6123456", actor=SYSTEM, now=NOW)
    plant_team(cast)
    return found


@pytest.fixture
def context(county: Places, chromium: Browser, live_server: Any, settings: Any) -> Iterator[BrowserContext]:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport=PHONE, permissions=["geolocation"],
        geolocation={"longitude": 114.8603, "latitude": 31.6512},
    )  # fmt: skip
    yield context
    context.close()


def sound(page: Page, touch: bool = True) -> None:
    """Nothing sideways, nothing axe finds, nothing too small for a thumb."""
    where, size = page.url, page.viewport_size
    assert size is not None
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    # Read on a long window: what lies half under the fixed foot is scrolled up before a thumb presses it.
    page.set_viewport_size({"width": size["width"], "height": 4000})
    found = violations(page)
    page.set_viewport_size(size)
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], where
    if touch:
        assert page.evaluate(TARGETS) == [], where


def test_public_pages_are_sound_on_a_phone_and_the_nearest_is_first(context: BrowserContext, county: Places) -> None:
    page = context.new_page()
    wrong = listen(page)
    page.goto("/public/")
    expect(page.get_by_role("heading", name="往哪里躲")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="按我的位置排").click()
    page.wait_for_url("**/public/?at=114.860,31.651")
    first = page.locator(".p-refuge").first
    expect(first).to_contain_text("下湾村委会")
    expect(first).to_contain_text("直线")
    sound(page)
    page.get_by_label("我在哪个乡镇").select_option(label="青石镇")
    page.get_by_role("button", name="看").first.click()
    page.wait_for_url("**/public/?area=*")
    expect(page.get_by_text("0376-6123456")).to_be_visible()
    sound(page)
    for address in ("/public/warnings/", "/public/teams/", "/public/calls/", f"/public/shelter/{county.school.pk}/"):
        page.goto(address)
        sound(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/public/", "/public/warnings/", "/public/calls/"):
        page.goto(address)
        sound(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/public/")
    sound(page)
    assert wrong == []


def test_pages_of_the_desk_and_a_poster_fills_exactly_its_sheet(context: BrowserContext, county: Places) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/login/?next=/public-desk/")
    page.get_by_label("登录名").fill("county_duty")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="公众页")).to_be_visible()
    asked = f"?shelter={county.school.pk}&shelter={county.hall.pk}&area=411599100201&size="
    for address in ("/public-desk/", "/public-desk/lines/new/", "/public-desk/posters/",
                    "/public-desk/posters/print/" + asked + "a4"):  # fmt: skip
        for size in ({"width": 1440, "height": 900}, PHONE):
            page.set_viewport_size(size)
            page.goto(address)
            sound(page, touch=False)
    for size, width in (("a4", 595), ("a3", 842)):
        page.goto("/public-desk/posters/print/" + asked + size)
        sheet = page.pdf(prefer_css_page_size=True, print_background=True)
        assert sheet.count(b"/Type /Page\n") == 3
        assert any(f"/MediaBox [0 0 {width + more}".encode() in sheet for more in (0, 1, -1)), size
