"""Pages in a real browser: nothing axe objects to, no other server asked, no refused code, no sideways scroll,
and nothing too small to press (ux.md §10, §13)."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from qianshao.calling import rules
from qianshao.calling.states import HOUSEHOLD, Who
from qianshao.core.ids import sign_case_token
from tests.axe import faults, violations
from tests.browser import chromium
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, answered, contact, send_to_door, start

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, LAPTOP, WALL, PHONE, SMALL = (1440, 900), (1366, 768), (1920, 1080), (390, 844), (320, 640)
#: Every control with its size and words; links inside sentences and tables are exempt (WCAG 2.5.8).
CONTROLS = """() => [...document.querySelectorAll("a,button,select,summary,input:not([type=hidden])")]
  .filter(e => e.offsetParent && getComputedStyle(e).opacity !== "0")
  .filter(e => !e.closest("p.crumb, .feed, .d, td, th, .skip") && !e.matches(".plainlink,.skip,.small"))
  .map(e => [e.getBoundingClientRect(), e.innerText || e.name])
  .map(([box, words]) => [Math.round(box.width), Math.round(box.height), words])"""
#: The smallest text on the page, in pixels.
FONTS = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter(e => e.offsetParent && !e.closest("svg"))
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.fixture
def evening(cast: Cast) -> Evening:
    found = start(cast, cast.county)
    add(cast, found, "王守厚", cast.village_a1, **answered(cast))
    add(cast, found, "吴长贵", cast.village_a1, superior_ref=7, covered_at=cast.now)
    send_to_door(cast, add(cast, found, "周大明", cast.village_b1, post_label="河口村十二个字长的岗位名称"))
    add(cast, found, "郑河", cast.town_a, ladder_index=1, post_label="镇长", superior_ref=7)
    add(cast, found, "张家", cast.village_b1, recipient_kind=HOUSEHOLD, ladder_index=2, post_label="", guardian_ref=7)
    contact(found, 7, "何志远")
    return found


class Visit:
    """One page seen by one browser window, and what went wrong meanwhile."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.wrong: list[str] = []
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: self._own(asked.url))
        page.route("**/live/**", _silent)

    def _own(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.wrong.append(f"asks {url}")

    def see(self, path: str, *sizes: tuple[int, int]) -> None:
        """Open the page and read it with axe at each size; a map is opened anew: its marks move while it grows."""
        has_map = self._open(path, sizes[0])
        for number, size in enumerate(sizes):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            if has_map and number:
                self._open(path, size)
            self.wrong += [f"{path}: {one}" for one in faults(self.page)]

    def _open(self, path: str, size: tuple[int, int]) -> bool:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        answer = self.page.goto(self.base + path, wait_until="load")
        assert answer is not None
        self.wrong += [f"{path}: {answer.status}"] if answer.status >= 400 else []
        has_map = bool(self.page.locator("[data-map]:not(body)").count())
        if has_map:
            self.page.wait_for_selector("body[data-map]")
        return has_map


def _silent(route: Route) -> None:
    """The live streams are another process's; here they say nothing."""
    route.fulfill(status=200, content_type="text/event-stream", body="")


def visit(chromium: Browser, live_server: Any, client: Client | None) -> Visit:
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    if client is not None:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return Visit(context.new_page(), live_server.url)


def desk_pages(evening: Evening) -> list[str]:
    board = f"/callouts/{evening.callout.pk}/"
    case = f"{board}cases/{evening.cases['周大明'].pk}/"
    return [
        "/desk/",
        "/callouts/",
        board,
        f"{board}?kind=household",
        f"{board}?by=post&state=ended",
        case,
        f"{case}?do=answer",
        f"{board}close/",
        f"{board}print/",
        "/channels/",
        "/journal/",
        "/ladders/",
        "/ladders/town/red/",
    ]


def test_the_desk_has_no_fault_at_any_size_and_its_controls_can_be_hit_with_a_mouse(
    chromium: Browser, live_server: Any, client_as: ClientAs, evening: Evening
) -> None:
    seen = visit(chromium, live_server, client_as("county_lead"))
    for path in desk_pages(evening):
        if not path.endswith("print/"):  # paper is A4 across, not a phone
            seen.see(path, PHONE)
        seen.see(path, LAPTOP, DESK)
        small = [one for one in seen.page.evaluate(CONTROLS) if min(one[:2]) < 16 or max(one[:2]) < 24]
        assert not small, f"{path}: a mouse misses {small}"
        assert seen.page.evaluate(FONTS) >= 12, path
    assert not seen.wrong, "\n".join(seen.wrong)


def test_the_wall_has_no_fault(chromium: Browser, live_server: Any, client_as: ClientAs, evening: Evening) -> None:
    seen = visit(chromium, live_server, client_as("wall"))
    seen.see(f"/wall/callout/{evening.callout.pk}/", WALL)
    seen.see("/wall/desk/", WALL)
    assert seen.page.evaluate("document.body.scrollHeight <= innerHeight"), "the wall does not scroll"
    assert not seen.wrong, "\n".join(seen.wrong)


def links(evening: Evening) -> list[str]:
    def link(name: str, who: str = Who.SELF) -> str:
        return f"/a/{sign_case_token(rules.line_of(evening.cases[name].pk, who))}"

    return [link("郑河"), link("张家"), link("王守厚"), link("张家", Who.GUARDIAN)]


def test_the_answer_page_is_for_thumbs_and_old_eyes(chromium: Browser, live_server: Any, evening: Evening) -> None:
    seen = visit(chromium, live_server, None)
    for path in links(evening):
        for size in (PHONE, SMALL):
            seen.see(path, size)
            small = [one for one in seen.page.evaluate(CONTROLS) if one[1] < 60 or one[0] < 44]
            assert not small, f"{path}: {small}"
            assert seen.page.evaluate(FONTS) >= 18
    assert not seen.wrong, "\n".join(seen.wrong)


def test_one_thumb_answers_and_sees_that_it_arrived(chromium: Browser, live_server: Any, evening: Evening) -> None:
    seen = visit(chromium, live_server, None)
    seen.see(links(evening)[1], PHONE)
    seen.page.check("[value=走不动，要人接]")
    seen.page.click("text=我家知道了")
    expect(seen.page.locator("h1")).to_contain_text("已收到")


def test_the_case_dialog_opens_and_closes_with_the_keyboard(
    chromium: Browser, live_server: Any, client_as: ClientAs, evening: Evening
) -> None:
    seen = visit(chromium, live_server, client_as("county_lead"))
    seen.see(f"/callouts/{evening.callout.pk}/", DESK)
    seen.page.focus("[data-rows]")
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("a")
    seen.page.wait_for_selector("dialog[open] >> text=代记应答")
    assert not violations(seen.page)
    seen.page.keyboard.press("Escape")
    seen.page.wait_for_selector("dialog[open]", state="detached")


def test_the_verb_must_be_typed_before_the_danger_can_be_pressed(
    chromium: Browser, live_server: Any, client_as: ClientAs, evening: Evening
) -> None:
    seen = visit(chromium, live_server, client_as("county_lead"))
    seen.see(f"/callouts/{evening.callout.pk}/", DESK)
    seen.page.click("a[data-open=close-dialog]")
    seen.page.wait_for_selector("dialog[open]")
    assert seen.page.evaluate("document.activeElement.hasAttribute('data-close')")
    expect(seen.page.locator("[data-verb]")).to_be_disabled()
    seen.page.fill("dialog[open] [name=typed]", "解除叫应")
    expect(seen.page.locator("[data-verb]")).to_be_enabled()
