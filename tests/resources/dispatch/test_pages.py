"""Pages of dispatch as a browser sees them."""

from typing import Any

import pytest

from qianshao.resources.models import Move, Requisition
from tests.conftest import ClientAs
from tests.resources.dispatch.build import Depot

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


def again(found: Move) -> Move:
    row: Move = Move.objects.unscoped("test").get(pk=found.pk)
    return row


def test_from_the_request_to_the_receipt_by_plain_forms(staffed: Depot, client_as: ClientAs) -> None:
    town, lead, duty, cadre = (client_as(k) for k in ("town_duty", "county_lead", "county_duty", "village_cadre"))
    assert "还没有" not in text(town.get("/dispatch/new/"))
    village = staffed.cast.village_a1.path
    given = {"place": "红旗小学", "division_path": village, "item-1": staffed.tents.pk, "count-1": "12"}
    given |= {"taker_name": "孙丽丽", "taker_phone": "13800138000"}
    assert town.post("/dispatch/new/", given).status_code == 302
    found = Move.objects.unscoped("test").get()
    page = text(lead.get(f"/dispatch/{found.pk}/"))
    assert "最合适" in page
    assert "直线" in page
    assert "13800138000" not in page
    line = found.lines.get()
    lead.post(f"/dispatch/{found.pk}/approve/", {"store": staffed.near.pk, f"count-{line.pk}": "12"})
    duty.post(f"/dispatch/{found.pk}/pick/")
    assert "T1" in text(duty.get(f"/dispatch/{found.pk}/pick-list/"))
    duty.post(f"/dispatch/{found.pk}/carry/", {"vehicle": "豫S12345"})
    assert "<svg" in text(duty.get(f"/dispatch/{found.pk}/delivery-note/"))
    phone = f"/dispatch/r/{found.code}/"
    assert "发出 12 顶" in text(cadre.get(phone))
    assert "发出 12 顶" in text(cadre.get(f"/dispatch/r/%20{found.code.lower()}%00/"))
    refused = cadre.post(phone, {f"count-{line.pk}": "10"})
    assert refused.status_code == 422
    assert 'value="10"' in text(refused)
    assert cadre.post(phone, {f"count-{line.pk}": "10", f"reason-{line.pk}": "少两顶"}).status_code == 302
    assert "少两顶" in text(cadre.get(phone))
    assert again(found).state == "received"
    pick = line.picks.get()
    back = {"pick": pick.pk, "count": "2", "where": "road", "what": "return"}
    duty.post(f"/dispatch/{found.pk}/settle/", back)
    duty.post(f"/dispatch/{found.pk}/settle/", {**back, "count": "10", "where": "site"})
    assert again(found).state == "closed"
    page = text(town.get(f"/dispatch/{found.pk}/"))
    assert page.index(f"申请调拨 {found.code}") < page.index(f"调拨 {found.code} 办结")


def test_a_verbal_order_shows_that_its_paper_is_missing(staffed: Depot, client_as: ClientAs) -> None:
    town = client_as("town_duty")
    found = staffed.ask()
    said = {"store": staffed.near.pk, "verbal_by": "李江", "verbal_at": ""}
    town.post(f"/dispatch/{found.pk}/by-word/", said)
    assert again(found).state == "approved"
    assert "口头下令" in text(town.get(f"/dispatch/{found.pk}/"))
    client_as("county_lead").post(f"/dispatch/{found.pk}/paper/", {"number": "调〔2026〕1号"})
    assert again(found).paper_no == "调〔2026〕1号"


def test_lists_are_calm_when_empty_and_a_neighbour_finds_nothing(staffed: Depot, client_as: ClientAs) -> None:
    lead, stranger = client_as("county_lead"), client_as("neighbour_lead")
    assert "现在没有调拨" in text(lead.get("/dispatch/"))
    assert "没有征用" in text(lead.get("/requisitions/"))
    found = staffed.ask()
    assert found.code in text(lead.get("/dispatch/"))
    assert found.code not in text(stranger.get("/dispatch/"))
    assert stranger.get(f"/dispatch/{found.pk}/").status_code == 404
    assert stranger.get(f"/dispatch/r/{found.code}/").status_code == 404


def test_who_is_there_first_says_how_it_was_found(staffed: Depot, client_as: ClientAs) -> None:
    lead = client_as("county_lead")
    assert "写上地点的经纬度" in text(lead.get("/dispatch/first/"))
    page = text(lead.get("/dispatch/first/?lon=114.841&lat=31.671"))
    assert page.index("青石镇储备库") < page.index("县应急物资库")
    assert "直线" in page


def test_a_requisition_from_decision_to_payment(staffed: Depot, client_as: ClientAs) -> None:
    lead = client_as("county_lead")
    given = {
        "issuer": "演示县人民政府", "basis": "突发事件应对法", "division_path": staffed.cast.town_a.path,
        "sort": "vehicle", "name": "挖掘机", "quantity": "1", "unit_name": "台", "owner_org": "某公司",
        "owner_name": "孙丽丽", "owner_phone": "13800138000", "use": "清障",
    }  # fmt: skip
    assert lead.post("/requisitions/new/", given).status_code == 302
    one = f"/requisitions/{Requisition.objects.unscoped('test').get().pk}/"
    for what, words in (("take", "完好"), ("back", "油缸漏油")):
        lead.post(f"{one}{what}/", {"words": words})
    assert "孙*丽" in text(lead.get(f"{one}receipt/"))
    assert "13800138000" not in text(lead.get(one))
    lead.post(f"{one}close/")
    lead.post(f"{one}assess/", {"words": "某评估所", "yuan": "1200.50"})
    lead.post(f"{one}pay/", {"voucher": "付〔2026〕3号"})
    found = Requisition.objects.unscoped("test").get()
    assert (found.state, found.paid_cents) == ("closed", 120050)
    assert "1200.50" in text(lead.get("/requisitions/")).replace(",", "")


def test_the_figures_page_publishes_a_new_version(staffed: Depot, client_as: ClientAs) -> None:
    admin = client_as("county_admin")
    given = {"paper_hours": 24, "remind_hours": 12, "road_factor": 1.5, "speed": 30, "pack_minutes": 10}
    page = admin.post("/dispatch/rules/", {**given, "source": "县调拨办法"})
    assert page.status_code == 302
    assert admin.get("/dispatch/rules/").status_code == 200
