"""In a real browser: a shelter is opened and inspected at a phone's width; axe looks everywhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from qianshao.places.models import Inspection
from qianshao.places.services import request_need, set_state
from tests.axe import faults
from tests.browser import chromium, logged_in
from tests.cast import NOW, SYSTEM, build_cast
from tests.places.conftest import Places, add_shelters

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1366, "height": 768}


@pytest.fixture
def county(db: None) -> Places:
    """Areas, shelters and the lead of 青石镇, really committed."""
    made = add_shelters(build_cast(users=("town_lead", "county_admin")))
    set_state(shelter_id=made.hall.pk, to="open", actor=SYSTEM, now=NOW)
    request_need(shelter_id=made.hall.pk, kind="water", words="100 箱", is_urgent=True, actor=SYSTEM, now=NOW)
    return made


@pytest.fixture
def page(county: Places, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the lead is logged in; at the end nothing may have gone wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "town_lead", "/shelters/", "安置点", viewport=DESK) as page:
        yield page


def test_every_page_is_free_of_what_axe_finds_at_the_desk_and_at_a_phone(page: Page, county: Places) -> None:
    one = county.hall.pk
    addresses = (
        "/shelters/", f"/shelters/{one}/", f"/shelters/{one}/edit/", f"/shelters/{one}/inspect/",
        f"/shelters/{one}/sheet/", "/shelters/new/", "/shelters/standards/", "/shelters/imports/",
    )  # fmt: skip
    found = []
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(address)
            found += faults(page)
    assert found == []


def test_a_shelter_is_opened_and_inspected_at_a_phones_width(page: Page, county: Places) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/shelters/{county.school.pk}/")
    page.locator("summary", has_text="启用").click()
    page.get_by_label("为什么").locator("visible=true").fill("青石镇转移")
    page.get_by_role("button", name="启用").click()
    expect(page.locator("h1 .chip")).to_have_text("已启用")
    page.goto(f"/shelters/{county.school.pk}/inspect/")
    for label in page.locator("label:has-text('合格')").filter(has_not_text="不合格").all():
        assert label.bounding_box()["height"] >= 44, "a thumb finds it"
        label.click()
    page.get_by_role("button", name="交检查结果").click()
    expect(page.get_by_text("可以用", exact=True)).to_be_visible()
    assert Inspection._base_manager.get().result == "good"
