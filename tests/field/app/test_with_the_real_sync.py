"""The app and the real county: bound by a code, working without a network, and the ledger says what was done."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from qianshao.accounts.models import Device
from qianshao.accounts.services.phones import make_codes, revoke_phone
from qianshao.core import clock
from qianshao.evacuation.models import Conflict, Evacuee, Movement
from qianshao.field.models import PhoneCommand
from qianshao.files.models import Evidence
from qianshao.hazards.models import Sighting
from qianshao.places.services import create_shelter
from tests.cast import SYSTEM, build_cast
from tests.cast_people import add_people
from tests.evacuation.conftest import Evening, ensure_limits, give_order, zone_with
from tests.field.app.conftest import SIZE, Phone
from tests.field.app.test_doing import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def real(db: None) -> Evening:
    """An order in the village of the man whose phone it is."""
    ensure_limits()
    now = clock.now()
    cast = build_cast(now, users=("village_cadre", "town_duty"))
    people = add_people(cast)
    zone = zone_with(cast, [people.homes["李秀梅"], people.homes["赵国民"]])
    create_shelter(
        name="红旗小学", division_path=cast.village_a1.path, capacity=80, lon=114.83, lat=31.68, actor=SYSTEM, now=now
    )
    return Evening(cast, people, zone, give_order(cast, zone, deadline=now + timedelta(hours=3), now=now))


@pytest.fixture
def mine(real: Evening, chromium: Any, live_server: Any, settings: Any) -> Iterator[Phone]:
    """A phone bound with the code that the township read out."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZE, has_touch=True)
    found = Phone(context, live_server.url)
    code = make_codes(actor=SYSTEM, now=clock.now(), user_ids=[real.cast.users["village_cadre"].pk])[0]
    found.page.goto(f"{live_server.url}/m/enrol")
    found.page.get_by_label("绑定码").fill(code.digits)
    found.page.get_by_role("button", name="绑定这台手机").click()
    found.page.wait_for_selector("html[data-ready]")
    yield found
    context.close()
    assert found.wrong == []


def states(real: Evening) -> dict[str, str]:
    """Where everybody of the order stands."""
    rows = Evacuee.objects.unscoped("a test looks").filter(order=real.order)
    return {row.name: row.state for row in rows}


def test_an_evening_without_a_network_stands_on_the_ledger(mine: Phone, real: Evening) -> None:
    page = mine.go("doors")
    mine.unlock()
    home = page.locator("article.dr", has=page.get_by_role("heading", name="赵国民"))
    expect(home).to_be_visible()
    mine.ready_for_no_network()
    mine.context.set_offline(True)
    home.get_by_role("button", name="已转移").click()
    home.get_by_role("button", name="点错了，撤回").click()
    expect(home.get_by_role("button", name="已转移")).to_be_visible()
    home.get_by_role("button", name="已转移").click()
    expect(page.locator("#net")).to_contain_text("3 条已存手机")
    mine.go("report")
    page.get_by_role("radio", name="滑坡").check()
    page.get_by_label("相册").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.get_by_text(re.compile(r"\d+ KB")).first).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#net")).to_contain_text("4 条已存手机")
    mine.go("signin")
    page.fill("#find", "李小满")
    page.get_by_role("button", name="李小满 到了").click()
    expect(page.locator("#net")).to_contain_text("5 条已存手机")
    mine.go("add/shelter")
    expect(page.get_by_role("button", name="补登并签到")).to_be_visible()  # not the search box before it, 姓名或户码
    page.get_by_label("姓名").fill("外来工甲")
    page.get_by_role("button", name="补登并签到").click()
    expect(page.locator("#net")).to_contain_text("6 条已存手机")
    mine.context.set_offline(False)
    mine.all_out(6)
    outcomes = PhoneCommand.objects.unscoped("a test looks").values_list("kind", "state", "code")
    assert [row for row in outcomes if row[1] != "done"] == []
    assert len(outcomes) == 6
    stand = states(real)
    assert stand["李小满"] == stand["外来工甲"] == "settled"
    assert stand["赵国民"] == "moving"
    assert not Conflict.objects.unscoped("a test looks").filter(order=real.order).exists()
    assert Movement.objects.filter(order=real.order, uid=real.uid("赵国民")).count() == 3
    [sighting] = Sighting.objects.unscoped("a test looks")
    assert (sighting.kind, sighting.photos) == ("slide", 1)
    [sent] = Evidence.objects.unscoped("a test looks")
    assert sent.received == sent.total > 0


def test_a_phone_taken_back_by_the_township_is_emptied(mine: Phone, real: Evening) -> None:
    page = mine.go("doors")
    mine.unlock()
    home = page.locator("article.dr", has=page.get_by_role("heading", name="赵国民"))
    expect(home).to_be_visible()
    mine.ready_for_no_network()
    mine.context.set_offline(True)
    home.get_by_role("button", name="已转移").click()
    expect(page.locator("#net")).to_contain_text("1 条已存手机")
    device = Device.objects.unscoped("the only one").get()
    revoke_phone(actor=SYSTEM, now=clock.now(), device_id=device.pk, reason="手机丢了")
    mine.context.set_offline(False)
    expect(page.get_by_role("heading", name="这部手机已停用")).to_be_visible()
    assert states(real)["赵国民"] == "unnotified"
    [held] = PhoneCommand.objects.unscoped("a test looks")
    assert held.state == "quarantined"
    names = page.evaluate("() => indexedDB.databases().then(all => all.map(one => one.name))")
    assert "qianshao-field" not in names
