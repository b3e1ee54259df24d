"""Phones: bound by one code, which nobody guesses; taken back; and acting as their user only where a phone may."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from qianshao.accounts.models import Device, EnrolmentCode, LoginGuard
from qianshao.accounts.rules import SITE_GUESSES, phone_name, plain_code
from qianshao.accounts.services import disable_user
from qianshao.accounts.services.phones import enrol_phone, make_codes
from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Refusal
from qianshao.journal.models import Entry
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.field.phones import HEADERS, SYNC, bind

pytestmark = pytest.mark.django_db


def code_for(cast: Cast, key: str = "grid_worker", by: str = "town_duty") -> Any:
    return make_codes(actor=cast.actor(by), now=cast.now, user_ids=[cast.users[key].pk])[0]


def enrol(code: str, address: str = "10.1.1.1", now: Any = None, cast: "Cast | None" = None) -> Any:
    return enrol_phone(code=code, address=address, name="", now=now or (cast.now if cast else None))


# ---- binding


@pytest.mark.parametrize("which", ["digits", "secret"])
def test_a_code_binds_one_phone_once(cast: Cast, which: str) -> None:
    code = getattr(code_for(cast), which)
    made = enrol(code, cast=cast)
    assert made.device.user == cast.users["grid_worker"]
    with pytest.raises(Invalid):
        enrol(code, cast=cast)
    assert Device.objects.unscoped("a test").count() == 1


def test_a_code_lives_15_minutes_and_dies_with_the_next_one(cast: Cast) -> None:
    first = code_for(cast)
    second = code_for(cast)
    with pytest.raises(Invalid):
        enrol(first.secret, cast=cast)
    with pytest.raises(Invalid):
        enrol(second.digits, "10.1.1.2", cast.now + timedelta(minutes=15))
    assert enrol(second.secret, now=cast.now + timedelta(minutes=14)).device.pk


def test_the_secrets_are_stored_only_as_digests(cast: Cast) -> None:
    code = code_for(cast)
    made = enrol(code.secret, cast=cast)
    rows = [*EnrolmentCode.objects.values_list(), *Device.objects.unscoped("a test").values_list()]
    assert not [row for row in rows if {code.digits, code.secret, made.secret} & set(map(str, row))]


def test_a_code_as_people_type_it() -> None:
    assert plain_code(" 1234 5678 ") == plain_code("1234-5678") == plain_code("１２３４５６７８") == "12345678"
    assert plain_code("00000012") == "00000012"
    assert plain_code("_-x" * 40) == ("_-x" * 40)[:64]


def test_the_page_binds_the_phone_and_its_cookie_cannot_be_read_or_sent_by_other_sites(cast: Cast) -> None:
    code = code_for(cast)
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    page = browser.get("/m/enrol", {"code": code.secret})
    token = BeautifulSoup(page.content, "html.parser").find("input", {"name": "csrfmiddlewaretoken"})
    assert token is not None
    assert page["Referrer-Policy"] == "same-origin"
    assert EnrolmentCode.objects.get().used_at is None  # looking binds nothing
    assert browser.post("/m/enrol", {"code": code.secret}).status_code == 403
    agent = "Mozilla/5.0 (Linux; Android 13; V2230A Build/TP1A) AppleWebKit/537.36"
    form = {"code": code.secret, "csrfmiddlewaretoken": token["value"]}
    answer = browser.post("/m/enrol", form, headers={"User-Agent": agent})
    assert (answer.status_code, answer["Location"]) == (302, "/m/")
    cookie = answer.cookies["qs_phone"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert Device.objects.unscoped("a test").get().name == "V2230A"
    assert browser.get(SYNC).json()["me"]["name"] == "冯燕"


def test_a_phone_is_named_by_its_model_when_it_tells() -> None:
    assert phone_name("Mozilla/5.0 (Linux; U; Android 12; zh-cn; M2102J2SC) X") == "M2102J2SC"
    assert phone_name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)") == "iPhone"
    assert phone_name("curl/8") == ""


# ---- guessing


def guesses(cast: Cast, count: int, address: "Callable[[int], str]") -> int:
    """How many of that many random eight-digit guesses bind a phone; a second each."""
    chance, hits = random.Random(8), 0
    for n in range(count):
        try:
            enrol(f"{chance.randrange(10**8):08d}", address(n), cast.now + timedelta(seconds=n * 0.001))
            hits += 1
        except Refusal:
            pass
    return hits


def test_a_guesser_is_stopped_per_address_and_the_village_next_door_is_not(cast: Cast) -> None:
    code = code_for(cast)
    assert guesses(cast, 60, lambda _n: "6.6.6.6") == 0
    with pytest.raises(NotAllowed, match="失败次数过多"):
        enrol(code.digits, "6.6.6.6", cast=cast)
    assert enrol(code.digits, "10.1.1.1", cast=cast).device.pk


def test_guessing_from_everywhere_leaves_only_scanning_open(cast: Cast) -> None:
    code = code_for(cast)
    assert guesses(cast, SITE_GUESSES + 40, lambda n: f"6.6.{n // 250}.{n % 250}") == 0
    with pytest.raises(NotAllowed, match="只能扫"):
        enrol(code.digits, "10.1.1.1", cast=cast)
    assert Entry.objects.unscoped("a test").filter(kind="accounts.phone_guessing").count() == 1
    assert enrol(code.secret, "10.1.1.1", cast=cast).device.pk
    later = cast.now + timedelta(minutes=16)
    again = make_codes(actor=cast.actor("town_duty"), now=later, user_ids=[cast.users["grid_worker"].pk])[0]
    assert enrol(again.digits, "10.1.1.2", later).device.pk


def test_control_without_the_site_wide_count_every_address_gets_its_tries(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qianshao.accounts.services import phones

    looked: list[str] = []
    real = phones._is_guessed
    monkeypatch.setattr(phones, "keyed_hash", lambda kind, value: looked.append(kind) or value[:32])
    guesses(cast, SITE_GUESSES + 40, lambda n: f"6.6.{n // 250}.{n % 250}")
    guarded = looked.count("enrol")
    looked.clear()
    LoginGuard.objects.all().delete()
    monkeypatch.setattr(phones, "_is_guessed", lambda _now: False)
    guesses(cast, SITE_GUESSES + 40, lambda n: f"6.7.{n // 250}.{n % 250}")
    assert real is not phones._is_guessed
    assert (guarded, looked.count("enrol")) == (SITE_GUESSES, SITE_GUESSES + 40)


# ---- who may bind whose phone


def test_a_township_binds_only_those_whose_whole_work_lies_in_it(cast: Cast) -> None:
    assert code_for(cast, "village_cadre").user == cast.users["village_cadre"]
    with pytest.raises(NotFound):
        code_for(cast, "town_lead_b")
    with pytest.raises(NotFound):
        code_for(cast, "county_lead")
    with pytest.raises(NotAllowed):
        make_codes(actor=cast.actor("county_duty"), now=cast.now, user_ids=[cast.users["grid_worker"].pk])


def test_a_township_cannot_bind_its_own_resident_who_leads_the_county(cast: Cast) -> None:
    person = cast.users["county_lead"]
    type(person).objects.unscoped("a test").filter(pk=person.pk).update(division_path=cast.town_a.path)
    with pytest.raises(NotAllowed, match="辖区以外"):
        code_for(cast, "county_lead")


# ---- acting as a phone


def test_a_phone_acts_as_its_user_where_a_phone_may_and_nowhere_else(cast: Cast) -> None:
    phone = bind(cast, "town_lead")
    assert phone.pull()["me"]["roles"] == ["town_lead"]
    for address in ("/", "/alerts/", "/devices/", "/users/", "/api/v1/alerts"):
        answer = phone.client.get(address)
        assert answer.status_code in {302, 401}, address
        assert answer.status_code == 401 or "/login/" in answer["Location"]


def test_a_write_without_our_header_is_refused(cast: Cast) -> None:
    phone = bind(cast)
    body = b'{"epoch": "1", "commands": []}'
    answer = phone.client.generic("POST", SYNC, body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "phone.header")
    assert phone.post(body).status_code == 200
    assert phone.client.post("/m/leave").status_code == 403


def test_a_login_at_the_desk_is_no_phone(cast: Cast, client_as: ClientAs) -> None:
    desk = client_as("town_lead")
    assert desk.get(SYNC).status_code == 401
    assert desk.generic("POST", SYNC, b"{}", "application/json", headers=HEADERS).status_code == 401


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "x" * 5000, "é" * 43])
def test_a_cookie_that_is_none_of_ours_is_nobody(cast: Cast, secret: str) -> None:
    client = Client(SERVER_NAME="localhost")
    client.cookies["qs_phone"] = secret
    assert client.get(SYNC).status_code == 401


def test_after_30_days_a_phone_is_bound_again_and_keeps_its_queue(cast: Cast, fake_clock: FakeClock) -> None:
    phone = bind(cast)
    fake_clock.advance(30 * 86400)
    answer = phone.client.get(SYNC)
    assert (answer.status_code, answer.json()["code"]) == (401, "phone.unbound")
    assert "wipe" not in answer.json()


def test_leaving_on_the_phone_takes_it_back(cast: Cast) -> None:
    phone = bind(cast)
    assert phone.client.post("/m/leave", headers=HEADERS).status_code == 204
    device = Device.objects.unscoped("a test").get()
    assert device.revoked_at == device.wiped_at == cast.now
    assert phone.client.post("/m/leave", headers=HEADERS).status_code == 204  # a second press does no harm


def test_a_disabled_user_has_no_phone(cast: Cast) -> None:
    phone = bind(cast, "grid_worker")
    disable_user(actor=SYSTEM, now=cast.now, user_id=cast.users["grid_worker"].pk)
    assert phone.pull("phones,households") | {"as_of": ""} == {"as_of": "", "etag": "", "wipe": True, "pulls": {}}


# ---- the desk page


def test_the_desk_lists_phones_of_the_area_gives_codes_and_takes_back(cast: Cast, client_as: ClientAs) -> None:
    phone = bind(cast, "grid_worker")
    bind(cast, "town_lead_b")
    desk = client_as("town_duty")
    page = desk.get("/devices/").content.decode()
    assert "冯燕" in page
    assert "测试机" in page
    assert "褚秀" not in page
    sheet = desk.post("/devices/codes/", {"user": [cast.users["village_cadre"].pk]}).content.decode()
    digits = re.search(r"data-digits>(\d{8})<", sheet)
    assert digits
    assert "data:image/svg+xml" in sheet
    assert enrol(digits[1], cast=cast).device.user == cast.users["village_cadre"]
    desk.post(f"/devices/{phone.device.pk}/revoke/", {"reason": ""})
    assert Device.objects.unscoped("a test").get(pk=phone.device.pk).revoked_at is None
    desk.post(f"/devices/{phone.device.pk}/revoke/", {"reason": "手机丢失"})
    taken = Device.objects.unscoped("a test").get(pk=phone.device.pk)
    assert (taken.revoked_at, taken.revoke_reason) == (cast.now, "手机丢失")
    assert Entry.objects.unscoped("a test").filter(kind="accounts.phone_revoked").count() == 1
    assert "还没联网，未清除" in desk.get("/devices/").content.decode()
    phone.pull()
    assert "通知清除" in desk.get("/devices/").content.decode()
