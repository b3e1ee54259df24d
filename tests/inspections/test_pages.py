"""The pages of patrols and inspections, as officers use them: plain forms, no script."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import publish_standard
from qianshao.inspections import services
from qianshao.inspections.models import Draw, Inspector, Plan, Visit
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo
from tests.inspections.places import (
    MACHINE,
    SIGNED,
    drawn,
    due,
    form_answers,
    inspector,
    replies,
    shop,
    started,
    visits,
)

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.mark.django_db(transaction=True)
def test_from_a_plan_through_the_forms_to_a_record_with_a_hazard_and_a_paper(client_as: ClientAs, cast: Cast) -> None:
    place, town, grid = shop(cast), client_as("town_duty"), client_as("grid_worker")
    given = {
        "name": "小商店巡查",
        "kind": "patrol",
        "place_class": "JX3",
        "division_path": cast.town_a.path,
        "starts_on": "2026-07-01",
        "who": "role:grid_worker",
        "route": place.code,
    }
    assert town.post("/inspections/plans/new/", given)["Location"] == "/inspections/plans/"
    assert Plan.objects.unscoped("a test looks").get().route == [str(place.uid)]
    assert "小商店巡查" in text_of(town.get("/inspections/plans/"))
    services.make_due(limit=5, actor=MACHINE, now=cast.now)
    (row,) = visits()
    url = f"/inspections/{row.pk}/"
    assert "河边小卖部" in text_of(grid.get("/inspections/?mine=1"))
    assert "码不对" in text_of(grid.post(f"{url}start/", {"code": "7KQ2MX-D", "version": row.version}))
    assert grid.post(f"{url}start/", {"code": row.code, "version": row.version})["Location"] == url
    row.refresh_from_db()
    page = BeautifulSoup(grid.get(url).content, "html.parser")
    assert len(page.select("fieldset.chk")) == 14
    said = form_answers(row) | {"r-JXC-10": "fail", "w-JXC-10": "后门锁着"}
    missing = grid.post(f"{url}finish/", said)
    assert (missing.status_code, "不合格的要拍照" in text_of(missing)) == (422, True)
    said["p-JXC-10"] = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    assert grid.post(f"{url}finish/", said)["Location"] == url
    late = grid.post(f"{url}finish/", said | {"p-JXC-10": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")})
    assert (late.status_code, "这次检查已经有人办过了" in text_of(late)) == (422, True)
    hazard = Hazard.objects.unscoped("a test looks").get()
    done = town.get(url)
    assert hazard.no in text_of(done)
    assert "只输了编码" in text_of(done)
    assert "/small/" in done.content.decode()
    paper = text_of(town.get(f"{url}print/"))
    assert "刘店主" in paper
    assert hazard.no in paper


def test_the_blank_paper_holds_the_checklist(client_as: ClientAs, cast: Cast) -> None:
    row = due(cast)
    paper = text_of(client_as("town_duty").get(f"/inspections/{row.pk}/print/"))
    assert "□合格 □不合格 □不适用" in paper
    assert "通道" in paper or "出口" in paper


def test_missed_ones_are_counted_in_the_rail_until_a_reason_is_given(client_as: ClientAs, cast: Cast) -> None:
    row = due(cast)
    later = row.due_at + timedelta(minutes=5)

    services.miss_due(limit=5, actor=MACHINE, now=later)
    town = client_as("town_duty")

    def badge() -> str:
        soup = BeautifulSoup(town.get("/inspections/?tab=missed").content, "html.parser")
        found = soup.select_one('a[href="/inspections/"] .n')
        return found.get_text() if found else ""

    assert badge() == "1"
    assert "要写原因" in text_of(town.get("/inspections/?tab=missed"))
    version = Visit.objects.unscoped("a test looks").get().version
    town.post(f"/inspections/{row.pk}/reason/", {"words": "防汛都上堤了", "version": version})
    assert badge() == ""
    assert "防汛都上堤了" in text_of(town.get(f"/inspections/{row.pk}/"))


def test_figures_and_the_calendar_of_the_month(client_as: ClientAs, cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    services.finish_visit(visit_id=row.pk, replies=replies(row), signing=SIGNED, actor=grid, now=cast.now)
    soup = BeautifulSoup(client_as("county_lead").get("/inspections/?month=2026-07&tab=all").content, "html.parser")
    cells = [td.get_text() for td in soup.select("table.tight tbody tr td")]
    assert cells == ["青石镇", "1", "1", "0", "0", "0", "1"]
    day = soup.select_one("table.cal td a")
    assert day is not None
    assert "完 1" in day.get_text()
    for odd in ("2026-13", "x", "２０２６-07", "9" * 5000, "0000-01"):
        assert (
            client_as("county_lead").get("/inspections/", {"month": odd, "day": odd, "tab": odd}).status_code == 200
        )


def test_the_excel_file_holds_what_the_list_holds(client_as: ClientAs, cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    services.finish_visit(visit_id=row.pk, replies=replies(row), signing=SIGNED, actor=grid, now=cast.now)
    answer = client_as("county_auditor").get("/inspections/export/?tab=all&month=2026-07")
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    table = sheet.to_python()
    line = dict(zip(table[2], table[3], strict=True))
    assert (line["场所名称"], line["到场证明"], line["签字人"]) == ("河边小卖部", "现场扫码", "刘店主")


def test_an_enterprise_checks_itself_and_the_desk_writes_it_down(client_as: ClientAs, cast: Cast) -> None:
    row = due(cast, kind="self", role="")
    town = client_as("town_duty")
    page = text_of(town.get("/inspections/?kind=self"))
    assert "企业自查" in page
    town.post(f"/inspections/{row.pk}/start/", {"version": row.version})
    row.refresh_from_db()
    assert row.presence == "unit"
    said = form_answers(row)
    town.post(f"/inspections/{row.pk}/finish/", said | {"r-JXC-05": "fail", "w-JXC-05": "过期"})
    row.refresh_from_db()
    assert (row.state, Hazard.objects.unscoped("a test looks").get().source) == ("done", "enterprise")


def test_the_maker_draws_through_the_form_and_sees_the_proof(client_as: ClientAs, cast: Cast) -> None:
    for name in ("甲店", "乙店"):
        shop(cast, name)
    lead = client_as("county_lead")
    for who in ("county_duty", "county_lead_2"):
        lead.post("/inspections/inspectors/", {"user_id": cast.users[who].pk, "unit": who, "is_active": "on"})
    row = Inspector.objects.unscoped("a test looks").get(user_id=cast.users["county_duty"].pk)
    lead.post(f"/inspections/inspectors/{row.pk}/interest/", {"unit": "别的单位", "words": "亲戚"})
    assert "别的单位 亲戚" in text_of(lead.get("/inspections/inspectors/"))
    given = {"kind": "random", "title": "夏季抽查", "place_class": "JX3", "division_path": cast.county.path}
    answer = lead.post("/inspections/draws/new/", given | {"wanted": "1", "due_on": "2026-07-30"})
    made = Draw.objects.unscoped("a test looks").get()
    page = text_of(lead.get(answer["Location"]))
    assert made.seed in page
    assert "与存档一致" in page
    lead.post(f"/inspections/draws/{made.pk}/tell/", {"version": 0})
    lead.post(f"/inspections/draws/{made.pk}/void/", {"version": 1, "words": "改期"})
    assert "改期" in text_of(lead.get(f"/inspections/draws/{made.pk}/"))
    short = lead.post("/inspections/draws/new/", given | {"wanted": "9", "due_on": "2026-07-30"})
    assert "可抽的场所不够" in text_of(short)


def test_a_refused_record_says_so_names_what_is_no_photo_and_ticks_whom_the_draw_named(
    client_as: ClientAs, cast: Cast
) -> None:
    drawn(cast)
    row = visits()[0]
    services.start_visit(visit_id=row.pk, code=row.code, actor=cast.actor("county_lead"), now=cast.now)
    row.refresh_from_db()
    lead = client_as("county_lead")
    boxes = BeautifulSoup(lead.get(f"/inspections/{row.pk}/").content, "html.parser").select(
        "[name=officers][checked]"
    )
    assert {int(box["value"]) for box in boxes} == {seat.user_id for seat in row.seats.all()}
    pdf = SimpleUploadedFile("灶台.jpg", b"%PDF-1.4", "image/jpeg")
    wrong = form_answers(row) | {"r-JXC-06": "fail", "w-JXC-06": "不亮", "p-JXC-06": pdf}
    page = lead.post(f"/inspections/{row.pk}/finish/", wrong)
    assert (page.status_code, "没有存" in text_of(page), "“灶台.jpg”不是能看的照片" in text_of(page)) == (
        422,
        True,
        True,
    )


def test_a_place_is_named_by_its_code_or_its_name_and_what_is_not_found_is_said(
    client_as: ClientAs, cast: Cast
) -> None:
    known, twin = shop(cast, "河边小卖部"), shop(cast, "双胞胎店")
    shop(cast, "双胞胎店", division_path=cast.village_a2.path)
    lead = client_as("county_lead")
    given = {"kind": "surprise", "title": "夜查", "place_class": "JX3", "division_path": cast.county.path}
    for name, said in (("没有这家", "没有找到“没有这家”"), ("双胞胎店", "“双胞胎店”不止一处，请写编码")):
        page = lead.post("/inspections/draws/new/", given | {"due_on": "2026-07-30", "codes": f"河边小卖部\n{name}"})
        assert (page.status_code, said in text_of(page)) == (422, True)
    for one in ("county_duty", "county_lead_2"):
        inspector(cast, one)
    codes = f"河边小卖部\n{twin.code}"
    assert lead.post("/inspections/draws/new/", given | {"due_on": "2026-07-30", "codes": codes}).status_code == 302
    made = Draw.objects.unscoped("a test looks").get()
    assert {uid for uid, _keys in made.result} == {str(known.uid), str(twin.uid)}


WATCHERS = ("county_duty", "town_duty", "town_lead", "village_cadre", "grid_worker", "county_auditor", "county_admin")
PLACES = (
    "/inspections/?tab=all",
    "/inspections/?tab=all&q=秘密小店",
    "/inspections/?tab=open&mine=1",
    "/inspections/draws/",
    "/desk/",
    "/journal/",
    "/hazards/",
    "/",
)


def test_no_page_list_or_file_shows_a_sealed_inspection_before_it_is_started(client_as: ClientAs, cast: Cast) -> None:
    place = shop(cast, "秘密小店")
    made = drawn(cast, kind="surprise", place_uids=[str(place.uid)], wanted=0)
    (row,) = visits()
    for who in WATCHERS:
        client = client_as(who)
        for url in PLACES:
            page = client.get(url, follow=True)
            assert f"/inspections/{row.pk}/" not in page.content.decode(), (who, url)
            assert made.no not in text_of(page) or who in ("county_admin", "county_auditor", "county_duty"), (
                who,
                url,
            )
        for url in (f"/inspections/{row.pk}/", f"/inspections/{row.pk}/print/", f"/inspections/draws/{made.pk}/"):
            assert client.get(url).status_code == 404, (who, url)
        for act in ("start", "finish", "reason", "cancel", "hand"):
            assert client.post(f"/inspections/{row.pk}/{act}/", {"code": row.code}).status_code in (403, 404), (
                who,
                act,
            )
    for who in ("county_lead", "county_auditor", "town_lead"):
        answer = client_as(who).get("/inspections/export/?tab=all")
        table = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
        assert not [line for line in table.to_python() if "秘密小店" in line]
    assert "秘密小店" in text_of(client_as("county_lead").get("/inspections/?tab=open"))
    services.start_visit(visit_id=row.pk, code=row.code, actor=cast.actor("county_lead"), now=cast.now)
    assert client_as("grid_worker").get(f"/inspections/{row.pk}/").status_code == 200


def test_what_people_write_is_never_run(client_as: ClientAs, cast: Cast) -> None:
    row = started(cast)
    grid = cast.actor("grid_worker")
    bad = replies(row, JXC_10=(SCRIPT, (row.uid,)))
    services.finish_visit(visit_id=row.pk, replies=bad, signing=SIGNED, words=SCRIPT, actor=grid, now=cast.now)
    for url in (f"/inspections/{row.pk}/", f"/inspections/{row.pk}/print/", "/inspections/?tab=all"):
        assert SCRIPT not in client_as("town_duty").get(url).content.decode()


def test_who_has_not_been_there_reads_no_code_and_a_link_is_called_a_link(client_as: ClientAs, cast: Cast) -> None:
    row = due(cast)
    grid, url = client_as("grid_worker"), f"/inspections/{row.pk}/"
    for address in (url, f"{url}print/"):
        assert row.code not in grid.get(address).content.decode(), address
    answer = client_as("county_auditor").get("/inspections/export/?tab=all")
    table = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    lines = table.to_python()
    assert any("河边小卖部" in line for line in lines)
    assert not any(row.code in line for line in lines)
    form = BeautifulSoup(grid.get(f"{url}?code={row.code}").content, "html.parser")
    given = {
        field["name"]: field.get("value", "") for field in form.select("[name=how], [name=code], [name=version]")
    }
    assert given["how"] == "link"
    grid.post(f"{url}start/", {**given, "version": row.version})
    row.refresh_from_db()
    assert row.presence == "link"
    assert grid.post(f"{url}start/", {**given, "how": "scan"}).status_code == 422
    assert row.code in grid.get(url).content.decode()


def test_the_record_of_an_inspection_offers_the_countys_officers(client_as: ClientAs, cast: Cast) -> None:
    for who in ("town_duty", "town_lead"):
        inspector(cast, who)
    inspector(cast, "county_duty", valid_until=None)
    row = started(cast, "town_duty", kind="inspection", role="town_duty")
    town, url = client_as("town_duty"), f"/inspections/{row.pk}/"
    offered = {box["value"] for box in BeautifulSoup(town.get(url).content, "html.parser").select("[name=officers]")}
    assert offered == {str(cast.users[who].pk) for who in ("town_duty", "town_lead")}
    said = form_answers(row)
    missing = town.post(f"{url}finish/", said)
    assert (missing.status_code, "监督检查的人数不够" in text_of(missing)) == (422, True)
    town.post(f"{url}finish/", said | {"officers": [cast.users["town_lead"].pk]})
    row.refresh_from_db()
    assert row.state == "done"
    assert "豫A-01" in text_of(town.get(url))


def test_a_number_or_a_date_an_item_asks_for_is_needed_and_kept(client_as: ClientAs, cast: Cast) -> None:
    row, grid = started(cast), client_as("grid_worker")
    url = f"/inspections/{row.pk}/"
    for name, odd in (
        ("n-JXC-05", ""),
        ("n-JXC-05", "-1"),
        ("n-JXC-05", "9" * 30),
        ("d-JXC-04", ""),
        ("d-JXC-04", "x"),
    ):
        answer = grid.post(f"{url}finish/", form_answers(row, **{name: odd}))
        assert answer.status_code == 422, (name, odd)
    grid.post(f"{url}finish/", form_answers(row, **{"n-JXC-05": "4", "m-JXC-05": "6", "d-JXC-04": "2026-05-12"}))
    kept = {one.item: (one.have, one.need, str(one.last_on or "")) for one in row.answers.all()}
    assert (kept["JXC-05"], kept["JXC-04"]) == ((4, 6, ""), (None, None, "2026-05-12"))
    for address in (url, f"{url}print/"):
        page = text_of(grid.get(address))
        assert "有 4 ，应有 6" in page or "有 4，应有 6" in page
        assert "最近一次 2026-05-12" in page


def test_a_place_beyond_the_countys_limit_is_called_no_small_place(client_as: ClientAs, cast: Cast) -> None:
    shop(cast, "大卖场", area=240)
    row, grid = due(cast, name="都查"), client_as("grid_worker")
    big, small = (next(one for one in visits() if one.place_name == name) for name in ("大卖场", "河边小卖部"))
    said = "超过本县九小规模，按一般单位管：建筑面积 240 平方米，上限 100 平方米"
    assert said in text_of(grid.get(f"/inspections/{big.pk}/"))
    assert "超过本县九小规模" not in text_of(grid.get(f"/inspections/{small.pk}/"))
    rows = [dict(one) for one in standard_rows("size_limits", cast.now)]
    for one in rows:
        one["chosen"] = "yes" if one["region"] == "山东" else "no"
    publish_standard(name="size_limits", rows=rows, version=0, actor=cast.actor("county_admin"), now=cast.now)
    assert "超过本县九小规模" not in text_of(grid.get(f"/inspections/{big.pk}/"))
    assert row.pk
