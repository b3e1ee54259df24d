"""Pages of the register: what they show to whom, what they never show, and what can be done on them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from qianshao.accounts.models import User
from qianshao.core import clock
from qianshao.registry.models import ChangeRequest, Kind, Line, Record, Revision
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.field.phones import bind
from tests.registry.pages_cast import Register, add_register


@pytest.fixture
def register(cast: Cast) -> Register:
    """The cast with its records."""
    return add_register(cast)


def words(client: Client, path: str, **query: Any) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def again(record: Record) -> Record:
    return Record.objects.unscoped("a test looks").get(pk=record.pk)


def test_the_overview_counts_the_kinds_within_ones_area(register: Register, client_as: ClientAs) -> None:
    assert "测试队伍" in words(client_as("county_duty"), "/registry/")
    county = words(client_as("county_duty"), "/registry/testteam/")
    assert "柳河民兵分队" in county and "红旗水上救援队" in county
    town = words(client_as("town_duty"), "/registry/testteam/")
    assert "柳河民兵分队" not in town and "红旗水上救援队" in town
    assert "红旗水上救援队" not in words(client_as("neighbour_lead"), "/registry/testteam/")


def test_a_list_is_searched_and_filtered(register: Register, client_as: ClientAs) -> None:
    client = client_as("county_duty")
    for text in ("水上", "hqssjyd", register.boats.code):
        assert "红旗水上救援队" in words(client, "/registry/testteam/", q=text), text
        assert "下湾山地队" not in words(client, "/registry/testteam/", q=text), text
    assert "红旗水上救援队" not in words(client, "/registry/testteam/", what="unlocated")
    town = register.cast.town_b.path
    assert "红旗水上救援队" not in words(client, "/registry/testteam/", under=town)


def test_what_was_not_looked_at_in_time_fades(register: Register, client_as: ClientAs, fake_clock: Any) -> None:
    client = client_as("county_duty")
    assert "没有符合条件的记录" in words(client, "/registry/testteam/", what="faded")
    fake_clock.advance(timedelta(days=91).total_seconds())
    assert "红旗水上救援队" in words(client_as("county_duty"), "/registry/testteam/", what="faded")


def test_personal_values_are_masked_everywhere_and_shown_for_a_reason(
    register: Register, client_as: ClientAs
) -> None:
    client, page = client_as("county_duty"), f"/registry/records/{register.boats.pk}/"
    shown = words(client, page) + words(client, "/registry/testteam/")
    for secret in ("13800138000", "13900139000", "赵大海", "孙丽丽"):
        assert secret not in shown
    assert client.post(page + "reveal/", {"key": "captain_phone", "reason": ""}).status_code == 422
    told = client.post(page + "reveal/", {"key": "captain_phone", "reason": "联系负责人调用"})
    assert told.status_code == 200 and "13900139000" in told.content.decode()
    assert client_as("village_cadre").post(page + "reveal/", {"key": "captain", "reason": "看看"}).status_code == 403


def test_a_form_is_made_of_the_kinds_fields(register: Register, client_as: ClientAs) -> None:
    client, path = client_as("town_duty"), register.cast.village_a1.path
    form = words(client, "/registry/testteam/new/")
    assert 'name="heads"' in form and 'name="skill"' in form and "水域" in form
    given = {"name": "青石突击队", "division_path": path, "has_boat": "1", "since": "2024-05-01"}
    assert client.post("/registry/testteam/new/", given).status_code == 422, "人数 is required"
    assert client.post("/registry/testteam/new/", given | {"heads": "30"}).status_code == 302
    made = Record.objects.unscoped("a test looks").get(name="青石突击队")
    assert made.details == {"heads": 30, "has_boat": True, "since": "2024-05-01"}


def test_editing_keeps_personal_values_and_writes_history(register: Register, client_as: ClientAs) -> None:
    client, boats = client_as("town_duty"), again(register.boats)
    page = f"/registry/records/{boats.pk}/edit/"
    assert "13800138000" not in words(client, page)
    given = {"name": boats.name, "division_path": boats.division_path, "heads": "20", "skill": "山地"}
    assert client.post(page, given | {"version": boats.version}).status_code == 302
    now = again(boats)
    assert now.details["heads"] == 20 and now.keeper_phone == "13800138000"
    assert now.personal["captain"] == "赵大海"
    stale = client.post(page, given | {"version": boats.version, "heads": "21"})
    assert stale.status_code == 422 and "别人刚改过" in stale.content.decode()
    assert "12 人" in words(client, f"/registry/records/{boats.pk}/"), "the old value stands in the history"


def test_somebody_goes_to_look(register: Register, client_as: ClientAs) -> None:
    client, page = client_as("grid_worker"), f"/registry/records/{register.boats.pk}/"
    client.post(page + "verify/", {"found": "wrong", "words": "少了一艘船"})
    assert again(register.boats).found == "wrong"
    assert "少了一艘船" in words(client, page)
    assert client_as("county_auditor").post(page + "verify/", {"found": "ok"}).status_code == 403


def test_a_record_is_given_up_and_brought_back(register: Register, client_as: ClientAs) -> None:
    client, hills = client_as("county_duty"), register.hills
    page = f"/registry/records/{hills.pk}/"
    client.post(page + "retire/", {"version": again(hills).version, "reason": "队伍解散"})
    assert again(hills).state == "retired"
    assert "下湾山地队" not in words(client, "/registry/testteam/")
    assert "队伍解散" in words(client, page)
    client.post(page + "restore/", {"version": again(hills).version, "reason": "重新组建"})
    assert again(hills).state == "active"


def test_a_change_is_asked_for_below_and_decided_above(register: Register, client_as: ClientAs) -> None:
    below, boats = client_as("village_cadre"), register.boats
    page = f"/registry/records/{boats.pk}/"
    given = {"name": boats.name, "division_path": boats.division_path, "heads": "15", "skill": "水域"}
    given |= {"address": boats.address, "owner_org": boats.owner_org, "lon": "114.841", "lat": "31.671"}
    assert below.post(page + "edit/", given).status_code == 403
    assert below.post(page + "ask/", given | {"words": "新来三人"}).status_code == 302
    asked = ChangeRequest.objects.unscoped("a test looks").get()
    assert asked.proposed == {"heads": 15}, "only what differs"
    assert again(boats).details["heads"] == 12
    above = client_as("town_lead")
    assert "新来三人" in words(above, "/registry/requests/")
    assert client_as("town_duty").post(f"/registry/requests/{asked.pk}/decide/").status_code == 403
    above.post(f"/registry/requests/{asked.pk}/decide/", {"answer": "accept"})
    assert again(boats).details["heads"] == 15


def test_whoever_asked_reads_what_became_of_it(register: Register, client_as: ClientAs) -> None:
    below, mine = client_as("village_cadre"), "/registry/requests/?what=mine"
    assert "您还没有申请过" in words(below, mine)
    given = {"name": register.boats.name, "division_path": register.boats.division_path, "heads": "15"}
    below.post(f"/registry/records/{register.boats.pk}/ask/", given)
    asked = ChangeRequest.objects.unscoped("a test looks").get()
    answer = {"answer": "refuse", "reason": "只有十二件救生衣"}
    client_as("town_lead").post(f"/registry/requests/{asked.pk}/decide/", answer)
    told = words(below, mine)
    assert "只有十二件救生衣" in told and "15 人" in told
    assert f"/registry/requests/{asked.pk}/withdraw/" not in told
    assert "只有十二件救生衣" not in words(client_as("town_lead"), mine)
    assert "只有十二件救生衣" not in words(below, "/registry/requests/")


def test_a_line_is_put_and_dropped(register: Register, client_as: ClientAs) -> None:
    client, page = client_as("town_duty"), f"/registry/records/{register.boats.pk}/"
    assert client.post(page + "lines/", {"sort": "member", "name": ""}).status_code == 422
    given = {"sort": "insurance", "name": "意外险", "quantity": "1", "expires_on": "2026-01-01"}
    assert client.post(page + "lines/", given).status_code == 302
    assert "已过期" in words(client, page)
    line = Line.objects.unscoped("a test looks").get(name="意外险")
    client.post(f"{page}lines/{line.pk}/drop/", {"version": line.version})
    assert "已过期" not in words(client, page)


def bulk(client: Client, ids: list[int], **more: str) -> Any:
    return client.post("/registry/testteam/bulk/", {"ids": ids, "field": "owner_org", **more})


def test_many_records_are_given_one_value_in_two_steps(register: Register, client_as: ClientAs) -> None:
    client, ids = client_as("county_duty"), [register.boats.pk, register.hills.pk]
    assert "2 条一起改" in bulk(client, ids).content.decode()
    look = bulk(client, ids, step="look", value="县应急局").content.decode()
    assert "县水利局" in look and "确认修改" in look
    assert again(register.boats).owner_org == "县水利局", "looking changes nothing"
    assert bulk(client, ids, step="write", value="县应急局").status_code == 302
    assert {again(register.boats).owner_org, again(register.hills).owner_org} == {"县应急局"}


def test_bulk_changes_stay_within_ones_area_and_fields(register: Register, client_as: ClientAs) -> None:
    bulk(client_as("town_duty"), [register.far.pk], step="write", value="别的单位")
    assert again(register.far).owner_org == ""
    given = {"ids": [register.boats.pk], "field": "keeper_phone", "step": "write", "value": "13800000000"}
    assert client_as("county_duty").post("/registry/testteam/bulk/", given).status_code == 404


def test_the_list_is_exported_masked_as_filtered(register: Register, client_as: ClientAs) -> None:
    answer = client_as("county_duty").get("/registry/testteam/export.xlsx", {"q": "水上"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    text = str(book.get_sheet_by_index(0).to_python())
    assert "红旗水上救援队" in text and "下湾山地队" not in text and "县水利局" in text
    assert "13800138000" not in text and "13900139000" not in text and "赵大海" not in text


def test_labels_lead_to_the_scan_page(register: Register, client_as: ClientAs) -> None:
    client = client_as("county_duty")
    one = words(client, f"/registry/records/{register.boats.pk}/label/")
    assert register.boats.code in one and "<svg" in one
    assert words(client, "/registry/testteam/labels/").count('class="qr"') == 3


def test_a_county_edits_its_kinds(register: Register, client_as: ClientAs) -> None:
    assert client_as("county_duty").get("/registry/kinds/").status_code == 403
    client, kind = client_as("county_admin"), register.kind
    assert "测试队伍" in words(client, "/registry/kinds/")
    page = f"/registry/kinds/{kind.code}/"
    assert "专长" in words(client, page)
    given: dict[str, Any] = {"version": kind.version, "name": "救援队", "check_days": "30", "is_active": "on"}
    given |= {"form-TOTAL_FORMS": "7", "form-INITIAL_FORMS": "6"}
    for n, field in enumerate(kind.fields):
        given |= {f"form-{n}-{key}": field[key] for key in ("key", "label", "type", "unit")}
        given[f"form-{n}-choices"] = "、".join(field["choices"])
        given |= {f"form-{n}-{key}": "on" for key in ("required", "public", "personal") if field[key]}
    given |= {"form-6-key": "radio", "form-6-label": "电台数", "form-6-type": "int"}
    assert client.post(page, given).status_code == 302
    kind = Kind.objects.get(code="testteam")
    assert kind.name == "救援队" and kind.check_days == 30 and kind.field("radio")["label"] == "电台数"
    assert 'name="radio"' in words(client, "/registry/testteam/new/")


def test_a_label_opens_the_record_with_three_large_buttons(register: Register, client_as: ClientAs) -> None:
    client, page = client_as("grid_worker"), f"/r/{register.boats.code}/"
    shown = words(client, page)
    for button in ("在、完好", "有问题", "找不到"):
        assert button in shown
    assert "13800138000" not in shown and "赵大海" not in shown
    assert client.post(page, {"found": "missing"}).status_code == 422, "say a word about it"
    assert client.post(page, {"found": "ok"}).status_code == 302
    assert again(register.boats).found == "ok"
    assert words(client, f"/r/{register.boats.code.lower().replace('-', '')}/")


def test_kit_is_counted_at_the_label(register: Register, client_as: ClientAs) -> None:
    client, page = client_as("grid_worker"), f"/r/{register.boats.code}/"
    line = Line.objects.unscoped("a test looks").get(name="冲锋舟")
    assert client.post(page, {"count": "1", f"n-{line.pk}": "x"}).status_code == 422
    client.post(page, {"count": "1", f"n-{line.pk}": "1"})
    line.refresh_from_db()
    assert line.quantity == 1
    last = Revision.objects.unscoped("a test looks").filter(record=register.boats).order_by("-version").first()
    assert last.act == "count" and last.changes == {"冲锋舟": [2, 1]}


def test_a_label_opens_nothing_for_strangers_and_neighbours(
    register: Register, client_as: ClientAs, client: Client
) -> None:
    page = f"/r/{register.boats.code}/"
    assert client.get(page, SERVER_NAME="localhost").status_code == 302
    assert client_as("neighbour_lead").get(page).status_code == 404
    assert client_as("wall").get(page).status_code == 403


def test_a_record_is_found_by_the_search_of_every_page(register: Register, client_as: ClientAs) -> None:
    assert "红旗水上救援队" in words(client_as("county_duty"), "/search/", q="hqssjyd", part="1")
    assert "红旗水上救援队" not in words(client_as("neighbour_lead"), "/search/", q="hqssjyd", part="1")


def test_every_button_of_a_reader_leads_nowhere_forbidden(register: Register, client_as: ClientAs) -> None:
    reader = words(client_as("county_auditor"), f"/registry/records/{register.boats.pk}/")
    for address in ("/edit/", "/verify/", "/retire/", "/photo/", "/lines/"):
        assert f"records/{register.boats.pk}{address}" not in reader
    assert User.objects.unscoped("a test counts").count() and clock.now()


def test_a_bound_phone_opens_a_label_and_nothing_else_of_the_desk(register: Register, cast: Cast) -> None:
    phone = Client(SERVER_NAME="localhost")
    phone.cookies["qs_phone"] = bind(cast, "grid_worker").client.cookies["qs_phone"].value
    page = f"/r/{register.boats.code}/"
    assert "在、完好" in words(phone, page)
    assert phone.post(page, {"found": "ok"}).status_code == 302
    assert again(register.boats).verified_by.startswith("冯燕")
    assert phone.get(f"/registry/records/{register.boats.pk}/").status_code == 302, "to the login"
    assert phone.get(f"/r/{register.far.code}/").status_code == 404
