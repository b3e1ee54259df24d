"""In a real browser: every page of dangers and patrols, with axe, at a desk's and a phone's size; the photo shows."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from qianshao.core.sync import Position
from qianshao.files.services import Header, receive_part
from qianshao.hazards.services import create_point, report_danger
from tests.axe import faults
from tests.browser import chromium, logged_in
from tests.cast import NOW, Cast, build_cast
from tests.files.pictures import UID, photo

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (390, 844))


@pytest.fixture
def county(db: None) -> Cast:
    cast = build_cast(users=("county_lead", "village_cadre"))
    cadre = cast.actor("village_cadre", "phone")
    spot = Position(114.84, 31.67, 12)
    report_danger(kind="slide", trapped=2, place="三组后山", evidence=[UID], position=spot, actor=cadre, now=NOW)
    report_danger(kind="house", position=spot, words="墙裂了", actor=cadre, now=NOW)
    data = photo()
    header = Header(len(data), hashlib.sha256(data).hexdigest())
    receive_part(uid=UID, offset=0, header=header, data=data, actor=cadre, now=NOW)
    create_point(
        name="老虎沟", kind="gully", division_path=cast.village_a1.path, lon=114.84, lat=31.67, actor=cadre, now=NOW
    )
    return cast


@pytest.fixture
def page(county: Cast, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the lead on duty is logged in; nothing may go wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "county_lead", "/dangers/", "险情") as page:
        yield page


def test_every_page_of_dangers_and_patrols_is_sound_and_the_photo_is_seen(page: Page, county: Cast) -> None:
    page.get_by_role("link", name="滑坡").first.click()
    page.wait_for_url("**/dangers/*/")
    mine = page.url
    shown = page.locator(".photos img").first
    expect(shown).to_have_js_property("naturalWidth", 320)
    expect(shown).to_be_visible()
    found = []
    pages = ("/dangers/", mine, "/dangers/new/", "/dangers/kinds/", "/patrol/", "/patrol/new/", "/patrol/signs/")
    for address in pages:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            found += faults(page)
    assert found == []


def test_an_officer_verifies_and_ends_a_danger(page: Page, county: Cast) -> None:
    page.get_by_role("link", name="滑坡").first.click()
    page.get_by_role("button", name="核实").click()
    expect(page.get_by_text("已核实").first).to_be_visible()
    page.get_by_label("怎么处理的").fill("消防已救出两人")
    page.get_by_role("button", name="处置完").click()
    expect(page.get_by_text("消防已救出两人").first).to_be_visible()
    expect(page.get_by_text("有人受困").first).to_be_visible()
