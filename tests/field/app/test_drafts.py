"""A form being filled in is never lost: a killed page, a refusal, a damaged photo, and it stands there again."""

import io
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.field.app.conftest import Killable, Phone
from tests.field.app.county import County
from tests.field.app.test_secrets import DATABASE
from tests.field.app.test_visits import CODE, rows
from tests.field.app.waits import WRITTEN, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURE: Any = {"name": "a.jpg", "mimeType": "image/jpeg"}
BACK = "接着上次填的"
UID = "0198a000-0000-7000-8000-000000000555"


def photo() -> bytes:
    """A small noisy picture."""
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def leave_and_return(phone: Phone, screen: str) -> None:
    """Another screen is drawn in between: going twice at once is no going."""
    phone.go("home")
    phone.page.wait_for_selector('body[data-screen="home"]')
    phone.go(screen)


def take(page: Page, place: int = 0) -> None:
    before = page.locator(".ph img").count()
    page.get_by_label("相册").nth(place).set_input_files({**PICTURE, "buffer": photo()})
    expect(page.locator(".ph img")).to_have_count(before + 1)


def kept(page: Page, rows: int) -> None:
    """So many rows of drafts are on the disk."""
    until(page, f"() => ({DATABASE})().then(found => found.drafts === {rows})")


def take_when_typed(page: Page, place: int = 0) -> None:
    """A photo, and with it what was typed before: the row of the words may be there already, without the last."""
    since = page.evaluate("() => Date.now()")
    take(page, place)
    until(page, WRITTEN, [2, since])


def begin_and_kill(killable: Killable) -> None:
    """Words, a choice and a photo, not sent; the browser dies when they are on the disk."""
    phone = killable.start()
    page = phone.open("report")
    page.get_by_role("radio", name="山洪").check()
    page.get_by_label("再说一句").fill("水漫过桥面")
    (take_when_typed if killable.patch is None else take)(page)
    killable.kill()
    try:
        phone.context.close()
    except Exception:  # noqa: BLE001 - the driver may or may not have seen it die
        return


def test_a_page_killed_mid_form_is_filled_in_when_it_opens_again(killable: Killable, county: County) -> None:
    begin_and_kill(killable)
    phone = killable.start()
    page = phone.open("report")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_role("radio", name="山洪")).to_be_checked()
    expect(page.get_by_label("再说一句")).to_have_value("水漫过桥面")
    expect(page.locator(".ph img")).to_have_count(1)
    page.get_by_role("button", name="提交").click()
    page.wait_for_function("() => location.hash === '#/mine'")
    phone.all_out()
    [sent] = county.of("hazards.report")
    assert sent["payload"] == {"kind": "torrent", "words": "水漫过桥面"}
    assert len(sent["attachments"]) == len(county.whole()) == 1
    phone.go("report")
    expect(page.get_by_role("radio", name="山洪")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)
    kept(page, 0)
    phone.context.close()


def test_what_was_begun_can_be_cleared_and_an_untouched_form_keeps_nothing(phone: Phone) -> None:
    page = phone.open("find")
    expect(page.get_by_role("button", name="提交")).to_be_visible()
    page.get_by_label("说一说").fill("井盖松")
    kept(page, 1)
    leave_and_return(phone, "find")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("说一说")).to_have_value("井盖松")
    page.get_by_role("button", name="清空重填").click()
    expect(page.get_by_text(BACK)).to_have_count(0)
    expect(page.get_by_label("说一说")).to_have_value("")
    kept(page, 0)
    page.get_by_label("说一说").fill("井盖")
    kept(page, 1)
    page.get_by_label("说一说").fill("")
    kept(page, 0)


def test_a_visit_goes_on_where_it_was_left(phone: Phone, county: County) -> None:
    county.pulls["visits"] = rows()
    page = phone.open("home")
    page.get_by_role("link", name="检查河边小卖部").click()
    page.fill("#code", CODE)
    page.locator("#code").blur()
    page.get_by_role("radio", name="不合格").nth(1).check()
    page.get_by_label("哪里不合格").nth(1).fill("后门锁着")
    take_when_typed(page, 1)
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("哪里不合格").nth(1)).to_have_value("后门锁着")
    expect(page.get_by_text("照片 1 张，一次最多 96 张")).to_be_visible()
    page.get_by_role("button", name="没选的都合格").click()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_function("() => location.hash === '#/visits'")
    phone.all_out(2)
    [record] = county.of("inspections.record")
    assert [one["result"] for one in record["payload"]["answers"]] == ["pass", "fail"]
    assert (record["payload"]["code"], record["payload"]["how"]) == (CODE, "typed")
    assert len(county.of("inspections.start")) == 1
    assert len(record["attachments"]) == len(county.whole()) == 1


