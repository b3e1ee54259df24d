"""A hazard through five hands: found without a network, verified and handed over by the township, mended by the
village with its phone, accepted by another officer, taken off the list by the county.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from qianshao.accounts.services.phones import make_codes
from qianshao.core import clock
from qianshao.core.clock import BEIJING
from qianshao.field.models import PhoneCommand
from qianshao.hazards.models import Hazard, HazardAct
from qianshao.hazards.states.ledger import PLAN_PARTS, REPORT_PARTS
from tests.cast import SYSTEM, Cast, build_cast
from tests.conftest import BACKEND
from tests.field.app.conftest import SIZE, Phone
from tests.field.app.test_doing import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIVE = ("grid_worker", "town_duty", "village_cadre", "town_lead", "county_duty")
WORDS = "外墙裂缝能伸进手"
#: Two cores may be shared with much else; what is waited for is what a page says.
PATIENCE = 120_000


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast(clock.now(), users=FIVE)


@pytest.fixture
def phone_of(cast: Cast, chromium: Any, live_server: Any, settings: Any) -> Any:
    """A phone bound with the code that the township read out."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    made: list[Phone] = []

    def bound(key: str) -> Phone:
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZE, has_touch=True)
        context.set_default_timeout(PATIENCE)
        found = Phone(context, live_server.url)
        made.append(found)
        code = make_codes(actor=SYSTEM, now=clock.now(), user_ids=[cast.users[key].pk])[0]
        found.page.goto(f"{live_server.url}/m/enrol")
        found.page.get_by_label("绑定码").fill(code.digits)
        found.page.get_by_role("button", name="绑定这台手机").click()
        found.page.wait_for_selector("html[data-ready]")
        return found

    expect.set_options(timeout=PATIENCE)
    yield bound
    for one in made:
        one.context.close()
        assert one.wrong == []


@pytest.fixture
def desk_of(cast: Cast, chromium: Any, live_server: Any, settings: Any) -> Any:
    """A desk at which one of them is logged in."""
    contexts = []

    def open_desk(key: str) -> Page:
        client = Client()
        client.force_login(cast.users[key], backend=BACKEND)
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", base_url=live_server.url)
        context.set_default_timeout(PATIENCE)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        contexts.append(context)
        page: Page = context.new_page()
        return page

    yield open_desk
    for context in contexts:
        context.close()


def take(page: Page) -> None:
    page.get_by_label("相册").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.get_by_text(re.compile(r"\d+ KB")).first).to_be_visible()


def do(page: Page, name: str, fill: Callable[[Locator], Any]) -> None:
    """One act at the desk: unfold, fill, press; done when the history says so."""
    box = page.locator("details.act").filter(has=page.locator("summary", has_text=re.compile(rf"^\s*{name}\s*$")))
    box.locator("summary").click()
    fill(box)
    box.locator("form button.pri").click()
    expect(page.locator(".tl li:not(.todo) .h b", has_text=re.compile(rf"^{name}$"))).to_be_visible()


def open_one(page: Page, tab: str) -> None:
    page.goto(f"/hazards/?tab={tab}")
    page.get_by_role("link", name=WORDS).click()
    expect(page.get_by_role("heading", name=re.compile(WORDS))).to_be_visible()


def papers(parts: Any) -> Callable[[Locator], None]:
    def fill(box: Locator) -> None:
        for key in parts:
            box.locator(f"[name={key}]").fill("已查明，照方案办")

    return fill


def test_from_a_villages_phone_without_a_network_to_off_the_list(phone_of: Any, desk_of: Any, cast: Cast) -> None:
    finder = phone_of("grid_worker")
    page = finder.go("hazards")
    expect(page.get_by_text("数据是")).to_be_visible()  # the county's kinds are there
    finder.go("find")
    finder.ready_for_no_network()
    finder.context.set_offline(True)
    take(page)
    page.get_by_role("radio", name="房屋结构").check()
    page.get_by_label("说一说").fill(WORDS)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已保存，等网络")).to_be_visible()
    assert not Hazard.objects.unscoped("a test looks").exists()
    finder.context.set_offline(False)
    finder.all_out()

    duty = desk_of("town_duty")
    open_one(duty, "verify")
    do(duty, "核实定级", lambda box: box.get_by_label("重大").check())
    do(duty, "重大隐患报告", papers(REPORT_PARTS))
    do(duty, "治理方案", papers(PLAN_PARTS))
    day = f"{(clock.now() + timedelta(days=9)).astimezone(BEIJING):%Y-%m-%d}"

    def hand_over(box: Locator) -> None:
        box.get_by_label("责任单位").fill("红旗村委会")
        box.get_by_label("整改期限").fill(day)

    do(duty, "交办", hand_over)

    mender = phone_of("village_cadre")
    page = mender.go("hazards")
    page.get_by_role("link", name=re.compile(WORDS)).click()
    take(page)
    page.get_by_role("button", name="改好了").click()
    expect(page.get_by_text("已报整改")).to_be_visible()
    mender.all_out()

    lead = desk_of("town_lead")
    open_one(lead, "accept")
    do(lead, "验收通过", lambda box: box.get_by_label("验收单位").fill("青石镇应急办"))
    county = desk_of("county_duty")
    open_one(county, "close")
    do(county, "销号", lambda box: None)

    finder.page.reload()
    expect(finder.go("hazards").get_by_text("已销号")).to_be_visible()
    row = Hazard.objects.unscoped("a test looks").get()
    assert (row.state, row.grade) == ("closed", 2)
    hands = dict(HazardAct.objects.filter(hazard=row).values_list("act", "by_id"))
    who = [cast.users[key].pk for key in FIVE]
    assert [hands[act] for act in ("find", "assign", "ask", "accept", "close")] == who
    outcomes = PhoneCommand.objects.unscoped("a test looks").values_list("kind", "state")
    assert sorted(outcomes) == [("hazards.find", "done"), ("hazards.fix", "done")]
