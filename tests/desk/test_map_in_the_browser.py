"""The map in a real browser: marks that would lie on each other stand together until one goes nearer."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from qianshao.hazards.services import create_point
from tests.axe import violations
from tests.browser import chromium
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.test_pages_axe import DESK, PHONE, visit

__all__ = ("chromium",)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOWN = {"type": "Polygon", "coordinates": [[[114.8, 31.6], [115, 31.6], [115, 31.8], [114.8, 31.8], [114.8, 31.6]]]}
MAP = "/desk/?layers=patrols"
#: Three within 200 m of each other, one far away.
SPOTS = (("东沟", 114.9, 31.7), ("西沟", 114.901, 31.7), ("北沟", 114.9, 31.701), ("远山", 114.98, 31.62))
APART = """() => {
  const many = document.querySelector('#h-gl button.mk');
  many?.click();
  return !many;
}"""


@pytest.fixture
def points(cast: Cast) -> None:
    towns = type(cast.town_a).objects.unscoped("a test")
    towns.filter(pk=cast.town_a.pk).update(boundary=TOWN)
    duty = cast.actor("county_duty")
    for name, lon, lat in SPOTS:
        create_point(
            name=name, kind="gully", division_path=cast.village_a1.path, lon=lon, lat=lat, actor=duty, now=cast.now
        )


@pytest.mark.usefixtures("points")
def test_marks_on_each_other_are_one_with_a_number_and_part_when_one_goes_nearer(
    chromium: Browser, live_server: Any, client_as: ClientAs
) -> None:
    page = visit(chromium, live_server, client_as("county_lead")).page
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto(live_server.url + MAP)
    page.wait_for_selector("body[data-map=ready]")
    many = page.locator("#h-gl button.mk")
    expect(many).to_have_text("3")
    expect(page.locator("#h-gl a.mk")).to_have_count(1)
    many.press("Enter")
    page.wait_for_function(APART, polling=300)  # what lies close together comes apart at the second or third
    expect(page.locator("#h-gl a.mk")).to_have_count(4)


@pytest.mark.usefixtures("points")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_mark_can_be_hit(
    chromium: Browser, live_server: Any, client_as: ClientAs, size: tuple[int, int]
) -> None:
    page = visit(chromium, live_server, client_as("county_lead")).page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(live_server.url + MAP)
    page.wait_for_selector("body[data-map=ready]")
    found = violations(page)
    assert [(one["id"], [node["html"][:100] for node in one["nodes"][:3]]) for one in found] == []
