"""Nothing entered is lost: saved before it is said, sent once, in order, with words for each answer."""

import pytest
from playwright.sync_api import expect

from tests.field.app.conftest import Phone
from tests.field.app.county import DONE, County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Nothing can be written any more; what is drawn meanwhile is still read.
FULL = """() => { const plain = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
    if (mode === "readwrite") throw new Error("full");
    return plain.call(this, stores, mode, ...more); }; }"""


def test_one_touch_answers_the_warning_and_the_card_shrinks(phone: Phone, county: County) -> None:
    page = phone.open()
    page.get_by_role("button", name="收到", exact=True).click()
    expect(page.locator("details.heard")).to_contain_text("已收到")
    expect(page.get_by_role("button", name="收到", exact=True)).to_have_count(0)
    page.locator("details.heard summary").click()
    page.fill("[name=persons_moved]", "12")
    saved = phone.hears("#toast", "补报的已保存")
    page.get_by_role("button", name="报上去").click()
    saved()
    phone.all_out(2)
    assert [one["payload"] for one in county.of("calling.answer")] == [
        {"case": 71, "words": {}},
        {"case": 71, "words": {"persons_moved": "12"}},
    ]


def test_a_redraw_takes_nothing_out_of_the_hands_of_who_is_writing(phone: Phone, county: County) -> None:
    page = phone.open()
    page.get_by_role("button", name="收到", exact=True).click()
    phone.all_out()
    page.locator("details.heard summary").click()
    moved = page.locator("[name=persons_moved]")
    moved.fill("12")
    moved.evaluate("one => { one.same = true }")
    phone.redraw()
    assert moved.evaluate("one => one.same && document.activeElement === one")
    moved.blur()
    phone.redraw()
    expect(moved).to_be_visible()
    expect(moved).to_have_value("12")
    assert not moved.evaluate("one => one.same")


def test_a_reply_that_cannot_be_kept_stands_in_its_field_again(phone: Phone, county: County) -> None:
    page = phone.open()
    page.get_by_role("button", name="收到", exact=True).click()
    phone.all_out()
    page.locator("details.heard summary").click()
    page.fill("[name=persons_moved]", "12")
    page.evaluate(FULL)
    page.get_by_role("button", name="报上去").click()
    expect(page.locator("#toast")).to_contain_text("没有保存")
    expect(page.locator("[name=persons_moved]")).to_have_value("12")


def test_without_a_network_it_counts_and_goes_out_by_itself(phone: Phone, county: County) -> None:
    page = phone.open()
    phone.ready_for_no_network()
    phone.context.set_offline(True)
    page.get_by_role("button", name="收到", exact=True).click()
    expect(page.locator("#net")).to_contain_text("没有网络，1 条已存手机")
    assert not county.commands
    said = phone.hears("#net", "都发出去了")
    phone.context.set_offline(False)
    said()
    assert len(county.of("calling.answer")) == 1


def test_a_refused_one_is_shown_in_words_with_a_way_out(phone: Phone, county: County) -> None:
    county.decide = lambda one: {"outcome": "refused", "message": "这次叫应已经结束", "data": {}}
    page = phone.open()
    page.get_by_role("button", name="收到", exact=True).click()
    expect(page.locator("#net")).to_contain_text("1 条没有收下")
    phone.go("mine")
    expect(page.get_by_text("这次叫应已经结束")).to_be_visible()
    expect(page.get_by_role("link", name="打值班室")).to_have_attribute("href", "tel:03765550000")
    assert str(page.get_by_role("link", name="发短信报").get_attribute("href")).startswith("sms:03765550000?body=")
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("#net")).to_be_hidden()


def test_one_to_be_tried_again_holds_back_only_its_own_subject(phone: Phone, county: County) -> None:
    later = {"outcome": "retry", "message": "", "data": {}}
    county.decide = lambda one: later if one["kind"] == "calling.answer" else DONE
    phone.waits_to_be_asked()
    page = phone.open()
    page.get_by_role("button", name="收到", exact=True).click()
    expect(page.locator("details.heard")).to_be_visible()
    phone.go("calls")
    page.get_by_role("button", name="已通知").click()
    phone.go("mine")
    expect(page.get_by_text("没发出去，试了 1 次")).to_be_visible()
    expect(page.get_by_text("已送到", exact=False).first).to_be_visible()
    assert len(county.of("calling.door")) == 1
    assert not county.of("calling.answer")


def test_a_login_that_ran_out_keeps_everything_and_asks_to_enrol(phone: Phone, county: County) -> None:
    page = phone.open()
    received = page.get_by_role("button", name="收到", exact=True)
    received.wait_for()
    county.status = 401
    received.click()
    expect(page.locator("#net")).to_contain_text("要重新绑定手机，1 条还在手机里")
    county.status = 200
    phone.page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("details.heard")).to_be_visible()
    phone.all_out()
    assert len(county.of("calling.answer")) == 1


def test_a_server_in_trouble_is_tried_again_when_asked(phone: Phone, county: County) -> None:
    phone.waits_to_be_asked()
    page = phone.open()
    received = page.get_by_role("button", name="收到", exact=True)
    received.wait_for()
    county.status = 503
    received.click()
    phone.go("mine")
    expect(page.get_by_text("没发出去，试了 1 次")).to_be_visible()
    expect(page.get_by_text("急事先打电话")).to_be_visible()
    county.status = 200
    page.get_by_role("button", name="马上重发").click()
    expect(page.get_by_text("已送到的")).to_be_visible()
    assert len(county.of("calling.answer")) == 1


def test_what_one_person_said_never_goes_out_in_anothers_name(phone: Phone, county: County) -> None:
    page = phone.open()
    received = page.get_by_role("button", name="收到", exact=True)
    received.wait_for()
    county.status = 401
    received.click()
    expect(page.locator("#net")).to_contain_text("要重新绑定手机")
    county.status, county.user = 200, 4
    page.reload()
    page.wait_for_selector("html[data-ready]")
    phone.go("mine")
    expect(page.get_by_text("是别人报的")).to_be_visible()
    assert not county.commands
    county.user = 3
    page.reload()
    expect(page.get_by_text("已送到的")).to_be_visible()
    assert len(county.of("calling.answer")) == 1
