"""Departments answer a whistle by their link, without a login; nobody else can, and nothing is done twice."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from qianshao.channels.models import Text
from qianshao.channels.services import add_text
from qianshao.core.clock import FakeClock
from qianshao.core.ids import DEPARTMENT, UNIT, fill_links, link_address, named_link, sign_case_token, sign_link
from qianshao.files.models import Evidence
from qianshao.hazards import selectors, services
from qianshao.hazards.models import LinkUse, Whistle, WhistleCall
from qianshao.hazards.selectors.standards import limit_of
from qianshao.hazards.selectors.whistles import whistles_waiting
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.test_whistles import SPOT, blow, call_of
from tests.tips.test_pages import jpeg

pytestmark = pytest.mark.django_db
ANSWER = {"act": "answer", "contact": "周队长", "measure": "派一车去看", "promised_at": "2026-07-19T10:00"}


def path_of(call: WhistleCall) -> str:
    return f"/w/{sign_link(DEPARTMENT, call.pk)}/"


def ready(cast: Cast, **given: Any) -> tuple[Client, WhistleCall, str]:
    call = call_of(blow(cast, **given))
    return Client(enforce_csrf_checks=True), call, path_of(call)


def fresh(call: WhistleCall) -> WhistleCall:
    return WhistleCall.objects.unscoped("a test").get(pk=call.pk)


def acts(call: WhistleCall) -> list[str]:
    return [act.act for act in selectors.timeline_of(call.whistle)]


def text(answer: Any) -> str:
    return BeautifulSoup(answer.content, "html.parser").get_text(" ")


def test_a_department_says_each_step_itself_and_the_journal_says_by_what(cast: Cast) -> None:
    phone, call, path = ready(cast, departments=["fire"], matter="煤气味很重，找13911112222", place="老粮站")
    page = phone.get(path)
    said = text(page)
    assert (page.status_code, len(page.cookies), page["Referrer-Policy"]) == (200, 0, "no-referrer")
    for part in ("消防救援", "青石镇", "煤气味很重", "老粮站", "还剩 10 分钟", call.whistle.no):
        assert part in said
    assert "13911112222" not in page.content.decode() and call.whistle.blown_by not in said
    assert f'href="geo:{SPOT.lat:.6f},{SPOT.lon:.6f}?' in page.content.decode()
    there = {"act": "arrive", "who": "一车四人", "site_code": call.whistle.site_code}
    for given in (ANSWER, {"act": "set_out"}, there):
        answer = phone.post(path, given)
        assert answer.status_code == 303 and "已经记下" in text(phone.get(answer["Location"]))
    done = phone.post(path, {"act": "finish", "words": "已关阀", "photos": jpeg()})
    assert done.status_code == 303
    found = fresh(call)
    assert (found.state, found.contact, found.proof, found.result) == ("done", "周队长", "code", "已关阀")
    assert found.set_out_at is not None
    assert acts(call) == ["blow", "answer", "set_out", "arrive", "finish"]
    entry = Entry.objects.unscoped("a test").get(kind="hazards.whistle_finish")
    assert (entry.actor_label, entry.source) == ("消防救援（凭链接）", "link")


def test_the_photo_is_named_by_the_act_and_seen_at_the_desk(cast: Cast, client_as: ClientAs) -> None:
    phone, call, path = ready(cast)
    phone.post(path, {"act": "arrive"})
    assert phone.post(path, {"act": "finish", "words": "已关阀", "photos": jpeg()}).status_code == 303
    photo = Evidence.objects.unscoped("a test").get()
    assert (photo.subject_kind, photo.owner_id, photo.division_path) == ("whistle_act", 0, call.division_path)
    page = client_as("town_duty").get(f"/whistles/{call.whistle_id}/").content.decode()
    assert "（凭链接）" in page and (str(photo.uid) in page or "照片" in page)


def test_pressed_twice_or_written_down_at_the_desk_it_is_done_once(cast: Cast) -> None:
    phone, call, path = ready(cast)
    assert [phone.post(path, ANSWER).status_code for _n in range(2)] == [303, 303]
    services.arrive_at(call_id=call.pk, actor=cast.actor("county_duty"), now=cast.now)
    assert phone.post(path, {"act": "arrive"}).status_code == 303
    assert acts(call) == ["blow", "answer", "arrive"]
    moved = phone.post(path, {"act": "decline", "words": "归住建"})
    assert moved.status_code == 409 and "已经是别的状态" in text(moved)


def test_a_step_out_of_turn_and_an_answer_without_its_four_things_are_refused_in_words(cast: Cast) -> None:
    phone, call, path = ready(cast)
    for given, status in (
        ({"act": "finish", "words": "好了"}, 409),
        ({"act": "set_out"}, 409),
        (ANSWER | {"contact": ""}, 422),
        (ANSWER | {"promised_at": "2020-01-01T00:00"}, 422),
        ({"act": "arrive", "site_code": "00000"}, 422),
        ({"act": "release", "words": "x"}, 422),
        ({}, 422),
    ):
        answer = phone.post(path, given)
        assert answer.status_code == status and 'role="alert"' in answer.content.decode(), given
    assert phone.put(path).status_code == 405
    assert acts(call) == ["blow"]
    kept = phone.post(path, ANSWER | {"promised_at": "x"}).content.decode()
    assert "周队长" in kept


def test_not_theirs_goes_back_to_the_township_which_decides(cast: Cast, client_as: ClientAs) -> None:
    phone, call, path = ready(cast, departments=["fire"])
    assert phone.post(path, {"act": "decline", "words": " "}).status_code == 422
    waiting = whistles_waiting(cast.scope("town_duty")).count()
    assert phone.post(path, {"act": "decline", "words": "燃气归城管"}).status_code == 303
    assert "等乡镇决定" in text(phone.get(path)) and fresh(call).state == "called"
    assert whistles_waiting(cast.scope("town_duty")).count() == waiting + 1
    town, url = client_as("town_duty"), f"/whistles/{call.whistle_id}/"
    assert "燃气归城管" in town.get(url).content.decode()
    given = {"act": "insist", "call_id": call.pk, "words": "阀门在您的网内"}
    assert town.post(f"{url}whistle/", given).status_code == 302
    assert "阀门在您的网内" in text(phone.get(path)) and fresh(call).declined_at is None
    assert town.post(f"{url}whistle/", given).status_code == 422
    assert phone.post(path, ANSWER).status_code == 303 and fresh(call).state == "answered"


def test_the_link_of_one_department_answers_for_no_other_and_opens_nothing_else(cast: Cast) -> None:
    phone, call, path = ready(cast, departments=["fire", "urban"])
    other = call_of(call.whistle, "urban")
    assert phone.post(path, ANSWER | {"call_id": other.pk}).status_code == 303
    assert (fresh(call).state, fresh(other).state) == ("answered", "called")
    mac = sign_link(DEPARTMENT, call.pk).split(".")[1]
    for odd in (
        sign_link(DEPARTMENT, other.pk).split(".")[0] + "." + mac, sign_link(UNIT, call.pk), sign_case_token(call.pk),
        f"{call.pk}-{'0' * 32}", "zzzzzzzzzzzz." + mac, "é." + mac, "_1." + mac, "9" * 5000, "x",
    ):  # fmt: skip
        for answer in (phone.get(f"/w/{odd}/"), phone.post(f"/w/{odd}/", ANSWER)):
            assert answer.status_code == 404 and "链接打不开" in text(answer), odd
    assert phone.get(f"/a/{sign_link(DEPARTMENT, call.pk)}").status_code == 404


@pytest.mark.parametrize("end", ["withdraw", "release", "close", "old"])
def test_a_link_ends_with_the_matter(cast: Cast, fake_clock: FakeClock, end: str) -> None:
    phone, call, path = ready(cast, departments=["fire"])
    town: dict[str, Any] = {"actor": cast.actor("town_duty"), "now": cast.now}
    if end == "withdraw":
        services.withdraw_whistle(whistle_id=call.whistle_id, words="吹错了", **town)
    elif end == "old":
        fake_clock.advance(timedelta(days=limit_of("whistle_link_days", cast.now), seconds=1).total_seconds())
    else:
        services.release_call(call_id=call.pk, words="是误会", **town)
        if end == "close":
            services.close_whistle(whistle_id=call.whistle_id, **town)
    for answer in (phone.get(path), phone.post(path, ANSWER)):
        assert answer.status_code == 410 and "煤气味" not in answer.content.decode()
    assert "answer" not in acts(call)


def test_a_drills_link_says_so_and_ends_with_its_day(cast: Cast, fake_clock: FakeClock) -> None:
    phone, _one, path = ready(cast, departments=["fire"], is_drill=True)
    real, _call, real_path = ready(cast)
    assert "【演练】" in text(phone.get(path)) and "【演练】" not in text(real.get(real_path))
    assert phone.post(path, ANSWER).status_code == 303
    assert Entry.objects.unscoped("a test").get(kind="hazards.whistle_answer").is_drill
    fake_clock.advance(timedelta(hours=limit_of("drill_link_hours", cast.now), seconds=1).total_seconds())
    assert (phone.get(path).status_code, real.get(real_path).status_code) == (410, 200)


def test_a_link_pressed_too_often_waits_an_hour(cast: Cast, fake_clock: FakeClock) -> None:
    phone, call, path = ready(cast)
    most = int(limit_of("link_presses_hour", cast.now))
    assert phone.post(path, {"act": "set_out"}).status_code == 409
    assert LinkUse.objects.filter(kind=DEPARTMENT, number=call.pk, uses=1).update(uses=most - 1) == 1
    assert [phone.post(path, {"act": "set_out"}).status_code for _n in range(2)] == [409, 429]
    fake_clock.advance(timedelta(hours=1, seconds=1).total_seconds())
    assert phone.post(path, ANSWER).status_code == 303
    assert fresh(call).state == "answered"


def test_only_who_may_write_for_departments_is_shown_the_link(cast: Cast, client_as: ClientAs) -> None:
    _phone, call, path = ready(cast)
    url, who = f"/whistles/{call.whistle_id}/", ("county_duty", "town_duty")
    pages = {one: client_as(one).get(url).content.decode() for one in who}
    assert path in pages["county_duty"] and "/w/" not in pages["town_duty"]
    services.release_call(call_id=call.pk, words="是误会", actor=cast.actor("town_duty"), now=cast.now)
    assert path not in client_as("county_duty").get(f"/whistles/{call.whistle_id}/").content.decode()


def test_no_table_holds_a_link_and_a_message_gets_it_when_it_is_sent() -> None:
    stored = f"办理请点 {named_link(DEPARTMENT, 7)}"
    assert sign_link(DEPARTMENT, 7) not in stored
    assert fill_links(stored) == f"办理请点 {link_address(DEPARTMENT, 7)}"
    assert fill_links("{link:x:7}{name}") == "{link:x:7}{name}"


def test_words_that_somebody_writes_name_no_link(cast: Cast) -> None:
    own = named_link(DEPARTMENT, 7)
    key = add_text(kind="sms", body=f"{{name}}{own}{named_link(UNIT, 1)}{{link}}", tail=own, now=cast.now)
    sent = fill_links(Text.objects.get(pk=key).body)
    assert sent == f"{{name}}（link:w:7}}（link:u:1}}{{link}}{link_address(DEPARTMENT, 7)}"


def test_a_broken_or_too_large_post_is_refused_in_words(cast: Cast) -> None:
    phone, call, path = ready(cast)
    broken = phone.post(path, b"\xff\xfe", content_type="multipart/form-data; boundary=x")
    assert broken.status_code in (400, 422)
    large = phone.post(path, b"x", content_type="text/plain", CONTENT_LENGTH=str(2**30))
    assert large.status_code == 413 and Whistle.objects.unscoped("a test").get(pk=call.whistle_id).state == "open"
