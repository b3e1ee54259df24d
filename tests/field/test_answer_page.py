"""The page behind an answer link: opening answers nothing, one press does, and every end says what to do."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from qianshao.calling import rules
from qianshao.calling.models import Answer, CallOut, Case
from qianshao.calling.states import HOUSEHOLD, CallOutState, CaseState, Who
from qianshao.core.ids import sign_case_token
from qianshao.core.templatetags import ui
from tests.cast import Cast
from tests.desk.builders import Evening, add, contact, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(cast: Cast) -> Evening:
    found = start(cast, cast.county)
    add(cast, found, "郑河", cast.town_a, ladder_index=1, post_label="镇长", superior_ref=7)
    add(cast, found, "张家", cast.village_b1, recipient_kind=HOUSEHOLD, ladder_index=2, post_label="", guardian_ref=7)
    contact(found, 7, "何志远")
    return found


@pytest.fixture
def phone() -> Client:
    """A phone without cookies, whose posts carry no CSRF token."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def link(evening: Evening, name: str, who: str = Who.SELF) -> str:
    return f"/a/{sign_case_token(rules.line_of(evening.cases[name].pk, who))}"


def case(evening: Evening, name: str) -> Any:
    return Case.objects.unscoped("a test looks").get(pk=evening.cases[name].pk)


def test_opening_the_link_answers_nothing(phone: Client, evening: Evening) -> None:
    for _again in range(3):
        assert phone.get(link(evening, "郑河")).status_code == 200
    assert phone.head(link(evening, "郑河")).status_code == 200
    assert case(evening, "郑河").state == CaseState.OPEN and not Answer.objects.exists()


def test_one_press_answers_without_login_cookie_or_script(phone: Client, evening: Evening) -> None:
    answer = phone.post(link(evening, "郑河"), {"ack": "1"})
    assert (answer.status_code, answer["Location"]) == (302, link(evening, "郑河"))
    assert case(evening, "郑河").state == CaseState.ANSWERED
    page = phone.get(link(evening, "郑河")).content.decode()
    assert "20:12 已收到" in page and "何志远" in page


def test_a_township_leader_may_report_three_things_and_need_not(phone: Client, evening: Evening) -> None:
    page = phone.get(link(evening, "郑河")).content.decode()
    assert all(words in page for words in ("谁在指挥", "涉及几个村", "已转移几人")) and "required" not in page
    phone.post(link(evening, "郑河"), {"in_command": "郑河", "villages_affected": "3", "persons_moved": ""})
    assert Answer.objects.get().words == {"in_command": "郑河", "villages_affected": "3"}


def test_a_household_says_it_knows_and_what_help_it_needs(phone: Client, evening: Evening) -> None:
    page = phone.get(link(evening, "张家")).content.decode()
    assert "我家知道了" in page and "走不动，要人接" in page and "谁在指挥" not in page
    phone.post(link(evening, "张家"), {"help_needed": "走不动，要人接"})
    assert case(evening, "张家").state == CaseState.CONFIRMED
    assert Answer.objects.get().words == {"help_needed": "走不动，要人接"}


def test_pressing_twice_keeps_both_and_counts_the_first(phone: Client, evening: Evening) -> None:
    phone.post(link(evening, "郑河"))
    phone.post(link(evening, "郑河"), {"note": "桥被淹了"})
    assert list(Answer.objects.order_by("id").values_list("is_first", flat=True)) == [True, False]


def test_a_guardian_s_link_speaks_of_the_household_and_does_not_end_its_case(phone: Client, evening: Evening) -> None:
    address = link(evening, "张家", Who.GUARDIAN)
    assert "请您马上联系张家" in phone.get(address).content.decode()
    phone.post(address)
    assert case(evening, "张家").state == CaseState.OPEN
    assert "张家本人还没有回复" in phone.get(address).content.decode()
    assert "我家知道了" in phone.get(link(evening, "张家")).content.decode()


@pytest.mark.parametrize("token", ["x", "1.AAAAAAAAAAAAAAAAAAAAAA", "zzzzzzzzzzzz.AAAAAAAAAAAAAAAAAAAAAA", "%00"])
def test_a_wrong_link_says_what_to_do_and_learns_nothing(cast: Cast, phone: Client, token: str) -> None:
    for answer in (phone.get(f"/a/{token}"), phone.post(f"/a/{token}")):
        assert answer.status_code == 404 and "链接不对" in answer.content.decode()
        assert "119" in answer.content.decode()


@pytest.mark.parametrize(("state", "words"), [(CallOutState.LIFTED, "已经解除"), (CallOutState.CLOSED, "已经结束")])
def test_after_the_end_the_page_says_so(phone: Client, evening: Evening, state: str, words: str) -> None:
    CallOut.objects.unscoped("a test").filter(pk=evening.callout.pk).update(state=state)
    page = phone.get(link(evening, "郑河")).content.decode()
    assert words in page and 'name="ack"' not in page


def test_the_warning_comes_with_what_to_do_now(phone: Client, evening: Evening) -> None:
    assert "现在要做" in phone.get(link(evening, "张家")).content.decode()


def test_a_drill_says_so_at_the_top(phone: Client, evening: Evening) -> None:
    CallOut.objects.unscoped("a test").filter(pk=evening.callout.pk).update(is_drill=True)
    assert "【演练】" in phone.get(link(evening, "郑河")).content.decode()


def test_the_page_is_never_stored_and_never_names_its_address_to_others(phone: Client, evening: Evening) -> None:
    answer = phone.get(link(evening, "郑河"))
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_the_first_load_stays_under_forty_kilobytes(phone: Client, evening: Evening) -> None:
    page = phone.get(link(evening, "郑河")).content
    static = Path(ui.__file__).parent.parent / "static/qianshao"
    names = {name.decode() for name in re.findall(rb"/static/qianshao/([\w.]+)", page)}
    loaded = [page, *((static / name).read_bytes() for name in names)]
    icons = static.parent / "vendor/icons.svg"
    loaded += [icons.read_bytes()] if icons.exists() else []
    assert sum(len(gzip.compress(part, 9)) for part in loaded) < 40 * 1024
