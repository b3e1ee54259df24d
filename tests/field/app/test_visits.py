"""A visit by phone with the network off: the code on the label, the checklist, a failure with words and photo."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from qianshao.inspections.sync import mark_of
from qianshao.registry.rules import new_code
from tests.field.app.conftest import Phone
from tests.field.app.county import County
from tests.field.app.test_doing import offline, online, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE, KEY = new_code(), "0197f000000070008000000000000001"


def rows() -> list[dict[str, Any]]:
    named = ((1, "灭火器", "count"), (2, "安全出口", "yes_no"))
    items = [{"code": f"JXC-0{n}", "name": name, "grade": str(n), "answer": answer} for n, name, answer in named]
    visit = {
        "what": "visit",
        "id": 41,
        "kind": "patrol",
        "kind_name": "巡查",
        "name": "河边小卖部",
        "place": "红旗村",
        "unit": "",
        "place_class": "JX3",
        "class_name": "小商店",
        "key": KEY,
        "mark": mark_of(KEY, CODE),
        "near": 150,
        "order": 0,
        "due_at": "2099-01-01T00:00:00+00:00",
        "state": "due",
        "items": [],
        "version": None,
    }
    return [{"what": "checklist", "place_class": "JX3", "version": 4, "items": items}, visit]


def test_a_visit_without_a_network(phone: Phone, county: County) -> None:
    county.pulls["visits"] = rows()
    page = offline(phone, "home")
    page.get_by_role("link", name="检查河边小卖部").click()
    expect(page.get_by_role("heading", name="检查 2 项")).to_be_visible()
    page.fill("#code", "AAAA-A")
    page.locator("#code").blur()
    expect(page.get_by_text("码不对，不是这个场所的")).to_be_visible()
    page.fill("#code", CODE.lower())
    page.locator("#code").blur()
    expect(page.locator(".hint18.ok")).to_have_text("人到了")
    page.get_by_role("button", name="完成检查").click()
    expect(page.locator("#visit [role=alert]")).to_have_text("还有没选的检查项")
    page.get_by_role("radio", name="不合格").nth(1).check(force=True)
    page.get_by_role("button", name="没选的都合格").click()
    page.get_by_role("button", name="完成检查").click()
    expect(page.locator("#visit [role=alert]")).to_have_text("不合格的要写一句，还要拍照")
    page.get_by_label(re.compile("^有几个")).fill("4")
    page.get_by_label("应有几个").fill("6")
    page.get_by_label("哪里不合格").nth(1).fill("后门锁着")
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.get_by_label("相册").nth(1).set_input_files(picture)
    expect(page.locator(".ph img")).to_be_visible()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_function("() => location.hash === '#/visits'")
    expect(page.get_by_text("已查")).to_be_visible()
    online(phone)
    (start,) = county.of("inspections.start")
    (record,) = county.of("inspections.record")
    assert start["payload"] == {"visit": 41, "code": CODE, "how": "typed", "scanned": False}
    said = record["payload"]
    assert (said["visit"], said["code"], said["checklist_version"]) == (41, CODE, 4)
    assert said["answers"] == [
        {"item": "JXC-01", "result": "pass", "have": 4, "need": 6},
        {"item": "JXC-02", "result": "fail", "words": "后门锁着", "photos": [0]},
    ]
    assert len(record["attachments"]) == 1


def test_an_inspection_is_signed_by_officers_of_the_countys_list(phone: Phone, county: County) -> None:
    """Names typed on a phone would be refused hours later; the list is on the phone."""
    listed, visit = rows()
    visit |= {"kind": "surprise", "kind_name": "四不两直", "state": "started", "items": listed["items"][1:]}
    named = ((7, "方明"), (9, "蒋芳"))
    officers = [{"what": "officer", "id": number, "name": name, "unit": "应急局"} for number, name in named]
    county.pulls["visits"] = [visit, *officers]
    page = offline(phone, "visit/41")
    page.get_by_role("button", name="没选的都合格").click()
    page.get_by_label("对方签字人").fill("店主")
    page.get_by_role("button", name="完成检查").click()
    expect(page.locator("#visit [role=alert]")).to_have_text("检查要两个人，请写同去的人")
    page.get_by_label("蒋芳").check(force=True)
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_function("() => location.hash === '#/visits'")
    online(phone)
    (record,) = county.of("inspections.record")
    assert record["payload"]["inspectors"] == [9]
