"""The pages, as a villager and an officer use them: plain forms, no script, no login for the one."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qianshao.hazards.services import verify_hazard
from qianshao.tips import services
from qianshao.tips.models import Reward, Tip
from qianshao.tips.selectors.track import link_of
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo
from tests.inspections.places import shop
from tests.tips.tips import PHONE, VILLAGE, approved, fresh, hazard_of, send

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def anybody() -> Client:
    """A phone nobody has logged in on; tokens are asked for as in a real browser."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def jpeg(**given: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", photo((64, 48), **given), "image/jpeg")


def only_tip() -> Tip:
    found: Tip = Tip.objects.unscoped("a test looks").get()
    return found


def test_a_sign_leads_to_its_place_and_three_taps_are_enough(anybody: Client, cast: Cast) -> None:
    page = anybody.get(f"/p/{VILLAGE}/")
    said = text_of(page)
    assert "青石镇红旗村" in said
    assert said.index("119") < said.index("拍照")
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    done = anybody.post(f"/p/{VILLAGE}/", {"kind": "road", "photos": jpeg()})
    assert done.status_code == 303
    tip = only_tip()
    mine = anybody.get(done["Location"])
    assert tip.code in re.sub(r"\s", "", text_of(mine))
    assert mine["Referrer-Policy"] == "no-referrer"
    assert "no-store" in mine["Cache-Control"]


def test_the_page_is_the_same_bytes_for_everybody(anybody: Client, client_as: ClientAs) -> None:
    assert anybody.get("/p/").content == client_as("county_lead").get("/p/").content


def test_a_torn_sign_loses_no_report(anybody: Client, cast: Cast) -> None:
    for sign in ("ZZZZZZ-Z", "999999999999", "%00", "a" * 500, "../x"):
        page = anybody.get(f"/p/{sign}/")
        assert page.status_code in (200, 400, 404), sign
    assert "没认出这块牌子" in text_of(anybody.get("/p/ZZZZZZ-Z/"))
    assert anybody.post("/p/ZZZZZZ-Z/", {"words": "路塌了"}).status_code == 303
    assert only_tip().division_path == cast.county.path


def test_what_is_missing_is_said_and_the_words_stay(anybody: Client, cast: Cast) -> None:
    answer = anybody.post("/p/", {"kind": "road", "phone": PHONE})
    assert answer.status_code == 422
    assert "拍一张照片" in text_of(answer)
    broken = anybody.post("/p/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=y")
    assert broken.status_code in (400, 422)
    assert not Tip.objects.unscoped("a test looks").exists()


def test_day_and_code_show_only_how_far(anybody: Client, cast: Cast) -> None:
    tip = send(cast, words="桥裂了", phone=PHONE)
    said = text_of(anybody.post("/p/track/", {"day": str(tip.day), "code": tip.code}))
    assert "会有人看" in said
    assert not any(word in said for word in ("桥裂了", "红旗村", PHONE, tip.no))
    assert anybody.post("/p/track/", {"day": "x", "code": "é" * 50}).status_code == 404
    assert anybody.get("/p/track/nonsense/").status_code == 404
    assert anybody.post("/p/track/nonsense/payout/").status_code == 404


def test_from_the_sign_to_the_reward_in_the_hand(anybody: Client, client_as: ClientAs, cast: Cast) -> None:
    town, lead, county = client_as("town_duty"), client_as("town_lead"), client_as("county_duty")
    mine = anybody.post(f"/p/{VILLAGE}/", {"kind": "road", "words": "桥裂了"})["Location"]
    tip = only_tip()
    assert "桥裂了" in text_of(town.get("/tips/"))
    taken = town.post(f"/tips/{tip.pk}/act/", {"act": "take", "kind": "road", "words": "桥裂了", "version": "0"})
    assert taken.status_code == 302
    verify_hazard(hazard_id=hazard_of(fresh(tip)).pk, grade=1, actor=cast.actor("town_duty"), now=cast.now)
    town.post(f"/tips/{tip.pk}/reward/", {"rule": "general"})
    row = Reward.objects.unscoped("a test looks").get()
    lead.post(f"/tips/rewards/{row.pk}/decide/", {"granted": "yes", "version": "0"})
    assert "显示领奖码" in text_of(anybody.get(mine))
    shown = anybody.post(mine + "payout/")
    code = BeautifulSoup(shown.content, "html.parser").select_one("[role=status] .t-code").get_text()
    assert code not in text_of(anybody.get(mine))
    assert anybody.post(mine + "payout/").status_code == 409
    assert "请发放 500 元" in text_of(county.post("/tips/pay/", {"code": code}))
    assert county.post("/tips/pay/", {"code": code}).status_code == 422
    assert county.get("/tips/rewards/export/").status_code == 200


def test_a_reporter_is_shown_on_one_page_to_one_role(client_as: ClientAs, cast: Cast) -> None:
    tip = send(cast, phone=PHONE)
    for who in ("county_lead", "town_duty", "county_auditor"):
        assert PHONE not in client_as(who).get(f"/tips/{tip.pk}/").content.decode()
    assert client_as("town_duty").post(f"/tips/{tip.pk}/reveal/", {"reason": "核实现场"}).status_code == 403
    shown = client_as("county_lead").post(f"/tips/{tip.pk}/reveal/", {"reason": "核实现场"})
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor("town_duty"), now=cast.now)
    pages = ("/hazards/", f"/hazards/{fresh(tip).hazard_id}/", "/tips/?tab=all", "/journal/")
    assert not any(PHONE in client_as("county_lead").get(page).content.decode() for page in pages)


