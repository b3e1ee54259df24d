"""The pages of dangers and patrols, as an officer uses them."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from qianshao.core.clock import FakeClock
from qianshao.core.sync import Position
from qianshao.divisions.models import Division
from qianshao.files.models import Evidence
from qianshao.hazards.models import KindSet, PatrolPoint, Sighting
from qianshao.hazards.services import check_in, create_point, report_danger
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo

pytestmark = pytest.mark.django_db


def last() -> Sighting:
    found: Sighting = Sighting.objects.unscoped("a test looks").order_by("-id")[0]
    return found


def report(cast: Cast, who: str = "village_cadre", **given: object) -> Sighting:
    options = {"kind": "slide", "made_at": cast.now, **given}
    return report_danger(actor=cast.actor(who, "phone"), now=cast.now, **options)  # type: ignore[arg-type]


def text_of(answer: object) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join(soup.get_text(" ").split())


@pytest.mark.django_db(transaction=True)
def test_the_desk_writes_down_a_danger_with_a_photo_and_deals_with_it(client_as: ClientAs, cast: Cast) -> None:
    desk = client_as("county_duty")
    given = {
        "kind": "slide",
        "trapped": "yes",
        "trapped_count": "2",
        "division_path": cast.village_a1.path,
        "place": "三组后山",
        "photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg"),
    }
    answer = desk.post("/dangers/new/", given)
    made = last()
    assert answer["Location"] == f"/dangers/{made.pk}/"
    page = desk.get(answer["Location"])
    assert "有人受困 2 人" in text_of(page)
    assert "三组后山" in text_of(page)
    uid = Evidence.objects.unscoped("a test looks").get().uid
    assert f"/files/{uid}/small/" in page.content.decode()
    assert desk.get(f"/files/{uid}/").status_code == 200
    desk.post(f"/dangers/{made.pk}/handle/", {"act": "handle", "words": "消防已救出", "version": made.version})
    assert (last().state, last().handled_words) == ("handled", "消防已救出")
    assert "消防已救出" in text_of(desk.get(f"/dangers/{made.pk}/"))


def test_a_file_that_is_no_photo_is_taken_with_the_report_and_shown_as_what_it_is(
    client_as: ClientAs, cast: Cast
) -> None:
    desk = client_as("county_duty")
    given = {
        "kind": "slide",
        "trapped": "no",
        "division_path": cast.village_a1.path,
        "photos": SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg"),
    }
    assert desk.post("/dangers/new/", given).status_code == 302
    page = desk.get(f"/dangers/{last().pk}/")
    assert "不是能看的照片" in text_of(page)


def test_people_trapped_stand_first_and_are_counted_in_the_rail(client_as: ClientAs, cast: Cast) -> None:
    report(cast, trapped=True, trapped_count=3)
    report(cast, kind="flooding", trapped="no")
    desk = client_as("county_duty")
    soup = BeautifulSoup(desk.get("/dangers/").content, "html.parser")
    rows = soup.select("tbody tr")
    assert "有人受困" in rows[0].get_text()
    assert "urgent" in (rows[0].get("class") or [])
    assert "1 处有人受困" in soup.select_one("[role=alert]").get_text()  # type: ignore[union-attr]
    badge = soup.select_one('nav.rail a[href="/dangers/"] .n')
    assert badge is not None
    assert badge.get_text() == "2"


def test_the_badge_counts_only_what_this_person_must_do(client_as: ClientAs, cast: Cast) -> None:
    report(cast)
    for who in ("county_auditor", "village_cadre", "town_lead_b"):
        soup = BeautifulSoup(client_as(who).get("/dangers/").content, "html.parser")
        assert soup.select_one('nav.rail a[href="/dangers/"] .n') is None, who


def test_another_town_sees_nothing_of_it(client_as: ClientAs, cast: Cast) -> None:
    made = report(cast, words="后山裂了")
    other = client_as("town_lead_b")
    assert "后山裂了" not in text_of(other.get("/dangers/"))
    assert other.get(f"/dangers/{made.pk}/").status_code == 404
    assert other.post(f"/dangers/{made.pk}/handle/", {"act": "verify"}).status_code == 404


def test_reports_nearby_are_shown_and_can_be_put_together(client_as: ClientAs, cast: Cast) -> None:
    one = report(cast, position=Position(114.84, 31.67, 10))
    two = report(cast, "grid_worker", position=Position(114.8405, 31.67, 10))
    desk = client_as("county_duty")
    assert "附近的报告，可能是同一处" in text_of(desk.get(f"/dangers/{two.pk}/"))
    desk.post(f"/dangers/{two.pk}/merge/", {"into": one.pk})
    assert f"同 {one.pk} 号" in text_of(desk.get("/dangers/"))
    assert "同一处的另一份报告" in text_of(desk.get(f"/dangers/{one.pk}/"))
    desk.post(f"/dangers/{two.pk}/split/")
    assert last().same_as_id is None


def test_the_place_is_drawn_in_the_smallest_area_whose_boundary_is_known(client_as: ClientAs, cast: Cast) -> None:
    made = report(cast, position=Position(114.84, 31.67, 10))
    desk = client_as("county_duty")
    assert "circle class=" not in desk.get(f"/dangers/{made.pk}/").content.decode()
    ring = [[114.8, 31.6], [114.9, 31.6], [114.9, 31.7], [114.8, 31.7], [114.8, 31.6]]
    town = Division.objects.unscoped("a test draws").filter(pk=cast.town_a.pk)
    town.update(boundary={"type": "Polygon", "coordinates": [ring]})
    soup = BeautifulSoup(desk.get(f"/dangers/{made.pk}/").content, "html.parser")
    drawn = soup.select_one("svg circle.spot")
    assert drawn is not None
    assert 0 < float(str(drawn["cx"])) < 480
    assert "青石镇" in str(drawn.parent and drawn.parent["aria-label"])


def test_words_are_asked_for_before_a_danger_is_ended(client_as: ClientAs, cast: Cast) -> None:
    made = report(cast)
    answer = client_as("county_duty").post(f"/dangers/{made.pk}/handle/", {"act": "dismiss"}, follow=True)
    assert "请写一句怎么处理的" in text_of(answer)
    assert last().state == "new"


def test_what_a_reporter_writes_is_never_markup(client_as: ClientAs, cast: Cast) -> None:
    made = report(cast, words="<script>alert(1)</script>", place="<img src=x onerror=alert(1)>")
    for address in ("/dangers/", f"/dangers/{made.pk}/"):
        page = client_as("county_duty").get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_photo_is_destroyed_with_a_reason_only(client_as: ClientAs, cast: Cast) -> None:
    desk, lead = client_as("county_duty"), client_as("county_lead")
    given = {
        "kind": "slide",
        "trapped": "no",
        "division_path": cast.village_a1.path,
        "photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg"),
    }
    desk.post("/dangers/new/", given)
    address = f"/dangers/{last().pk}/photos/erase/"
    assert desk.post(address, {"reason": "误拍"}).status_code == 403
    lead.post(address, {"reason": " "})
    row = Evidence.objects.unscoped("a test looks").get()
    assert row.state == "kept"
    lead.post(address, {"reason": "误拍他人"})
    assert lead.get(f"/files/{row.uid}/").status_code == 404
    assert "照片已销毁" in text_of(lead.get(f"/dangers/{last().pk}/"))


def test_the_county_edits_the_kinds_and_others_may_not(client_as: ClientAs) -> None:
    admin = client_as("county_admin")
    soup = BeautifulSoup(admin.get("/dangers/kinds/").content, "html.parser")
    form = {field["name"]: field.get("value", "") for field in soup.select("main input[name]")}
    form |= {
        field["name"]: (field.select_one("option[selected]") or {"value": ""})["value"]
        for field in soup.select("main select")
    }
    form["k-0-name"] = "山洪暴发"
    form["k-9-name"] = "地面塌陷"
    assert admin.post("/dangers/kinds/", form).status_code == 302
    made = KindSet.objects.get()
    assert (made.version, made.kinds[0]["name"], made.kinds[-1]["name"]) == (1, "山洪暴发", "地面塌陷")
    assert admin.post("/dangers/kinds/", form).status_code == 422
    assert client_as("county_duty").get("/dangers/kinds/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_village_sets_up_a_point_prints_its_sign_and_sees_it_missed(
    client_as: ClientAs, cast: Cast, fake_clock: FakeClock
) -> None:
    cadre = client_as("village_cadre")
    given = {
        "name": "老虎沟口",
        "kind": "gully",
        "division_path": cast.village_a1.path,
        "every_hours": "6",
        "lon": "114.84",
        "lat": "31.67",
    }
    assert cadre.post("/patrol/new/", given).status_code == 302
    point = PatrolPoint.objects.unscoped("a test looks").get()
    signs = BeautifulSoup(cadre.get("/patrol/signs/").content, "html.parser")
    assert signs.select_one("svg.qr") is not None
    assert str(point.code) in signs.get_text()
    assert "还没巡过" in text_of(cadre.get("/patrol/"))
    fake_clock.advance(10 * 3600)
    assert "漏巡 1" in text_of(cadre.get("/patrol/"))
    check_in(point=point.pk, found=False, actor=cast.actor("grid_worker", "phone"), now=fake_clock.now())
    assert "已巡 1" in text_of(cadre.get("/patrol/"))
    page = text_of(cadre.get(f"/patrol/{point.pk}/"))
    assert "没有异常" in page
    edited = {**given, "name": "老虎沟", "version": "0"}
    assert cadre.post(f"/patrol/{point.pk}/edit/", edited).status_code == 302
    assert cadre.post(f"/patrol/{point.pk}/edit/", edited).status_code == 422
    cadre.post(f"/patrol/{point.pk}/retire/", {"reason": "已修好"})
    assert "这里没有巡查点" in text_of(cadre.get("/patrol/"))


def test_half_a_position_is_refused_in_words(client_as: ClientAs, cast: Cast) -> None:
    given = {
        "name": "沟",
        "kind": "gully",
        "division_path": cast.village_a1.path,
        "every_hours": "6",
        "lon": "114.84",
    }
    answer = client_as("village_cadre").post("/patrol/new/", given)
    assert (answer.status_code, "经度和纬度要一起填" in text_of(answer)) == (422, True)


def test_two_points_of_one_name_in_a_village_are_refused(cast: Cast, client_as: ClientAs) -> None:
    create_point(
        name="沟", kind="gully", division_path=cast.village_a1.path, actor=cast.actor("village_cadre"), now=cast.now
    )
    given = {"name": "沟", "kind": "slope", "division_path": cast.village_a1.path, "every_hours": "6"}
    assert "已有同名的巡查点" in text_of(client_as("village_cadre").post("/patrol/new/", given))
