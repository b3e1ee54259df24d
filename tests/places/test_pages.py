"""Pages of shelters as a browser sees them."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qianshao.journal.models import Entry
from qianshao.places import occupancy
from qianshao.places.models import FacilityItem, Inspection, Shelter, ShelterBatch, ShelterClass, ShelterNeed
from tests.conftest import ClientAs
from tests.places.conftest import Places, make

PHONE = "13800138000"


def text(response: Any) -> str:
    return str(response.content.decode())


def cells(response: Any) -> list[list[Any]]:
    data = b"".join(response.streaming_content)
    return list(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


@pytest.fixture
def lead(client_as: ClientAs, housed: Places) -> Client:
    return client_as("town_lead")


def test_the_list_shows_the_town_its_fullness_and_masks_the_keeper(
    lead: Client, housed: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(occupancy, "counters", lambda: [lambda _scope: {housed.hall.pk: 66, housed.school.pk: 262}])
    page = text(lead.get("/shelters/"))
    assert "红旗小学" in page
    assert "下湾村委会" in page
    assert "柳河乡文体中心" not in page
    assert "孙*丽 138****8000" in page
    assert PHONE not in page
    assert "超员 6 人" in page
    assert "将满" in page


def test_the_number_of_queries_does_not_follow_the_number_of_shelters(lead: Client, housed: Places) -> None:
    counts = []
    for more in (1, 20):
        for n in range(more):
            make(housed.cast.village_a1.path, f"第{more}-{n}小学")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lead.get("/shelters/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_filters_find_by_state_threat_inspection_and_name(lead: Client, housed: Places) -> None:
    Shelter._base_manager.filter(pk=housed.school.pk).update(state="full", inspection_due="2027-01-01")
    for query, found, other in (
        ("state=full", "红旗小学", "下湾村委会"),
        ("threat=torrent", "下湾村委会", "红旗小学"),
        ("what=overdue", "下湾村委会", "红旗小学"),
        ("q=SH-001", "红旗小学", "下湾村委会"),
        (f"under={housed.cast.village_a2.path}", "下湾村委会", "红旗小学"),
    ):
        page = text(lead.get(f"/shelters/?{query}"))
        table = page.split("<tbody>")[1]
        assert found in table, query
        assert other not in table, query


def test_a_shelter_is_registered_corrected_and_its_number_kept(lead: Client, housed: Places) -> None:
    given = {
        "name": "青石中学", "division_path": housed.cast.town_a.path, "capacity": "400", "special_capacity": "30",
        "level": "town", "duration": "DQ", "function": "ZH", "base": "school", "space": "SN", "area": "900",
        "keeper_name": "何志远", "keeper_phone": "139 0000 2222", "unsafe_for": ["lowland"], "lon": "114.85",
        "lat": "31.66",
    }  # fmt: skip
    made = lead.post("/shelters/new/", given)
    assert made.status_code == 302
    row = Shelter._base_manager.get(name="青石中学")
    assert (row.keeper_phone, row.unsafe_for, row.state) == ("13900002222", ",lowland,", "standby")
    page = text(lead.get(made["Location"]))
    assert "按每人 2 平方米可容 450 人（未核对，县里自定）" in page
    again = {**given, "keeper_phone": "", "capacity": "420", "version": "0"}
    assert lead.post(f"/shelters/{row.pk}/edit/", again).status_code == 302
    row.refresh_from_db()
    assert (row.capacity, row.keeper_phone) == (420, "13900002222")
    stale = lead.post(f"/shelters/{row.pk}/edit/", {**again, "capacity": "9000"})
    assert stale.status_code == 422
    assert "别人刚改过" in text(stale)


def test_what_cannot_be_is_said_in_the_form(lead: Client, housed: Places) -> None:
    given = {
        "name": "红旗小学", "division_path": housed.cast.village_a1.path, "capacity": "10", "special_capacity": "11",
        "level": "town", "duration": "DQ", "function": "ZH", "space": "SN",
    }  # fmt: skip
    assert "不能更多" in text(lead.post("/shelters/new/", given))
    assert "这个名称在本地已有" in text(lead.post("/shelters/new/", {**given, "special_capacity": "1"}))
    assert "只有 3 位" in text(
        lead.post("/shelters/new/", {**given, "special_capacity": "1", "name": "新", "keeper_phone": "139"})
    )


def test_the_state_is_changed_from_the_page_and_the_story_says_so(lead: Client, housed: Places) -> None:
    address = f"/shelters/{housed.school.pk}/"
    lead.post(f"{address}state/", {"to": "open", "why": "转移"})
    page = text(lead.get(address))
    assert "启用安置点“红旗小学”：转移" in page
    assert "停止接收" in page
    refused = lead.post(f"{address}state/", {"to": "closed"}, follow=True)
    assert "请写明为什么不能用" in text(refused)


def test_the_full_number_is_shown_for_a_reason_and_journalled_without_it(lead: Client, housed: Places) -> None:
    address = f"/shelters/{housed.school.pk}/"
    assert PHONE not in text(lead.get(address))
    refused = lead.post(f"{address}reveal/", {"reason": ""})
    assert (refused.status_code, PHONE in text(refused)) == (422, False)
    shown = text(lead.post(f"{address}reveal/", {"reason": "联系管护人开门"}))
    assert PHONE in shown
    said = [f"{entry.kind} {entry.data}" for entry in Entry.objects.unscoped("a test reads")]
    assert any(line.startswith("accounts.revealed") for line in said)
    assert PHONE not in " ".join(said)


def answers(lead: Client, address: str) -> dict[str, str]:
    names = set(re.findall(r'name="(ok-[\w-]+)"', text(lead.get(f"{address}inspect/"))))
    return dict.fromkeys(names, "yes")


def test_an_inspection_is_answered_line_by_line_and_the_next_day_is_set(lead: Client, housed: Places) -> None:
    address = f"/shelters/{housed.school.pk}/"
    given = answers(lead, address)
    short = dict(list(given.items())[1:])
    assert "还有 1 项没有选" in text(lead.post(f"{address}inspect/", short))
    assert not Inspection._base_manager.exists()
    done = lead.post(f"{address}inspect/", {**given, "ok-food": "no", "note-food": "米只有 20 斤"})
    assert done.status_code == 302
    page = text(lead.get(address))
    assert "有缺项，可以用" in page
    assert "米只有 20 斤" in page
    row = Shelter._base_manager.get(pk=housed.school.pk)
    assert (f"{row.inspected_on}", f"{row.inspection_due}", row.must_fix) == ("2026-07-18", "2027-01-14", 0)


def test_a_failed_required_line_warns_on_the_page(lead: Client, housed: Places) -> None:
    address = f"/shelters/{housed.school.pk}/"
    lead.post(f"{address}inspect/", {**answers(lead, address), "ok-water": "no"})
    assert "上次检查有 1 个必备项不合格" in text(lead.get(address))


def test_the_sheet_has_every_line_and_a_code_that_leads_back(lead: Client, housed: Places) -> None:
    page = text(lead.get(f"/shelters/{housed.school.pk}/sheet/"))
    assert page.count("tickbox") == 2 * 18
    assert "<svg" in page
    assert f"http://localhost/shelters/{housed.school.pk}/inspect/" in page


def test_needs_are_asked_and_answered(lead: Client, housed: Places) -> None:
    address = f"/shelters/{housed.school.pk}/"
    lead.post(f"{address}needs/", {"kind": "water", "words": "100 箱", "urgent": "on"})
    assert "100 箱" in text(lead.get("/shelters/"))
    need = ShelterNeed._base_manager.get()
    lead.post(f"{address}needs/{need.pk}/answer/", {"answer": "镇里 30 分钟送到"})
    page = text(lead.get(address))
    assert "现在不缺东西" in page
    assert "镇里 30 分钟送到" in page


def test_the_county_edits_figures_and_they_are_marked_as_its_own(client_as: ClientAs, housed: Places) -> None:
    admin = client_as("county_admin")
    page = text(admin.get("/shelters/standards/"))
    assert "数值没有核对标准原文" in page
    assert "未核对，县里自定" in page
    row = ShelterClass.objects.get(axis="duration", code="DQ")
    ShelterClass.objects.filter(pk=row.pk).update(figures_certainty="C")
    given = {"area_per_head": "2.5", "stay_days": "14", "inspect_days": "60", "is_active": "on", "version": "0"}
    admin.post(f"/shelters/standards/class/{row.pk}/", given)
    row.refresh_from_db()
    assert (row.area_per_head, row.inspect_days, row.figures_certainty, row.version) == (2.5, 60, "U", 1)
    refused = admin.post(f"/shelters/standards/class/{row.pk}/", {**given, "inspect_days": "30"}, follow=True)
    assert "别人刚改过" in text(refused)
    admin.post("/shelters/standards/item/new/", {"group": "管理", "name": "有发电机油", "must": "on"})
    assert FacilityItem.objects.get(name="有发电机油").must


def test_a_town_lead_reads_the_classes_but_does_not_edit_them(lead: Client) -> None:
    page = text(lead.get("/shelters/standards/"))
    assert "item/new" not in page
    assert lead.post("/shelters/standards/item/new/", {"group": "管理", "name": "某"}).status_code == 403


def test_the_export_masks_keepers_and_is_journalled(lead: Client, housed: Places) -> None:
    Shelter._base_manager.filter(pk=housed.hall.pk).update(stock_note="=HYPERLINK(1)")
    rows = cells(lead.get("/shelters/export.xlsx"))
    assert rows[0][0] == "安置点名册"
    assert [row[1] for row in rows[3:]] == ["红旗小学", "下湾村委会"]
    assert PHONE not in str(rows)
    assert "'=HYPERLINK(1)" in str(rows)
    assert Entry.objects.unscoped("a test reads").filter(kind="places.exported").exists()


def upload(client: Client, body: str, name: str = "安置点.csv") -> ShelterBatch:
    client.post("/shelters/imports/", {"file": SimpleUploadedFile(name, body.encode()), "crs": "WGS-84"})
    return ShelterBatch._base_manager.order_by("-pk").first()


HEAD = "乡镇,村,名称,编号,可容人数,特殊人群床位,不适用灾种,管护人,管护人电话,经度,纬度\n"


def test_a_file_is_checked_in_words_then_written_then_taken_back(lead: Client, housed: Places) -> None:
    good = (
        "青石镇,红旗村,红旗小学,SH-001,320,20,,,,,\n青石镇,,镇敬老院,SH-9,120,60,山洪,杨帆,13900009999,114.85,31.66\n"
    )
    bad = (
        "柳河乡,河口村,河口小学,,200,,,,,,\n青石镇,下湾村,渡口,,很多,,,,139,,\n"
        "青石镇,下湾村,庙,,40,,地龙,,,31.65,114.86\n"
    )
    batch = upload(lead, HEAD + good + bad)
    page = text(lead.get(f"/shelters/imports/{batch.pk}/"))
    for words in ("不在您的辖区", "要填数字", "只有 3 位", "没有灾种“地龙”", "经度和纬度填反了"):
        assert words in page
    lead.post(f"/shelters/imports/{batch.pk}/confirm/")
    assert Shelter._base_manager.count() == 3, "nothing is written while there are problems"
    lead.post(f"/shelters/imports/{batch.pk}/confirm/", {"accept_good": "on"})
    home = Shelter._base_manager.get(code="SH-9")
    assert (home.division_path, home.unsafe_for, home.keeper_phone) == (
        housed.cast.town_a.path,
        ",torrent,",
        "13900009999",
    )
    assert Shelter._base_manager.get(pk=housed.school.pk).capacity == 320
    assert Shelter._base_manager.get(pk=housed.school.pk).keeper_phone == PHONE, "empty cells erase nothing"
    lead.post(f"/shelters/imports/{batch.pk}/undo/")
    assert not Shelter._base_manager.filter(code="SH-9").exists()
    assert Shelter._base_manager.get(pk=housed.school.pk).capacity == 300


def test_an_import_is_not_taken_back_over_later_changes(lead: Client, housed: Places) -> None:
    batch = upload(lead, HEAD + "青石镇,,镇敬老院,SH-9,120,60,,,,,\n")
    lead.post(f"/shelters/imports/{batch.pk}/confirm/")
    home = Shelter._base_manager.get(code="SH-9")
    lead.post(f"/shelters/{home.pk}/state/", {"to": "open"})
    refused = lead.post(f"/shelters/imports/{batch.pk}/undo/", follow=True)
    assert "不能撤回：镇敬老院" in text(refused)
    assert Shelter._base_manager.filter(code="SH-9").exists()


def test_the_template_can_be_filled_in_and_comes_back_clean(lead: Client, housed: Places) -> None:
    rows = cells(lead.get("/shelters/imports/template.xlsx"))
    assert rows[0][3] == "名称"


def test_a_code_that_belongs_elsewhere_is_not_taken_over(lead: Client, housed: Places) -> None:
    Shelter._base_manager.filter(pk=housed.far.pk).update(code="SH-7")
    batch = upload(lead, HEAD + "青石镇,红旗村,新点,SH-7,50,,,,,,\n")
    assert "已登记在别的地方" in text(lead.get(f"/shelters/imports/{batch.pk}/"))


def test_keepers_are_sealed_in_the_database(housed: Places) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT keeper_name, keeper_phone FROM places_shelter")
        stored = str(cursor.fetchall())
    assert PHONE not in stored
    assert "孙丽丽" not in stored
