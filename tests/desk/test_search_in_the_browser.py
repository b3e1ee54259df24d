"""Ctrl K in a real browser, by keyboard alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import faults
from tests.browser import chromium, logged_in
from tests.cast import build_cast
from tests.cast_people import People, add_people

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def county(db: None) -> People:
    """Areas, people and the clerk of 青石镇, really committed."""
    return add_people(build_cast(users=("town_duty",)))


@pytest.fixture
def page(county: People, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the clerk is logged in; at the end nothing may have gone wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "town_duty", "/people/", "责任人", viewport=DESK) as page:
        yield page


def test_a_household_is_found_and_opened_by_keyboard_alone(page: Page, county: People) -> None:
    page.keyboard.press("Control+k")
    box = page.locator("#palette input")
    expect(box).to_be_focused()
    page.keyboard.type("z")
    expect(page.locator("#palette [role=option]").first).to_have_attribute("aria-selected", "true")
    seen = faults(page)
    box.fill("zyf")
    expect(page.locator("#palette").get_by_role("option", name="周副任")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "find-0")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/households/{county.homes['张有福']}/")
    assert seen == []


def test_enter_before_the_answer_came_opens_what_was_asked_for_last(page: Page, county: People) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("z")
    expect(page.locator("#palette").get_by_role("option", name="周副任")).to_be_visible()
    page.keyboard.type("yf")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/households/{county.homes['张有福']}/")


def test_escape_closes_it_and_leaves_the_page_as_it_was(page: Page) -> None:
    before = page.url
    page.keyboard.press("Control+k")
    page.keyboard.type("没有这个人")
    expect(page.locator("#palette").get_by_role("option", name="没有找到")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # the first one empties the box
    expect(page.locator("#palette input")).to_be_hidden()
    assert page.url == before


def test_the_page_of_answers_is_free_of_what_axe_finds_and_fits_a_phone(page: Page) -> None:
    seen = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for address in ("/search/", "/search/?q=z"):
            page.goto(address)
            seen += faults(page)
    assert seen == []