def test_scripts_in_every_field_never_run_on_any_page(anybody: Client, client_as: ClientAs, cast: Cast) -> None:
    fields = dict.fromkeys(("kind", "words", "phone", "place", "name", "not_here"), SCRIPT)
    mine = anybody.post("/p/", fields)["Location"]
    assert SCRIPT not in anybody.post("/p/", fields | {"words": "", "phone": SCRIPT}).content.decode()
    tip = only_tip()
    given = dict.fromkeys(("words", "place_name", "address", "unit_name", "outside_no", "reporter_name"), SCRIPT)
    case = services.register_intake(
        channel="hotline", kind="road", division_path=cast.village_a1.path, **given,
        actor=cast.actor("town_duty"), now=cast.now,
    )  # fmt: skip
    county = client_as("county_duty")
    for act in ({"act": "fold", "reason": SCRIPT}, {"act": "unfold"}, {"act": "answer", "words": SCRIPT}):
        county.post(f"/tips/{tip.pk}/act/", act)
    services.take_tip(tip_id=case.pk, kind="road", words=SCRIPT, actor=cast.actor("town_duty"), now=cast.now)
    row = approved(cast, words="井盖没有了")
    Reward.objects.unscoped("a test").filter(pk=row.pk).update(words=SCRIPT, decision=SCRIPT, proposed_by=SCRIPT)
    lead = client_as("county_lead")
    shown = lead.post(f"/tips/{case.pk}/reveal/", {"reason": SCRIPT})
    pages = [shown, anybody.get(mine), anybody.post(f"/p/track/{link_of(row.tip)}/payout/")]
    pages += [
        lead.get(page)
        for page in (
            "/tips/?tab=all", "/tips/?tab=answered&q=" + SCRIPT, f"/tips/{tip.pk}/", f"/tips/{case.pk}/",
            "/tips/rewards/", "/tips/signs/", "/hazards/", f"/hazards/{fresh(case).hazard_id}/", "/journal/",
        )
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert SCRIPT not in page.content.decode(), page.request["PATH_INFO"]
    assert sum("&lt;script&gt;" in page.content.decode() for page in pages) >= 6


def test_a_form_on_another_site_is_taken_and_folded(anybody: Client, cast: Cast) -> None:
    anybody.post("/p/", {"words": "楼道堆满了杂物"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert only_tip().why == ["elsewhere"]


def test_an_intake_is_written_down_on_its_page(client_as: ClientAs, cast: Cast) -> None:
    given = {"channel": "hotline", "outside_no": "GD-9", "kind": "gas", "words": "有煤气味", "due_on": "2026-08-01",
             "division_path": cast.village_a1.path, "reporter_phone": PHONE}  # fmt: skip
    assert client_as("town_duty").post("/tips/new/", given).status_code == 302
    assert str(only_tip().due_at) == "2026-08-01 15:59:00+00:00"
    assert client_as("town_duty").post("/tips/new/", given).status_code == 422


def test_a_place_of_the_register_has_a_sign_of_its_own(client_as: ClientAs, anybody: Client, cast: Cast) -> None:
    place = shop(cast)
    duty = client_as("town_duty")
    link = f"/tips/signs/?code={place.code}"
    assert link in duty.get(f"/r/{place.code}/").content.decode()
    assert f"/p/{place.code}/" in text_of(duty.get(link))
    assert place.code in text_of(anybody.get(f"/p/{place.code}/"))
    for odd in ("ZZZZZZ-Z", "9" * 5000):
        assert duty.get("/tips/signs/", {"code": odd}).status_code == 404


def test_public_pages_lead_to_the_report_page(anybody: Client, cast: Cast) -> None:
    assert 'href="/p/"' in anybody.get("/public/warnings/").content.decode()
    assert f'href="/p/{VILLAGE}/"' in anybody.get("/public/", {"area": VILLAGE}).content.decode()
    first = text_of(anybody.get("/p/"))
    assert first.index("119") < first.index("拍照")


def test_signs_are_printed_for_the_villages_of_a_town(client_as: ClientAs, cast: Cast) -> None:
    page = client_as("town_duty").get(f"/tips/signs/?under={cast.town_a.path}")
    assert f"/p/{VILLAGE}/" in page.content.decode()
    assert "<svg" in page.content.decode()


def test_what_is_no_photo_is_said_and_no_report_is_lost_for_it(anybody: Client, cast: Cast) -> None:
    pdf = SimpleUploadedFile("a.jpg", b"%PDF-1.4", "image/jpeg")
    refused = anybody.post(f"/p/{VILLAGE}/", {"kind": "road", "photos": pdf, "phone": PHONE})
    assert (refused.status_code, "选的不是照片" in text_of(refused)) == (422, True)
    assert PHONE in refused.content.decode()
    pdf.seek(0)
    done = anybody.post(f"/p/{VILLAGE}/", {"words": "路塌了", "photos": pdf})
    assert "有的照片打不开" in text_of(anybody.get(done["Location"]))
    assert only_tip().photo_count == 0


def test_a_tip_taken_in_points_at_its_hazard_and_offers_no_reward_before_it_is_verified(
    client_as: ClientAs, cast: Cast
) -> None:
    town, tip = client_as("town_duty"), send(cast)
    Tip.objects.unscoped("a test places it").update(lon=114.9, lat=31.6)
    services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor("town_duty"), now=cast.now)
    page, hazard = text_of(town.get(f"/tips/{tip.pk}/")), hazard_of(fresh(tip))
    assert f"下一步在那里办： {hazard.no}" in page
    assert ("附近同类隐患" in page, "提出奖励" in page) == (False, False)
    verify_hazard(hazard_id=hazard.pk, grade=1, actor=cast.actor("town_duty"), now=cast.now)
    assert "提出奖励" in text_of(town.get(f"/tips/{tip.pk}/"))
