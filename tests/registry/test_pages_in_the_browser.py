"""The register in a real browser: axe looks at every page, nothing scrolls sideways, a label is answered by thumb."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from qianshao.registry.models import Record
from qianshao.registry.services import request_change
from tests.axe import faults
from tests.browser import chromium, logged_in
from tests.cast import NOW, SYSTEM, build_cast
from tests.registry.pages_cast import Register, add_register

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def county(db: None) -> Register:
    """Areas, records, a request and the administrator, really committed."""
    made = add_register(build_cast(users=("county_admin",)))
    request_change(record_id=made.boats.pk, values={"heads": 15}, words="新来三人", actor=SYSTEM, now=NOW)
    return made


@pytest.fixture
def page(county: Register, chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the administrator is logged in; at the end nothing may have gone wrong behind the page."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "county_admin", "/registry/", "资源登记", viewport=DESK) as page:
        yield page


def test_every_page_is_free_of_what_axe_finds_and_fits_desk_and_phone(page: Page, county: Register) -> None:
    one = f"/registry/records/{county.boats.pk}/"
    late = {"next_check_at": NOW - timedelta(days=9), "runs_out": NOW.date()}
    Record._base_manager.filter(pk=county.boats.pk).update(**late)
    addresses = (
        "/registry/", "/registry/testteam/", "/registry/testteam/new/", "/registry/testteam/import/",
        "/registry/testteam/labels/", "/registry/checks/", "/registry/checks/?what=papers", "/r/",
        "/registry/requests/", "/registry/kinds/", "/registry/kinds/testteam/",
        one, f"{one}edit/", f"{one}ask/", f"/r/{county.boats.code}/",
    )  # fmt: skip
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        found += faults(page, (1440, 900), (390, 3000))
    assert found == []


def test_a_label_is_answered_with_one_thumb(page: Page, county: Register) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/r/{county.boats.code}/")
    for name in ("在、完好", "有问题", "找不到"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None and box["height"] >= 60 and box["width"] >= 300, name
    page.get_by_role("button", name="找不到").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("哪里不对").fill("船已借给邻镇")
    page.get_by_role("button", name="找不到").click()
    expect(page.get_by_text("已记下，谢谢。")).to_be_visible()
    assert Record._base_manager.get(pk=county.boats.pk).found_words == "船已借给邻镇"


def test_rows_are_picked_and_changed_together(page: Page) -> None:
    page.goto("/registry/testteam/")
    page.get_by_label("全选本页").check()
    page.get_by_label("改哪一项").select_option("owner_org")
    page.get_by_role("button", name="下一步").click()
    page.locator("[name=value]").fill("县应急局")
    page.get_by_role("button", name="看看会改成什么样").click()
    expect(page.get_by_role("button", name="确认修改")).to_be_visible()
    seen = faults(page)
    page.get_by_role("button", name="确认修改").click()
    expect(page.get_by_text("已改 3 条。")).to_be_visible()
    assert seen == []