def test_a_refused_form_is_filled_in_again_with_its_photo(phone: Phone, county: County) -> None:
    county.decide = lambda one: {"outcome": "refused", "message": "写不下了", "data": {}}
    page = phone.open("find")
    page.get_by_label("说一说").fill("软管老化")
    take(page)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#net")).to_contain_text("1 条没有收下")
    phone.go("mine")
    expect(page.get_by_text("写不下了")).to_be_visible()
    county.decide = lambda one: {"outcome": "done", "message": "", "data": {}}
    page.get_by_role("button", name="再填一次").click()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("说一说")).to_have_value("软管老化")
    expect(page.locator(".ph img")).to_have_count(1)
    page.get_by_role("button", name="提交").click()
    page.wait_for_function("() => location.hash === '#/hazards'")
    phone.all_out(2)
    [refused, sent] = county.of("hazards.find")
    assert sent["payload"] == refused["payload"] == {"words": "软管老化"}
    assert sent["replaces"] == refused["id"] and "replaces" not in refused
    assert sent["attachments"][0] in county.files and sent["attachments"] != refused["attachments"]
    phone.go("mine")
    expect(page.get_by_text("没有收下")).to_be_visible()
    expect(page.get_by_role("button", name="再填一次")).to_have_count(0)


def test_a_photo_damaged_on_the_way_is_sent_again_from_its_start(phone: Phone, county: County) -> None:
    county.damages = 1
    page = phone.open("report")
    page.get_by_role("radio", name="山洪").check()
    take(page)
    page.get_by_role("button", name="提交").click()
    phone.all_out()
    page.wait_for_function("() => location.hash === '#/mine'")
    expect(page.get_by_text("已送到的")).to_be_visible()
    assert len(county.whole()) == 1 and county.damages == 0


def test_a_photo_refused_for_good_is_shown_in_words_and_can_be_taken_anew(phone: Phone, county: County) -> None:
    county.refuses = "照片太大"
    page = phone.open("report")
    page.get_by_role("radio", name="山洪").check()
    take(page)
    page.get_by_role("button", name="提交").click()
    page.wait_for_function("() => location.hash === '#/mine'")
    expect(page.get_by_text("照片太大")).to_be_visible()
    expect(page.locator("#net")).to_contain_text("1 条没有收下")
    expect(page.locator(".refused .ph img")).to_be_visible()
    county.refuses = "照片太暗"  # other words: the first ones stand there until the second answer has come
    page.get_by_role("button", name="再传").click()
    expect(page.get_by_text("照片太暗")).to_be_visible()
    phone.redraw()  # nothing is drawn any more over the field that is filled now
    county.refuses = ""
    page.get_by_label("重拍").set_input_files({**PICTURE, "buffer": photo()})
    expect(page.locator(".refused")).to_have_count(0)
    phone.all_out()
    assert county.of("hazards.report")[0]["attachments"] == list(county.files)
    assert len(county.whole()) == 1


def test_without_the_draft_the_same_kill_loses_what_was_begun(killable: Killable) -> None:
    """The control: a form that is kept in memory alone."""
    killable.start().context.close()
    killable.patched, killable.patch = "drafts.js", ("if (!stopped) writing =", "if (false) writing =")
    begin_and_kill(killable)
    phone = killable.start()
    page = phone.open("report")
    expect(page.get_by_role("radio", name="山洪")).to_be_visible()
    expect(page.get_by_role("radio", name="山洪")).not_to_be_checked()
    expect(page.get_by_text(BACK)).to_have_count(0)
    phone.context.close()


def test_a_label_that_was_read_brings_its_code_and_its_place_along(phone: Phone, county: County) -> None:
    county.pulls["visits"] = rows()
    page = phone.open(f"visit/41/{CODE}")
    expect(page.locator(".hint18.ok")).to_have_text("人到了")
    phone.all_out()
    [start] = county.of("inspections.start")
    assert start["payload"] == {"visit": 41, "code": CODE, "how": "link", "scanned": False}
    phone.go(f"find/{UID}/%E8%80%81%E7%B2%AE%E7%AB%99")
    expect(page.locator("#place")).to_have_value("老粮站")
    page.get_by_label("说一说").fill("软管老化")
    take(page)
    page.get_by_text("当场改好了").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请拍一张改好以后的照片")).to_be_visible()
    take(page, 1)
    kept(page, 3)
    leave_and_return(phone, f"find/{UID}/%E8%80%81%E7%B2%AE%E7%AB%99")
    expect(page.locator(".ph img")).to_have_count(2)
    county.decide = lambda one: {"outcome": "done", "data": {"fixed": False, "why": "要别人验收"}}
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text(re.compile("要别人验收"))).to_be_visible()
    [sent] = county.of("hazards.find")
    assert sent["payload"] == {
        "words": "软管老化", "place": "老粮站", "place_uid": UID, "fixed": True, "after": [1],
    }  # fmt: skip
    assert len(sent["attachments"]) == 2


def test_a_patrol_leads_to_a_hazard_as_well_as_to_a_danger(phone: Phone, county: County) -> None:
    page = phone.open("home")
    page.get_by_role("link", name="巡查柳溪桥").click()
    page.get_by_role("button", name="报隐患").click()
    page.wait_for_function("() => location.hash.startsWith('#/find/-/')")
    expect(page.locator("#place")).to_have_value("柳溪桥")
    phone.all_out()
    [said] = county.of("hazards.check_in")
    assert said["payload"] == {"found": "nothing", "hazard": True, "point": 3}
