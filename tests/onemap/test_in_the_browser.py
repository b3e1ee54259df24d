"""In a real browser: the map page is sound at a desk's and a phone's size, and a drawn area is answered."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import faults
from tests.browser import launched, logged_in
from tests.cast import Cast, build_cast
from tests.onemap.county import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (390, 844))
#: Titles of marks whose middle lies under something else.
COVERED = """() => [...document.querySelectorAll('.mk')].filter((mark) => {
  const box = mark.getBoundingClientRect();
  return !mark.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}).map((mark) => mark.title)"""
GL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that draws without a graphics card."""
    with launched(*GL) as browser:
        yield browser


@pytest.fixture
def county(db: None) -> Cast:
    cast = build_cast(users=("county_lead",))
    furnish(cast)
    return cast


@pytest.fixture
def page(county: Cast, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the lead on duty is logged in; nothing may go wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "county_lead", "/map/", "一张图") as page:
        yield page


def sound(page: Page) -> list[str]:
    """Its faults at both sizes; then it stands at the desk's again."""
    return faults(page, *reversed(SIZES))


def test_an_area_drawn_on_the_map_is_answered_beside_it(page: Page) -> None:
    asked: list[str] = []
    page.on("response", lambda r: asked.append(f"{r.status} {r.url}") if ".mvt" in r.url else None)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/map/?layers=shelters,households,zones")
    page.wait_for_selector("body[data-map=ready]", timeout=30_000)
    assert page.evaluate(COVERED) == []
    assert page.get_by_role("button", name="放大", exact=True).count() == 1
    height = page.locator(".maplibregl-canvas").evaluate("canvas => canvas.clientHeight")
    wrong = sound(page)
    page.get_by_role("button", name="画范围").click()
    expect(page.locator(".maplibregl-canvas")).to_have_js_property("clientHeight", height)  # as large as before again
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box is not None
    for x, y in ((0.02, 0.1), (0.98, 0.1), (0.98, 0.95), (0.02, 0.95)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y + (0 if y > 0.5 else 60))
    page.get_by_role("button", name="画好了").click()
    found = page.get_by_role("region", name="查到的")
    expect(found.get_by_text("住户")).to_be_visible()
    expect(found.get_by_role("link", name="按这个范围叫应")).to_be_visible()
    wrong += sound(page)
    assert wrong == []
    assert any(line.startswith("200") for line in asked), asked


def test_the_pages_of_files_are_sound(page: Page) -> None:
    wrong = []
    for address in ("/map/export/", "/map/area/"):
        page.goto(address)
        wrong += sound(page)
    assert wrong == []


def test_without_webgl_the_servers_drawing_stays(page: Page) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/map/?layers=shelters,households,zones")
    expect(page.locator("svg.svgmap")).to_be_visible()
    assert page.locator("svg.svgmap circle").count() >= 4
    page.get_by_role("link", name="按坐标查范围").click()
    expect(page.get_by_role("heading", name="范围里有什么")).to_be_visible()
    assert sound(page) == []
