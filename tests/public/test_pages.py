"""What strangers see, and what they never see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from qianshao.core.clock import FakeClock
from qianshao.core.text import without_personal
from qianshao.journal.services import record
from qianshao.people.models import Member
from qianshao.places.services import set_state
from qianshao.public import selectors, serving
from qianshao.public.models import DutyLine
from qianshao.public.rules import line_fault, spot_in
from qianshao.public.services import save_line
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind
from qianshao.registry.services import create_record
from tests.alerts.conftest import submitted
from tests.alerts.test_release_alert import release
from tests.cast import NOW, SYSTEM, Cast
from tests.cast_people import add_people
from tests.places.conftest import Places
from tests.public.conftest import announce

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    return Client(SERVER_NAME="localhost")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def order_in(text: str, *names: str) -> list[str]:
    return sorted(names, key=text.index)


def addresses(found: Places) -> list[str]:
    shelters = [reverse("public:shelter", args=[row.pk]) for row in (found.school, found.hall, found.far)]
    names = ["public:home", "public:warnings", "public:teams", "public:calls"]
    here = [
        "/public/teams/?area=411599100000",
        "/public/?at=114.85,31.66",
        "/public/?area=411599100000",
        "/public/?area=411599100201",
    ]
    return [*(reverse(name) for name in names), *shelters, *here]


def test_a_county_that_has_nothing_yet_still_says_whom_to_call(cast: Cast, stranger: Client) -> None:
    for address in ("/public/", "/public/warnings/", "/public/calls/"):
        text = text_of(stranger, address)
        assert all(f'href="tel:{number}"' in text for number in (119, 110, 120))
    assert "现在没有启用的安置点" in text_of(stranger, "/public/")
    assert "值班电话还没有公布" in text_of(stranger, "/public/calls/")
    assert "还没有发过预警" in text_of(stranger, "/public/warnings/")


def test_the_nearest_comes_first_by_position_and_by_town(refuges: Places, stranger: Client) -> None:
    near_hall = text_of(stranger, "/public/?at=114.860,31.651")
    assert order_in(near_hall, "红旗小学", "下湾村委会") == ["下湾村委会", "红旗小学"]
    near_school = text_of(stranger, "/public/?at=114.841,31.672")
    assert order_in(near_school, "红旗小学", "下湾村委会") == ["红旗小学", "下湾村委会"]
    by_village = text_of(stranger, "/public/?area=411599100202")
    assert order_in(by_village, "红旗小学", "下湾村委会") == ["下湾村委会", "红旗小学"]
    assert "直线" in near_school and "geo:31.671000,114.841000" in near_school


def test_open_full_unused_and_unusable_are_told_apart(refuges: Places, stranger: Client) -> None:
    text = text_of(stranger, "/public/")
    assert "还能来 300 人" in text and "已满" in text and "没有启用" in text
    assert "河口旧仓库" not in text
    assert "山洪、地质灾害时不要去" in text
    unusable = selectors.refuge(max(row.pk for row in (refuges.school, refuges.hall, refuges.far)) + 1)
    assert "不能用" in text_of(stranger, reverse("public:shelter", args=[unusable.id]))


def test_people_inside_make_a_shelter_full(
    refuges: Places, monkeypatch: pytest.MonkeyPatch, stranger: Client
) -> None:
    monkeypatch.setattr("qianshao.evacuation.occupancy.occupancy", lambda scope: {refuges.school.pk: 300})
    assert "还能来" not in text_of(stranger, "/public/")


def plant_team(cast: Cast) -> None:
    """A public team with everything personal a record can hold, and one that is kept inside."""
    if not Kind.objects.exists():  # tests with real transactions end in a flush that takes the shipped ones away
        load_kinds(Kind)
    team = {
        "division_path": cast.town_a.path, "name": "青石镇救援队 13812342046", "address": "镇政府 13812342046",
        "owner_org": "青石镇 13812342046", "keeper_name": "孙丽丽", "keeper_phone": "13800138000", "people": 24,
        "skills": "水域，找王守厚 13812342046", "duty_phone": "13812342046", "level": "乡镇级", "is_public": True,
    }  # fmt: skip
    create_record(kind="team_general", values=team, actor=SYSTEM, now=NOW)
    hidden = team | {"name": "不公开的队", "is_public": False}
    create_record(kind="team_general", values=hidden, actor=SYSTEM, now=NOW)


def test_teams_are_told_with_their_public_facts_only(cast: Cast, stranger: Client) -> None:
    assert "还没有公布队伍" in text_of(stranger, "/public/teams/")
    serving.forget()
    plant_team(cast)
    given = {"division_path": cast.town_b.path, "name": "柳河乡队", "people": 9, "duty_phone": "0376-6222222"}
    create_record(kind="team_general", values=given | {"is_public": True}, actor=SYSTEM, now=NOW)
    text = text_of(stranger, "/public/teams/")
    assert "青石镇救援队" in text and "24 人" in text and 'href="tel:0376' in text and "6222222" in text
    assert "不公开的队" not in text and "13812342046" not in text
    one_town = text_of(stranger, "/public/teams/?area=411599200000")
    assert "柳河乡队" in one_town and "青石镇救援队" not in one_town


def test_no_public_page_holds_anything_about_a_person(refuges: Places, cast: Cast, stranger: Client) -> None:
    add_people(cast)
    planted = "联系王守厚 13812342046，身份证 411523196503127713，+86 139-1234-2047"
    announce(
        cast, description=planted, instruction=planted, headline="暴雨红色 13812342046", sender_name="台 13812342046"
    )
    announce(cast, "旧的", state="expired", ended_at=NOW, description=planted)
    refuges.school.address = "红旗村一组 13812342046"
    refuges.school.save()
    office = {"division_path": cast.town_a.path, "name": "青石镇值班室", "phone": "0376-7654321"}
    save_line(**office, actor=cast.actor("county_duty"), now=NOW)
    plant_team(cast)
    secrets = {user.display_name for user in cast.users.values() if user.username != "wall"} - {"王守厚"}
    secrets |= {
        "孙丽丽",
        "13800138000",
        "王守厚说的",
        "李江同意",
        "13812342046",
        "411523196503127713",
        "139-1234-2047",
    }
    members = Member.objects.unscoped("planted")
    secrets |= {row.name for row in members if len(row.name) > 1}
    assert len(secrets) > 15
    for address in addresses(refuges):
        text = text_of(stranger, address)
        assert [secret for secret in secrets if secret in text] == [], address
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), address


def test_a_login_changes_nothing_and_nothing_of_it_is_handed_on(
    refuges: Places, client_as: Any, stranger: Client
) -> None:
    by_lead = client_as("county_lead").get("/public/")
    by_stranger = stranger.get("/public/")
    assert by_lead.content == by_stranger.content
    assert not by_stranger.cookies and b"csrf" not in by_stranger.content


def test_a_red_alert_shows_within_seconds_though_the_page_is_kept(
    cast: Cast, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [100.0]
    for one in (serving.CHANGES, serving.PAGES):
        monkeypatch.setattr(one, "timer", lambda: moment[0])
    add_people(cast)
    first = stranger.get("/public/")
    assert "现在没有生效的预警" in first.content.decode()
    release(cast, submitted(cast))
    assert stranger.get("/public/", headers={"If-None-Match": first["ETag"]}).status_code == 304  # within the second
    moment[0] += 1.1
    after = stranger.get("/public/", headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200 and "现在没有生效的预警" not in after.content.decode()


def test_entries_that_concern_nobody_outside_draw_nothing_anew(cast: Cast, django_assert_num_queries: Any) -> None:
    serving.CHANGES.every = 0.0
    try:
        before = serving.CHANGES.number()
        cast.users["wall"].save()
        record(kind="hazards.note", actor=SYSTEM, now=NOW, subject=("sighting", 1), division_path=cast.county.path,
               data={"kind": "x"})  # fmt: skip
        assert serving.CHANGES.number() == before
        record(kind="public.line_saved", actor=SYSTEM, now=NOW, subject=("duty_line", 1),
               division_path=cast.county.path, data={"name": "x"})  # fmt: skip
        assert serving.CHANGES.number() > before
    finally:
        serving.CHANGES.every = 1.0


def test_drills_tests_and_messages_to_few_stay_inside(cast: Cast, stranger: Client) -> None:
    announce(cast, "演练的", is_drill=True)
    announce(cast, "试发的", status="Test")
    announce(cast, "内部的", scope="Restricted")
    announce(cast, "没签发的", state="submitted", released_by_id=None, released_at=None)
    announce(cast, "撤回的", state="withdrawn", released_at=None)
    shown = announce(cast, "真的")
    text = text_of(stranger, "/public/") + text_of(stranger, "/public/warnings/")
    assert shown.headline in text
    assert not any(words in text for words in ("演练的", "试发的", "内部的", "没签发的", "撤回的"))


def test_what_is_over_moves_to_the_history(cast: Cast, fake_clock: FakeClock, stranger: Client) -> None:
    announce(cast, "今晚的")
    announce(cast, "上月的", state="cancelled", ended_at=NOW - timedelta(days=30), sent=NOW - timedelta(days=31))
    now, past = selectors.notices_now(NOW), selectors.notices_past(NOW)
    assert [one.title for one in now] == ["今晚的"] and [one.title for one in past] == ["上月的"]
    fake_clock.advance(24 * 3600)
    assert [one.title for one in selectors.notices_past(fake_clock.now())] == ["今晚的", "上月的"]
    assert "以前的预警" in text_of(stranger, "/public/warnings/")


def test_a_changed_state_is_on_the_page_with_the_next_change_number(refuges: Places, stranger: Client) -> None:
    serving.CHANGES.every = 0.0
    try:
        assert "还能来 300 人" in text_of(stranger, "/public/")
        set_state(shelter_id=refuges.school.pk, to="full", why="满了", actor=SYSTEM, now=NOW)
        assert "还能来 300 人" not in text_of(stranger, "/public/")
    finally:
        serving.CHANGES.every = 1.0


def test_an_address_that_asks_for_ever_new_pages_is_slowed_but_kept_pages_never_are(
    refuges: Places, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.LIMIT, "timer", lambda: 5.0)
    text_of(stranger, "/public/")
    answers = [stranger.get(f"/public/shelter/{number}/").status_code for number in range(90_000, 90_060)]
    assert 429 in answers and answers[0] == 404
    busy = stranger.get("/public/shelter/99999/")
    assert busy.status_code == 429 and busy["Retry-After"] and "119" in busy.content.decode()
    assert {stranger.get("/public/").status_code for _n in range(200)} == {200}
    other = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9")
    assert other.get("/public/shelter/99999/").status_code == 404


def test_a_village_behind_one_address_shares_coarser_pages_when_its_share_is_used(
    refuges: Places, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.LIMIT, "timer", lambda: 5.0)
    codes = [stranger.get(f"/public/?at=114.8{n:02d},31.6{n:02d}").status_code for n in range(39)]
    assert set(codes) == {200}
    text_of(stranger, "/public/?at=114.91,31.61")  # the last of its share
    other = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9")
    text_of(other, "/public/?at=114.93,31.62")  # somebody drew the coarse page
    assert stranger.get("/public/?at=114.931,31.622").status_code == 200


def test_a_place_that_is_no_more_still_leads_somewhere(refuges: Places, stranger: Client) -> None:
    assert "没有找到这个地方" in text_of(stranger, "/public/?area=411599999999")
    assert stranger.get("/public/shelter/99999/").status_code == 404
    for odd in ("?at=nan,nan", "?at=1", "?at=999,999", "?area=x", "?at=&area=", "?what=%F0"):
        assert stranger.get("/public/" + odd).status_code == 200


@pytest.mark.parametrize(
    ("text", "spot"),
    [("114.8512,31.6604", (114.851, 31.66)), ("nan,1", None), ("inf,1", None), ("1,2,3", None), ("200,1", None)],
)
def test_a_position_is_read_coarsely_or_not_at_all(text: str, spot: tuple[float, float] | None) -> None:
    found = spot_in(text)
    assert (found and (found.lon, found.lat)) == spot


@pytest.mark.parametrize(
    "phone", ["0376-6123456", "03766123456", "010-62345678-801", "12345", "110", "7654321", "400-123-4567"]
)
def test_an_office_line_may_be_published(phone: str) -> None:
    assert line_fault(phone) is None


@pytest.mark.parametrize(
    "phone", ["13812342046", "138 1234 2046", "+8613812342046", "138-1234-2046", "", "abc", "12"]
)
def test_a_persons_number_may_not(phone: str) -> None:
    assert line_fault(phone) is not None


def test_numbers_that_are_no_phones_stay() -> None:
    text = "水位 138.12 米，雨量 100 毫米，电话 0376-6123456"
    assert without_personal(text) == text


def test_lines_stand_on_the_page_of_their_town_and_the_towns_below(cast: Cast, stranger: Client) -> None:
    actor = cast.actor("county_duty")
    save_line(division_path=cast.county.path, name="县应急值班室", phone="0376-6111111", actor=actor, now=NOW)
    save_line(division_path=cast.town_a.path, name="青石镇值班室", phone="0376-2222222", actor=actor, now=NOW)
    here, there = text_of(stranger, "/public/?area=411599100201"), text_of(stranger, "/public/?area=411599200201")
    assert here.index("0376-2222222") < here.index("0376-6111111")
    assert "0376-2222222" not in there and "0376-6111111" in there
    assert DutyLine.objects.unscoped("test").count() == 2
