"""Hazards on the phone: found, mended and watched with the network off, in three touches; nothing typed is lost."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.field.app.conftest import Phone
from tests.field.app.county import County
from tests.field.app.test_doing import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UID = "0198a000-0000-7000-8000-000000000777"
PICTURE: Any = {"name": "a.jpg", "mimeType": "image/jpeg"}


@pytest.fixture
def ledger(county: County) -> County:
    """A hazard to mend and one to watch."""
    common = {"no": "2026-411599-000001", "title": "老粮站 外墙开裂", "kind": "房屋结构", "is_drill": False}
    county.pulls["ledger"] = [
        {"what": "hazard_kind", "code": "house", "name": "房屋结构", "icon": "home-exclamation", "hint": ""},
        {"what": "hazard_kind", "code": "gas", "name": "燃气", "icon": "flame", "hint": ""},
        {
            **common, "what": "hazard", "uid": UID, "grade": "一般", "is_major": False, "state": "assigned",
            "state_label": "已交办", "tone": "run", "due_at": "2099-07-18T12:12:00Z", "unit": "村委会", "interim": "",
            "found": True, "mend": True,
        },
        {
            **common, "what": "guard", "guard": 12, "hazard": UID, "why": "暴雨红色预警",
            "measure": "专人盯守，先撤人", "who": "王守厚", "mine": True, "every_hours": 1, "last_at": None,
            "due_at": "2099-07-18T13:12:00Z",
        },
    ]  # fmt: skip
    return county


def offline(phone: Phone) -> Page:
    """The first screen with everything fetched, and then no network."""
    page = phone.open()
    expect(page.get_by_role("link", name="盯守：老粮站")).to_be_visible()
    phone.ready_for_no_network()
    phone.context.set_offline(True)
    return page


def online(phone: Phone) -> None:
    phone.context.set_offline(False)
    phone.all_out()


def take(page: Page) -> None:
    page.get_by_label("相册").set_input_files({**PICTURE, "buffer": photo()})
    expect(page.get_by_text(re.compile(r"\d+ KB")).first).to_be_visible()


def test_a_hazard_is_found_without_a_network_in_three_touches(phone: Phone, ledger: County) -> None:
    page = offline(phone)
    page.get_by_role("link", name="报隐患").click()
    page.get_by_role("radio", name="燃气").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("隐患：燃气")).to_be_visible()
    expect(page.get_by_text("已保存，等网络")).to_be_visible()
    online(phone)
    [sent] = ledger.of("hazards.find")
    assert sent["payload"] == {"kind": "gas"}


def test_a_finding_needs_something_and_what_is_typed_survives_a_drawing(phone: Phone, ledger: County) -> None:
    page = phone.open("find")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("拍张照，或选是什么隐患")).to_be_visible()
    page.get_by_label("说一说").fill("软管老化")
    phone.redraw()
    page.locator("#place").fill("红旗饭店")
    phone.redraw()
    expect(page.get_by_label("说一说")).to_have_value("软管老化")
    take(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="我的隐患")).to_be_visible()
    phone.all_out()
    [sent] = ledger.of("hazards.find")
    assert sent["payload"] == {"words": "软管老化", "place": "红旗饭店"} and len(sent["attachments"]) == 1
    assert len(ledger.whole()) == 1


def test_mended_needs_the_photo_afterwards_and_watched_needs_one_touch(phone: Phone, ledger: County) -> None:
    page = offline(phone)
    page.get_by_role("link", name="整改：老粮站").click()
    page.get_by_role("button", name="改好了").click()
    expect(page.get_by_text("请拍一张改好以后的照片")).to_be_visible()
    phone.go("hazards")  # a button that was pressed rests for a second; its screen drawn anew has a rested one
    page.locator(f"a[data-key='{UID}']").click()
    take(page)
    page.get_by_role("button", name="改好了").click()
    expect(page.get_by_text("已报整改")).to_be_visible()
    page.get_by_role("link", name="暴雨红色预警").click()
    expect(page.get_by_text("临时措施：专人盯守")).to_be_visible()
    page.get_by_role("button", name="变坏了").click()
    call = page.get_by_role("dialog").get_by_role("link", name="打值班室")
    expect(call).to_have_attribute("href", "tel:03765550000")
    expect(page.get_by_role("dialog")).to_contain_text("已保存")
    page.get_by_role("button", name="知道了").click()
    expect(page.get_by_text("已回报")).to_be_visible()
    online(phone)
    [fixed], [looked] = ledger.of("hazards.fix"), ledger.of("hazards.look")
    assert fixed["payload"] == {"hazard": UID, "done": True} and len(fixed["attachments"]) == 1
    assert looked["payload"] == {"guard": 12, "worse": True}
    assert len(ledger.whole()) == 1


def test_the_screens_are_sound(phone: Phone, ledger: County) -> None:
    page = phone.open()
    expect(page.get_by_role("link", name="盯守：老粮站")).to_be_visible()
    found = []
    for screen in ("home", "find", "hazards", f"mend/{UID}", "watch/12", "mend/nothing"):
        phone.go(screen)
        page.wait_for_selector(f'body[data-screen="{screen}"]')
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{screen}: wider than its window")
        small = page.evaluate(
            "() => [...document.querySelectorAll('main a, main button, main .radio, footer a, footer button')]"
            ".filter(e => e.offsetHeight && e.offsetHeight < 48).map(e => e.outerHTML.slice(0, 80))"
        )
        found += [f"{screen}: too small {one}" for one in small]
        found += [f"{screen}: {one['id']}" for one in Axe().run(page).response["violations"]]
    assert found == []
