"""Money: what was planned, executed and paid; equipment lists and their matching."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.scope import Scope
from qianshao.journal.models import Entry
from qianshao.resources.models import BondItem, BondProject, BudgetEntry, BudgetLine
from qianshao.resources.money import selectors, services
from qianshao.resources.money.rules import CountyClass, Matching, Sum, faults, in_force, required
from tests.cast import NOW, SYSTEM, Cast, build_cast
from tests.conftest import ClientAs

DAY = date(2026, 5, 1)


@pytest.fixture
def bare(db: None) -> Cast:
    """Areas without users."""
    return build_cast(users=())


def add(cast: Cast, planned: int = 100_000, **more: Any) -> BudgetLine:
    given = {
        "division_path": cast.county.path,
        "year": 2026,
        "source": "own",
        "head": "relief",
        "name": "救灾物资采购",
    }
    return services.plan_line(planned=planned, actor=SYSTEM, now=NOW, **{**given, **more})


def book(line: BudgetLine, step: str, amount: int, actor: Actor = SYSTEM) -> BudgetEntry:
    return services.book(line_id=line.pk, step=step, amount=amount, on=DAY, words="合同 1 号", actor=actor, now=NOW)


def project(cast: Cast, path: str = "", **more: Any) -> BondProject:
    given = {"name": "2024 年国债装备", "approved_on": date(2024, 6, 1), "base": 1_000_000_00}
    path = path or cast.county.path
    return services.start_project(division_path=path, actor=SYSTEM, now=NOW, **{**given, **more})


def code_of(run: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        run()
    return refusal.value.code


def test_executed_and_paid_are_the_sums_of_their_entries_and_a_correction_is_an_entry_too(bare: Cast) -> None:
    line = add(bare)
    book(line, "executed", 60_000)
    book(line, "paid", 50_000)
    book(line, "executed", -5_000)
    line = selectors.line_of(Scope.everything("test"), line.pk)
    assert (line.planned, line.executed, line.paid) == (100_000, 55_000, 50_000)
    by_step = {step: sum(e.amount for e in line.entries.filter(step=step)) for step in ("executed", "paid")}
    assert by_step == {"executed": line.executed, "paid": line.paid}


def test_nothing_is_paid_that_was_not_executed_and_nothing_falls_below_zero(bare: Cast) -> None:
    line = add(bare)
    book(line, "executed", 100)
    assert code_of(lambda: book(line, "paid", 101)) == "budget.paid"
    assert code_of(lambda: book(line, "executed", -101)) == "budget.negative"
    assert BudgetEntry.objects.count() == 1


def test_the_table_itself_refuses_sums_that_cannot_be(bare: Cast) -> None:
    line = add(bare)
    rows = BudgetLine.objects.unscoped("test").filter(pk=line.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(paid=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(planned=-1)


def test_an_entry_needs_words_an_amount_and_a_day_that_has_come(bare: Cast) -> None:
    line = add(bare)
    given = {
        "line_id": line.pk,
        "step": "executed",
        "amount": 5,
        "on": DAY,
        "words": "x",
        "actor": SYSTEM,
        "now": NOW,
    }
    assert code_of(lambda: services.book(**{**given, "words": " "})) == "budget.words"
    assert code_of(lambda: services.book(**{**given, "amount": 0})) == "budget.amount"
    assert code_of(lambda: services.book(**{**given, "on": date(2027, 1, 1)})) == "budget.day"
    services.book(**given)


def test_more_executed_than_planned_is_kept_and_shown_as_over() -> None:
    assert (Sum(100, 130, 50).over, Sum(100, 130, 50).left, Sum(100, 130, 50).waiting) == (30, 0, 80)
    assert Sum(1, 2, 3) + Sum(4, 5, 6) == Sum(5, 7, 9)


def test_an_old_version_of_a_line_is_refused(bare: Cast) -> None:
    line = add(bare)
    change = {"line_id": line.pk, "changes": {"planned": 5}, "actor": SYSTEM, "now": NOW}
    services.change_line(version=0, **change)
    change["changes"] = {"planned": 6}
    assert code_of(lambda: services.change_line(version=0, **change)) == "money.raced"


def test_seven_counties_match_eighty_percent_and_every_other_seventy() -> None:
    rates = selectors.shipped()
    found = {code: rates.class_of(code) for code in ("411521", "411525000000", "411526", "411599", "")}
    assert {code: c.percent if c else None for code, c in found.items()} == {
        "411521": 80,
        "411525000000": 80,
        "411526": 70,
        "411599": 70,
        "": 70,
    }
    assert len(rates.classes[0].counties) == 7


def test_the_version_in_force_is_the_latest_that_had_begun() -> None:
    old, new = Matching("旧", date(2024, 1, 1), ()), Matching("新", date(2026, 1, 1), ())
    assert in_force([new, old], date(2025, 12, 31)) is old
    assert in_force([new, old], date(2026, 1, 1)) is new
    assert in_force([new, old], date(2023, 1, 1)) is None


@pytest.mark.parametrize(
    ("classes", "fault"),
    [
        ([CountyClass("a", "甲", 101)], "percent"),
        ([CountyClass("a", "甲", 80, ("411521",)), CountyClass("b", "乙", 70, ("411521",))], "twice"),
        ([CountyClass("a", "甲", 80, ("4115",)), CountyClass("b", "乙", 70)], "code"),
        ([CountyClass("a", "甲", 80, ("411521",))], "rest"),
        ([CountyClass("a", "甲", 80, ("411521",)), CountyClass("b", "乙", 70)], ""),
    ],
)
def test_classes_that_cannot_be_are_found(classes: list[CountyClass], fault: str) -> None:
    assert faults(classes) == fault


def test_matching_money_is_rounded_half_up_to_the_fen() -> None:
    assert (required(101, 70), required(105, 70), required(100_00, 80)) == (71, 74, 80_00)


def test_a_project_keeps_the_rate_of_the_day_it_was_approved(bare: Cast) -> None:
    first = project(bare)
    classes = (CountyClass("west", "享受优惠的县", 90, ("411599",)), CountyClass("other", "其他", 60))
    services.add_matching(
        name="新文件", valid_from=date(2026, 1, 1), classes=classes, source="", actor=SYSTEM, now=NOW
    )
    later = project(bare, approved_on=date(2026, 2, 1))
    assert (first.percent, later.percent) == (70, 90)
    assert BondProject.objects.unscoped("test").get(pk=first.pk).percent == 70
    assert later.rule == "新文件 · 享受优惠的县"
    assert code_of(lambda: project(bare, approved_on=date(2020, 1, 1))) == "bond.rate"


def test_equipment_is_issued_only_after_acceptance_and_accepted_after_delivery(bare: Cast) -> None:
    made = project(bare)
    item = services.add_item(
        project_id=made.pk, category="flood", name="冲锋舟", unit="艘", planned=4, actor=SYSTEM, now=NOW
    )
    count = {"item_id": item.pk, "version": 0, "actor": SYSTEM, "now": NOW}
    assert code_of(lambda: services.count_item(delivered=2, accepted=3, issued=0, **count)) == "bond.order"
    assert code_of(lambda: services.count_item(delivered=2, accepted=1, issued=2, **count)) == "bond.order"
    services.count_item(delivered=3, accepted=2, issued=1, **count)
    assert code_of(lambda: services.count_item(delivered=3, accepted=2, issued=1, **count)) == "bond.raced"
    with pytest.raises(IntegrityError), transaction.atomic():
        BondItem.objects.filter(pk=item.pk).update(issued=9)


def test_money_of_another_county_is_not_there_and_readers_may_not_write(cast: Cast) -> None:
    line = add(cast)
    assert code_of(lambda: book(line, "executed", 1, cast.actor("neighbour_lead"))) == "budget.unknown"
    assert code_of(lambda: book(line, "executed", 1, cast.actor("county_auditor"))) == "action.denied"
    book(line, "executed", 1, cast.actor("county_lead"))


def test_the_journal_says_what_was_booked(bare: Cast) -> None:
    book(add(bare), "executed", 123_456)
    entry = Entry._base_manager.filter(kind="resources.budget_booked").get()
    assert entry.data["amount"] == "1,234.56"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_budget_page_adds_up_by_source_and_opens_each_line(client_as: ClientAs, cast: Cast) -> None:
    one = add(cast, 1_000_000_00)
    add(cast, 500_000_00, source="upper", division_path=cast.town_a.path, name="上级救灾款")
    book(one, "executed", 250_000_00)
    page = text(client_as("county_lead").get("/budget/?year=2026"))
    assert "1,500,000" in page
    assert "25.0%" in page
    assert "上级救灾款" in page
    town = text(client_as("town_lead").get("/budget/?year=2026"))
    assert "上级救灾款" in town
    assert "救灾物资采购" not in town
    assert "合同 1 号" in text(client_as("county_lead").get(f"/budget/{one.pk}/"))


def test_a_line_is_planned_booked_and_changed_through_pages(client_as: ClientAs, cast: Cast) -> None:
    lead = client_as("county_lead")
    given = {
        "division_path": cast.county.path,
        "year": "2026",
        "source": "award",
        "head": "community",
        "name": "示范村奖补",
        "planned": "1234.56",
    }
    made = lead.post("/budget/new/", given)
    line = BudgetLine.objects.unscoped("test").get()
    assert (made.status_code, made["Location"], line.planned) == (302, f"/budget/{line.pk}/", 123_456)
    assert lead.post("/budget/new/", {**given, "name": ""}).status_code == 422
    url = f"/budget/{line.pk}/"
    lead.post(f"{url}book/", {"step": "executed", "amount": "100", "on": "2026-05-01", "words": "合同"})
    lead.post(f"{url}edit/", {"version": "1", "name": "示范村奖补", "planned": "2000", "is_active": "on"})
    line.refresh_from_db(from_queryset=BudgetLine.objects.unscoped("test"))
    assert (line.executed, line.planned) == (10_000, 200_000)
    assert lead.post(f"{url}book/", {"step": "executed"}).status_code == 302


def test_a_project_its_equipment_and_its_matching_through_pages(client_as: ClientAs, cast: Cast) -> None:
    lead = client_as("county_lead")
    given = {"division_path": cast.county.path, "name": "国债一批", "approved_on": "2024-06-01", "base": "1000000"}
    assert lead.post("/budget/bonds/new/", given).status_code == 302
    made = BondProject.objects.unscoped("test").get()
    url = f"/budget/bonds/{made.pk}/"
    item = {"category": "flood", "name": "冲锋舟", "unit": "艘", "planned": "4", "price": "35000", "team": "县队"}
    lead.post(f"{url}items/", item)
    row = BondItem.objects.get()
    lead.post(f"{url}items/{row.pk}/", {"version": "0", "delivered": "3", "accepted": "2", "issued": "1"})
    edit = {"version": "0", "name": "国债一批", "base": "1000000", "in_place": "350000"}
    lead.post(f"{url}edit/", edit)
    page = text(lead.get(url))
    assert "应配套 700,000 元，到位 350,000 元" in page
    assert "140,000" in page
    assert page.count("这一类没有装备") == 5
    listed = text(lead.get("/budget/bonds/"))
    assert "六类缺 5 类" in listed
    sheet = cells(lead.get(f"{url}export.xlsx"))
    assert ["抗洪抢险", "冲锋舟", "艘", "4", "3", "2", "1", "35000", "140000", "县队"] in sheet


def cells(response: Any) -> list[list[str]]:
    data = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [[f"{c:g}" if isinstance(c, float) else str(c) for c in row] for row in rows]


def test_a_new_version_of_the_rates_stands_beside_the_old_one(client_as: ClientAs, cast: Cast) -> None:
    admin = client_as("county_admin")
    given = {
        "name": "2027 年文件",
        "valid_from": "2027-01-01",
        "first_name": "山区县",
        "first_percent": "85",
        "counties": "411523、411524",
        "rest_percent": "65",
    }
    admin.post("/budget/matching/new/", given)
    page = text(admin.get("/budget/matching/"))
    assert "2027 年文件" in page
    assert "信应急〔2024〕48号" in page
    assert [m.name for m in selectors.matchings()][1:] == ["2027 年文件"]
    admin.post("/budget/matching/new/", {**given, "counties": "4115"})
    assert len(selectors.matchings()) == 2


def test_the_budget_goes_into_excel_and_the_journal_knows(client_as: ClientAs, cast: Cast) -> None:
    add(cast, 1_000_000_00)
    sheet = cells(client_as("county_auditor").get("/budget/export.xlsx?year=2026"))
    assert any("救灾物资采购" in row and "1000000" in row for row in sheet)
    assert Entry._base_manager.filter(kind="resources.money_exported").count() == 1


def test_without_anything_the_pages_say_so(client_as: ClientAs, cast: Cast) -> None:
    lead: Client = client_as("county_lead")
    assert "没有符合条件的经费" in text(lead.get("/budget/"))
    assert "还没有登记国债装备项目" in text(lead.get("/budget/bonds/"))
