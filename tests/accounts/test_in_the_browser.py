"""By hand, in a real browser: the administrator makes a user, who comes in and chooses a password of their own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.cast import PASSWORD, Cast, build_cast

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "自己想的一句长话"


@pytest.fixture
def county(db: None) -> Cast:
    """Areas and the administrator, really committed, as the server's thread must see them."""
    return build_cast(users=("county_admin",))


@pytest.fixture
def page(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A fresh browser page that knows the server."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    size: Any = {"width": 1366, "height": 768}
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=size)
    yield context.new_page()
    context.close()


def log_in(page: Page, name: str, password: str) -> None:
    """Fill in the login form and send it."""
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def faults(page: Page) -> list[str]:
    """What axe finds serious on a page, once it is there: an address stands in its line before the page does."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']}" for one in found if one["impact"] in {"serious", "critical"}]


def test_a_user_is_made_comes_in_and_chooses_a_password(county: Cast, page: Page) -> None:
    page.goto("/users/")
    page.wait_for_url(re.compile(r"/login/\?next=/users/$"))
    seen = faults(page)
    log_in(page, "county_admin", "falsch")
    expect(page.get_by_text("登录名或密码不对。")).to_be_visible()
    log_in(page, "county_admin", PASSWORD)
    page.wait_for_url(re.compile(r"/users/$"))
    seen += faults(page)
    page.get_by_role("link", name="新建用户").click()
    page.get_by_label("登录名").fill("liu-chuang")
    page.get_by_label("姓名").fill("刘闯")
    page.get_by_label("单位").select_option(label="　　红旗村")
    seen += faults(page)
    page.get_by_role("button", name="新建").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_role("link", name="已告知，继续").click()
    page.locator("form[action$='/grants/'] select[name=role]").select_option(label="村干部")
    page.locator("form[action$='/grants/'] select[name=division_path]").select_option(label="　　红旗村")
    page.get_by_role("button", name="授权").click()
    expect(page.get_by_role("cell", name="村干部")).to_be_visible()
    seen += faults(page)
    page.context.clear_cookies()
    page.goto("/login/")
    log_in(page, "liu-chuang", secret)
    page.wait_for_url(re.compile(r"/password/$"))
    seen += faults(page)
    page.get_by_label("原密码").fill(secret)
    page.locator("#id_new").fill(OWN + "一二")
    page.locator("#id_again").fill(OWN + "一二")
    page.get_by_role("button", name="保存").click()
    expect(page).not_to_have_url(re.compile(r"/password/$"))
    assert seen == []


def test_the_back_button_shows_nothing_after_the_logout(county: Cast, page: Page) -> None:
    page.goto("/login/?next=/users/")
    log_in(page, "county_admin", PASSWORD)
    expect(page.get_by_role("heading", name="用户")).to_be_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(re.compile(r"/login/$"))
    page.go_back()
    expect(page.get_by_role("heading", name="用户")).not_to_be_visible()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
