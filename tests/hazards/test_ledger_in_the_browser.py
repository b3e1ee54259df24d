"""In a real browser: every page of the ledger, with axe, at a desk's and a phone's size."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from qianshao.core import clock
from qianshao.hazards import services
from tests.axe import faults
from tests.browser import chromium, logged_in
from tests.cast import NOW, Cast, build_cast
from tests.hazards.ledger import assigned, find
from tests.hazards.test_in_the_browser import SIZES

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(db: None) -> Cast:
    cast = build_cast(users=("county_duty", "town_duty", "grid_worker", "village_cadre"))
    made = assigned(cast, interim="拉警戒线")
    later = clock.now() + timedelta(days=30)  # the served pages go by today's clock, and nobody grants a day gone by
    services.ask_extension(hazard_id=made.pk, until=later, reason="下雨", actor=cast.actor("village_cadre"), now=NOW)
    find(cast, kind="gas", words="软管老化")
    return cast


@pytest.fixture
def page(county: Cast, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the duty officer of the county is logged in; nothing may go wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "county_duty", "/hazards/", "隐患台账") as page:
        yield page


def test_every_page_of_the_ledger_is_sound_and_an_act_is_done_beside_the_list(page: Page) -> None:
    page.get_by_role("link", name="外墙开裂").click()
    expect(page.get_by_role("heading", name="老粮站 外墙开裂")).to_be_visible()
    mine = page.url
    found = []
    tables = ("/hazards/standards/", "/hazards/standards/?table=grades")
    for address in ("/hazards/", mine, f"{mine}order/", "/hazards/new/", *tables):
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            if address == mine:
                page.locator("details.act > summary").first.click()
                expect(page.locator("details.act[open]").first).to_be_visible()
            found += faults(page)
    assert found == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(mine)
    page.locator("summary", has_text="批延期").click()
    page.get_by_label("同意", exact=True).check()
    page.locator("details[open]").get_by_role("button", name="批延期").click()
    expect(page.locator(".tl")).to_contain_text("同意延期")
    expect(page.get_by_role("heading", name="隐患台账")).to_be_visible()
