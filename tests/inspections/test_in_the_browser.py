"""In a real browser: every page of patrols and inspections, with axe, at a desk's and a phone's size."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from qianshao.inspections import services
from tests.axe import too_low, violations
from tests.browser import chromium, logged_in
from tests.cast import NOW, Cast, build_cast
from tests.inspections.places import SIGNED, drawn, replies, started, visits

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (390, 844))


@pytest.fixture
def county(db: None) -> Cast:
    cast = build_cast(users=("county_lead", "county_duty", "county_lead_2", "town_duty", "grid_worker"))
    row = started(cast)
    bad = replies(row, JXC_10=("后门锁着", (row.uid,)))
    services.finish_visit(
        visit_id=row.pk, replies=bad, signing=SIGNED, words="店里堆满", actor=cast.actor("grid_worker"), now=NOW
    )
    drawn(cast)
    return cast


@pytest.fixture
def page(county: Cast, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the lead on duty is logged in; nothing may go wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "county_lead", "/inspections/", "巡查检查") as page:
        yield page


def test_every_page_is_sound_and_a_visit_is_started_and_recorded(page: Page, county: Cast) -> None:
    done, sealed = visits()[0], visits()[1]
    draw = sealed.draw_id
    urls = [
        "/inspections/?tab=all&month=2026-07",
        f"/inspections/{done.pk}/",
        f"/inspections/{done.pk}/print/",
        f"/inspections/{sealed.pk}/",
        "/inspections/plans/",
        "/inspections/plans/new/",
        "/inspections/draws/",
        "/inspections/draws/new/",
        f"/inspections/draws/{draw}/",
        "/inspections/inspectors/",
    ]
    page.goto(f"/inspections/{sealed.pk}/")
    page.get_by_label("场所牌子上的编码").fill(sealed.code)
    page.get_by_role("button", name="开始", exact=True).click()
    expect(page.get_by_role("heading", name="检查表，14 项")).to_be_visible()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for url in urls:
            page.goto(url)
            assert violations(page) == [], url
            wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (url, width, wide)
            assert width > 600 or "print" in url or too_low(page) == [], (url, too_low(page))
