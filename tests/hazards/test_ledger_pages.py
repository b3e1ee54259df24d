"""The pages of the ledger, as officers use them: plain forms, no script."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from qianshao.files.rules import MAX_BYTES
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Guard, Hazard
from qianshao.hazards.pages.acts import ACTS
from qianshao.hazards.states.ledger import MOVES
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo
from tests.hazards.ledger import (
    ACCEPTER,
    PLAN,
    REPORT,
    UNIT,
    accepted,
    asked,
    assigned,
    closed,
    find,
    fresh,
    verified,
)

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def offers(answer: Any) -> dict[str, Any]:
    """The forms a page offers by their act."""
    forms = BeautifulSoup(answer.content, "html.parser").select("form:has(input[name=act])")
    return {form.select_one("input[name=act]")["value"]: form for form in forms}


def do(client: Any, hazard: Hazard, act: str, **given: Any) -> Any:
    """Fill in and post the form that the page offers for an act."""
    form = offers(client.get(f"/hazards/{hazard.pk}/"))[act]
    known = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}
    return client.post(form["action"], {**known, **given})


@pytest.mark.django_db(transaction=True)
def test_a_hazard_goes_through_the_forms_from_found_to_closed(client_as: ClientAs, cast: Cast) -> None:
    town, county, lead = client_as("town_duty"), client_as("county_duty"), client_as("town_lead")
    given = {
        "kind": "dyke",
        "description": "渗水",
        "division_path": cast.village_a1.path,
        "source": "hotline",
        "grade": "0",
    }
    made = Hazard.objects.unscoped("a test looks").get(
        pk=town.post("/hazards/new/", given)["Location"].split("/")[-2]
    )
    for client, act, form in (
        (town, "verify", {"grade": "1", "kind": "dyke", "interim": "拉警戒线"}),
        (
            town,
            "assign",
            {"unit_name": UNIT, "due_on": "2026-08-01", "department": "water", "unit_phone": "13800002046"},
        ),
        (town, "start", {"money": "3000"}),
        (town, "ask", {"words": "已堵", "photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}),
        (lead, "accept", {"unit_name": ACCEPTER}),
        (county, "close", {}),
    ):
        answer = do(client, made, act, **form)
        assert answer.status_code == 302, text_of(answer)
    row = fresh(made)
    assert (row.state, row.money, row.department_name, str(row.due_at)) == (
        "closed", 3000, "水利", "2026-08-01 15:59:00+00:00",
    )  # fmt: skip
    page = county.get(f"/hazards/{made.pk}/")
    assert "拉警戒线" in text_of(page)
    assert len(BeautifulSoup(page.content, "html.parser").select(".ba img")) == 1
    assert "13800002046" not in page.content.decode()
    assert do(county, made, "reopen", words="又渗水").status_code == 302
    page = county.get(f"/hazards/{made.pk}/")
    assert "reassign" in offers(page)
    assert "13800002046" not in page.content.decode()


def test_the_page_offers_only_what_the_person_may_do_now(client_as: ClientAs, cast: Cast) -> None:
    made = assigned(cast)
    asks = {"ask", "start", "progress", "ask_extension", "note"}
    assert set(offers(client_as("village_cadre").get(f"/hazards/{made.pk}/"))) == asks
    assert set(offers(client_as("county_auditor").get(f"/hazards/{made.pk}/"))) == set()
    assert set(offers(client_as("county_lead").get(f"/hazards/{made.pk}/"))) == {"escalate", "note"}
    assert "escalate" in offers(client_as("town_lead").get(f"/hazards/{made.pk}/"))


def test_what_is_heavy_is_not_offered_to_be_mended_on_the_spot(client_as: ClientAs, cast: Cast) -> None:
    worker = client_as("grid_worker")
    offered = [set(offers(worker.get(f"/hazards/{verified(cast, grade=grade).pk}/"))) for grade in (1, 2)]
    assert ["fix_on_site" in one for one in offered] == [True, False]


def test_nobody_is_offered_what_is_for_somebody_else_to_decide(client_as: ClientAs, cast: Cast) -> None:
    made = assigned(cast)
    town, lead = client_as("town_duty"), client_as("town_lead")
    assert do(town, made, "ask_extension", until_on="2026-12-01", reason="下雨").status_code == 302
    assert "decide" not in offers(town.get(f"/hazards/{made.pk}/"))
    assert do(lead, made, "decide", granted="yes").status_code == 302
    do(town, made, "ask", photos=SimpleUploadedFile("a.jpg", photo(), "image/jpeg"))
    assert "accept" not in offers(town.get(f"/hazards/{made.pk}/"))
    assert "accept" in offers(lead.get(f"/hazards/{made.pk}/"))


@pytest.mark.parametrize("data", [b"%PDF-1.4 not a photo", b"\0\0\0\x18ftypheic", b"\xff\xd8\xff" + bytes(MAX_BYTES)])
def test_what_is_no_photo_is_said_at_once_and_the_words_stay(client_as: ClientAs, cast: Cast, data: bytes) -> None:
    made, village = assigned(cast), client_as("village_cadre")
    page = do(village, made, "ask", words="装好了", photos=SimpleUploadedFile("井盖.jpg", data, "image/jpeg"))
    assert (page.status_code, fresh(made).state) == (422, "assigned")
    assert "“井盖.jpg”" in text_of(page)
    assert "装好了" in offers(page)["ask"].get_text()


def test_what_was_written_at_length_does_not_fill_the_list(client_as: ClientAs, cast: Cast) -> None:
    made = find(cast, words="渗水" * 200)
    rows = BeautifulSoup(client_as("town_duty").get("/hazards/").content, "html.parser").select("tbody .rowlink")
    assert [len(row.get_text(strip=True)) <= 80 for row in rows] == [True]
    assert "渗水" * 200 in text_of(client_as("town_duty").get(f"/hazards/{made.pk}/"))


def test_every_act_of_the_table_has_a_form_and_posts_to_whom_it_belongs() -> None:
    on_site = {"reject_on_site", "unaccept_on_site", "reopen_on_site"}  # the verb sees by itself
    assert {act.code for act in ACTS} >= set(MOVES) - on_site
    for act in ACTS:
        if act.code in MOVES:
            assert act.permission == MOVES[act.code].permission, act.code


def test_an_act_posted_to_another_group_is_refused(client_as: ClientAs, cast: Cast) -> None:
    made = find(cast)
    client_as("village_cadre").post(f"/hazards/{made.pk}/fix/", {"act": "verify", "grade": "1", "kind": "house"})
    assert fresh(made).state == "found"


def test_what_is_wrong_is_said_where_it_was_filled_in_and_the_words_stay(client_as: ClientAs, cast: Cast) -> None:
    made, cadre = assigned(cast), client_as("village_cadre")
    answer = do(cadre, made, "ask", words="写了很久的话")
    assert answer.status_code == 422
    assert "没有整改后的照片" in text_of(answer)
    assert "写了很久的话" in answer.content.decode()
    answer = do(client_as("town_duty"), made, "transfer", words="")
    assert (answer.status_code, fresh(made).transferred_at) == (422, None)


def test_an_old_page_is_told_so(client_as: ClientAs, cast: Cast) -> None:
    made, town = find(cast), client_as("town_duty")
    form = offers(town.get(f"/hazards/{made.pk}/"))["dismiss"]
    old = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}
    services.note_hazard(hazard_id=made.pk, words="x", actor=cast.actor("county_duty"), now=cast.now)
    answer = town.post(form["action"], {**old, "words": "不是"})
    assert answer.status_code == 422
    assert "别人刚刚改过" in text_of(answer)
    shown = offers(answer)["dismiss"]
    new = {box["name"]: box.get("value", "") for box in shown.select("input[type=hidden]")}
    assert shown.select_one("textarea").text.strip() == "不是"
    assert new["version"] != old["version"]
    assert town.post(shown["action"], {**new, "words": "不是"}).status_code == 302
    assert fresh(made).state == "false"


def test_words_of_an_act_that_is_no_longer_offered_are_not_lost(client_as: ClientAs, cast: Cast) -> None:
    made, town = find(cast), client_as("town_duty")
    form = offers(town.get(f"/hazards/{made.pk}/"))["verify"]
    old = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}
    services.mark_false(hazard_id=made.pk, words="看错", actor=cast.actor("county_duty"), now=cast.now)
    answer = town.post(form["action"], {**old, "grade": "1", "kind": "house", "words": "写了很久的话"})
    assert answer.status_code == 422
    assert "verify" not in offers(answer)
    assert "写了很久的话" in text_of(answer)
    assert "别人刚刚改过" in text_of(answer)


def test_papers_extension_supervision_guard_and_transfer_go_by_their_forms(client_as: ClientAs, cast: Cast) -> None:
    made = verified(cast, 2)
    town, county = client_as("town_duty"), client_as("county_duty")
    assert do(county, made, "assign", unit_name="县水利局", due_on="2026-08-01").status_code == 302
    assert do(town, made, "report", **REPORT).status_code == 302
    assert do(town, made, "plan", **PLAN).status_code == 302
    assert do(town, made, "ask_extension", until_on="2026-09-01", reason="下雨").status_code == 302
    assert do(county, made, "decide", granted="yes").status_code == 302
    assert do(client_as("county_lead"), made, "escalate", level="county", words="久拖不改").status_code == 302
    assert do(county, made, "transfer", words="拒不整改", case_no="立1").status_code == 302
    assert do(county, made, "guard", cause="连夜下雨", person="王守厚", every_hours="2").status_code == 302
    row = fresh(made)
    assert (row.supervision_level, row.case_no, str(row.due_at)[:10]) == ("county", "立1", "2026-09-01")
    page = text_of(county.get(f"/hazards/{made.pk}/"))
    for words in ("先搬人", "县级挂牌督办", "王守厚", "立1"):
        assert words in page
    assert Guard.objects.unscoped("a test looks").count() == 1


def test_a_double_is_put_with_the_first_and_taken_apart_again(client_as: ClientAs, cast: Cast) -> None:
    from qianshao.core.sync import Position

    spot = Position(114.841, 31.671, 8.0)
    one, other, town = find(cast, position=spot), find(cast, position=spot), client_as("town_duty")
    assert do(town, other, "merge", into=str(one.pk)).status_code == 302
    assert set(offers(town.get(f"/hazards/{other.pk}/"))) == {"split"}
    assert do(town, other, "split").status_code == 302
    assert fresh(other).same_as_id is None


def test_the_list_shows_the_latest_first_with_six_dots_and_keeps_its_filters(client_as: ClientAs, cast: Cast) -> None:
    from qianshao.core import clock

    late = assigned(cast)
    find(cast, kind="gas", words="软管老化")
    with clock.use(clock.FakeClock(late.due_at + (late.due_at - cast.now))):
        soup = BeautifulSoup(client_as("town_duty").get("/hazards/?kind=house").content, "html.parser")
    rows = soup.select(".hz-t tbody tr")
    assert len(rows) == 1
    assert "逾期 15 天" in rows[0].get_text(" ")
    assert [" ".join(dot.get("class", [])) for dot in rows[0].select(".steps i")] == [
        "on",
        "on",
        "on",
        "late",
        "",
        "",
    ]
    assert rows[0].select_one("a")["href"] == f"/hazards/{late.pk}/?kind=house"


def test_odd_addresses_and_empty_lists_answer_calmly(client_as: ClientAs, cast: Cast) -> None:
    town = client_as("town_duty")
    for query in (
        "tab=nothing",
        "page=99",
        "grade=x",
        "age=x",
        "under=x",
        "tab=closed",
        "kind=%F0%9F%9A%A7",
    ):
        assert town.get(f"/hazards/?{query}").status_code == 200, query
    assert "这里没有隐患" in text_of(town.get("/hazards/?tab=closed"))
    assert town.get("/hazards/999999/").status_code == 404
    assert town.get("/hazards/standards/?table=nothing").status_code == 404


def test_words_that_look_like_code_stay_words(client_as: ClientAs, cast: Cast) -> None:
    made = accepted(cast, words=SCRIPT, place_name=SCRIPT, address=SCRIPT, interim=SCRIPT)
    services.note_hazard(hazard_id=made.pk, words=SCRIPT, actor=cast.actor("town_duty"), now=cast.now)
    page = client_as("county_duty").get(f"/hazards/{made.pk}/").content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def sheet(answer: Any) -> list[list[Any]]:
    data = b"".join(answer.streaming_content)
    assert zipfile.is_zipfile(BytesIO(data))
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    return rows


@pytest.mark.django_db(transaction=True)
def test_the_ledger_leaves_as_a_workbook_in_official_columns(client_as: ClientAs, cast: Cast) -> None:
    made = closed(cast, unit_phone="13800002046", tip_no="JB-1", words="=1+1")
    rows = sheet(client_as("county_duty").get("/hazards/export/?tab=closed"))
    row = dict(zip(rows[2], rows[3], strict=True))
    assert (row["编号"], row["行政区划代码"], row["发现人"]) == (made.no, "411599100201", "JB-1")
    assert (row["责任单位电话"], row["验收人"][:6]) == ("138****2046", ACCEPTER[:6])
    assert row["办理过程"].count("\n") == 5
    assert "=1+1" in row["隐患描述"]
    assert len(rows[2]) == 39
    assert client_as("village_cadre").get("/hazards/export/").status_code == 403


def test_the_county_edits_a_table_and_others_only_read_it(client_as: ClientAs, cast: Cast) -> None:
    admin = client_as("county_admin")
    soup = BeautifulSoup(admin.get("/hazards/standards/?table=grades").content, "html.parser")
    form = soup.select_one("form[action='/hazards/standards/publish/']")
    assert form is not None
    given = {box["name"]: box.get("value", "") for box in form.select("input")}
    for box in form.select("select"):
        picked = box.select_one("option[selected]")
        given[box["name"]] = picked["value"] if picked else ""
    given["r-0-verify_hours"] = "12"
    given["r-1-verify_hours"] = ""
    assert admin.post("/hazards/standards/publish/", given).status_code == 302
    rows = selectors.standard_rows("grades", cast.now)
    assert (rows[0]["verify_hours"], rows[0]["assign_hours"]) == (12, 24)
    assert "verify_hours" not in rows[1]
    assert admin.post("/hazards/standards/publish/", given).status_code == 422
    assert admin.post("/hazards/standards/publish/", {"name": "grades"}).status_code == 422
    reader = client_as("town_duty").get("/hazards/standards/?table=grades")
    assert not BeautifulSoup(reader.content, "html.parser").select("main form")
    assert "未证实" in text_of(reader)
    assert client_as("county_lead").post("/hazards/standards/publish/", given).status_code == 403


def test_roles_are_read_and_written_by_their_names(client_as: ClientAs, cast: Cast) -> None:
    page = client_as("county_admin").get("/hazards/standards/?table=reminders").content.decode()
    assert "乡镇值班员 乡镇领导" in page
    assert "town_duty" not in page


def test_the_rail_counts_what_waits_for_the_person(client_as: ClientAs, cast: Cast) -> None:
    asked(cast)
    find(cast)

    def badge(who: str) -> str:
        soup = BeautifulSoup(client_as(who).get("/hazards/").content, "html.parser")
        entry = soup.select_one(".rail a[href='/dangers/'] .n")
        return entry.get_text() if entry else ""

    assert (badge("town_duty"), badge("town_lead"), badge("county_auditor")) == ("2", "1", "")


@pytest.mark.parametrize("address", ["/hazards/", "/hazards/table/", "/risks/", "/whistles/"])
def test_on_a_telephone_the_filters_wait_behind_one_button(client_as: ClientAs, cast: Cast, address: str) -> None:
    form = BeautifulSoup(client_as("county_duty").get(address).content, "html.parser").select_one("form.filters")
    shown = [one for one in form.find_all(recursive=False) if one.get("type") != "hidden"]
    assert shown[0].name == "details" and shown[0]["class"] == ["fold"], "the stylesheet folds what follows it"
