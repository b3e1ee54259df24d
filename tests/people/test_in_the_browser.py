"""In a real browser: a roster is put right, imported and taken back; a full number is shown; axe looks everywhere."""

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
DESK = {"width": 1366, "height": 768}
HEAD = "乡镇,村,姓名,手机号,岗位\n"


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


def upload(page: Page, name: str, text: str) -> None:
    page.goto("/imports/")
    page.get_by_label("文件").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_roster_is_put_right_imported_and_taken_back(page: Page) -> None:
    upload(page, "名册.csv", HEAD + "青石镇,红旗村,赵德明,139,灾害信息员\n")
    expect(page.get_by_text("手机号 139 只有 3 位，请补全")).to_be_visible()
    seen = faults(page)
    upload(page, "名册二.csv", HEAD + "青石镇,红旗村,赵德明,13900010001,灾害信息员\n")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("button", name="撤回这次导入")).to_be_visible()
    page.goto("/people/?q=zdm")
    expect(page.get_by_role("link", name="赵德明")).to_be_visible()
    page.goto("/imports/")
    seen += faults(page)
    page.get_by_role("link", name="名册二.csv").click()
    page.get_by_role("button", name="撤回这次导入").click()
    expect(page.get_by_text("已撤回，恢复到导入之前", exact=False).first).to_be_visible()
    page.goto("/people/?q=zdm")
    expect(page.get_by_text("没有符合条件的人")).to_be_visible()
    assert seen == []


def test_a_number_is_shown_for_a_reason(page: Page) -> None:
    page.get_by_role("link", name="吴长贵").click()
    page.get_by_text("查看号码").first.click()
    page.get_by_label("查看原因").first.fill("叫应联系本人")
    page.get_by_role("button", name="查看", exact=True).first.click()
    expect(page.get_by_role("link", name="13800000006")).to_be_visible()


def test_axe_objects_to_nothing_and_no_page_scrolls_sideways(page: Page, county: People) -> None:
    person, home = county.ids["吴长贵"], county.homes["张有福"]
    places = (
        "people/",
        f"people/{person}/",
        f"people/{person}/edit/",
        "people/new/",
        "people/posts/",
        "households/",
        f"households/{home}/",
        f"households/{home}/edit/",
        f"households/{home}/member/",
        "zones/",
        "zones/new/",
    )
    seen: list[str] = []
    for place in places:
        page.goto(f"/{place}")
        assert page.url.endswith(f"/{place}")
        seen += faults(page)
    assert seen == []
