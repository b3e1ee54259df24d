"""For thumbs and old eyes: axe objects to nothing, text ≥ 18 px, targets ≥ 60 px, small windows, doubled type."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.field.app.conftest import Phone
from tests.field.app.county import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = (
    "home",
    "tasks",
    "mine",
    "phones",
    "doors",
    "calls",
    "signin",
    "add/shelter",
    "report",
    "check/3",
    "patrol",
)
#: Every control with its size; a label is the target of the box inside it.
SMALL = """() => [...document.querySelectorAll(
    "a[href],button,select,summary,textarea,input:not([type=file]),label.radio,label.pickone")]
  .filter(e => e.offsetParent && !e.matches("label.radio input, label.pickone input"))
  .map(e => [e.getBoundingClientRect(), e.innerText || e.name || e.className])
  .map(([box, words]) => [Math.round(box.width), Math.round(box.height), words])
  .filter(([w, h]) => w < 60 || h < 60)"""
FONTS = """() => [...document.querySelectorAll("body *")].filter(e => e.offsetParent && !e.closest("svg"))
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.innerText.slice(0, 20))"""
WIDE = """() => document.documentElement.scrollWidth <= screen.width + 1 ? [] : [...document.querySelectorAll(".m *")]
  .filter(e => e.getBoundingClientRect().right > screen.width + 1).slice(0, 4)
  .map(e => e.className + " " + e.innerText?.slice(0, 12))"""


def ready(phone: Phone) -> Page:
    page = phone.open("doors")
    phone.unlock()
    expect(page.get_by_role("heading", name="张德厚")).to_be_visible()
    return page


def settle(phone: Phone, screen: str) -> None:
    phone.go(screen)
    phone.page.wait_for_function("title => document.body.dataset.screen === title", arg=screen)


def faults(page: Page) -> list[Any]:
    found = violations(page)
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def test_no_fault_no_small_target_no_small_text(phone: Phone, county: County) -> None:
    page = ready(phone)
    phone.ready_for_no_network()
    phone.context.set_offline(True)
    page.locator("[data-key='went-16']").click()
    expect(page.locator("#net")).to_contain_text("1 条已存手机")
    wrong: list[Any] = []
    for screen in SCREENS:
        settle(phone, screen)
        wrong += [(screen, "axe", one) for one in faults(page)]
        for census in (SMALL, FONTS, WIDE):
            wrong += [(screen, one) for one in page.evaluate(census)]
    settle(phone, "doors")
    page.locator("[data-key='trouble-15']").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    wrong += [("sheet", one) for one in (*faults(page), *page.evaluate(SMALL), *page.evaluate(FONTS))]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("size", [(320, 640), (195, 422)], ids=["320 px", "390 px at 200 %"])
def test_no_screen_is_wider_than_its_window(phone: Phone, size: tuple[int, int]) -> None:
    page = ready(phone)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wide = []
    for screen in SCREENS:
        settle(phone, screen)
        wide += [(screen, one) for one in page.evaluate(WIDE)]
    assert not wide, "\n".join(map(str, wide))


def test_large_type_is_one_touch_away_and_stays(phone: Phone) -> None:
    page = phone.open()
    button = page.get_by_role("button", name="收到", exact=True)
    before = button.bounding_box()
    page.get_by_role("button", name="字号").click()
    after = button.bounding_box()
    assert before and after
    assert after["height"] == pytest.approx(before["height"] * 1.25, rel=0.02)
    page.reload()
    page.wait_for_selector("html[data-ready].big")
    assert page.evaluate(WIDE) == []


def test_the_page_asks_no_other_server_and_runs_nothing_inline(phone: Phone) -> None:
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    ready(phone)
    assert [url for url in asked if not url.startswith((phone.base, "blob:"))] == []
    assert "unsafe" not in str(phone.page.request.get(f"{phone.base}/m/").headers["content-security-policy"])
