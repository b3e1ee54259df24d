"""双重预防: the four colours are computed, open hazards weaken them and give them back, measures have persons."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.hazards import selectors, services
from qianshao.hazards.layers import LAYERS
from qianshao.hazards.models import Hazard, RiskAssessment, RiskControl, RiskSheet
from qianshao.hazards.rules.risks import by_lec, by_matrix, keeper_fault, review_due, shown_colour
from qianshao.hazards.selectors.standards import shipped_rows
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import assigned, closed, find, fresh

pytestmark = pytest.mark.django_db
BANDS, MATRIX, WEAKEN = (shipped_rows(name) for name in ("risk_bands", "risk_matrix", "risk_weaken"))


def point(cast: Cast, name: str = "烟花仓库", path: str = "", kind: str = "risk_point", **more: Any) -> Record:
    load_kinds(Kind)
    values = {"name": name, "division_path": path or cast.village_a1.path, "lon": 114.84, "lat": 31.67, **more}
    return create_record(kind=kind, values=values, actor=SYSTEM, now=NOW)


def assess(cast: Cast, record: Record, who: str = "town_duty", **given: Any) -> RiskSheet:
    options = {"method": "lec", "given": {"L": 3.0, "E": 6.0, "C": 7.0}, "keeper": "town", **given}
    return services.assess_risk(record_id=record.pk, actor=cast.actor(who), now=cast.now, **options)


def shown(cast: Cast, record: Record) -> Any:
    return selectors.risk_row(cast.scope("county_duty"), record.pk, cast.now).shown


@pytest.mark.parametrize(
    ("score", "colour"),
    [(0.1, "blue"), (19.99, "blue"), (20, "blue"), (69.9, "blue"), (70, "yellow"), (159.9, "yellow"),
     (160, "orange"), (319.9, "orange"), (320, "red"), (10_000, "red")],
)  # fmt: skip
def test_the_lower_end_of_a_band_belongs_to_it(score: float, colour: str) -> None:
    found = by_lec(1, 1, score, BANDS)
    assert found is not None
    assert found.colour == colour


def test_tenths_do_not_slip_out_of_their_band() -> None:
    found = by_lec(0.1, 7, 100, BANDS)
    assert found is not None
    assert (found.score, found.colour) == (70, "yellow")


def test_the_matrix_has_every_cell_and_no_other() -> None:
    assert all(by_matrix(row, column, MATRIX) for row in range(1, 6) for column in range(1, 6))
    assert by_matrix(6, 1, MATRIX) is None


@pytest.mark.parametrize(
    ("base", "by_grade", "colour"),
    [("blue", {}, "blue"), ("blue", {1: 1}, "yellow"), ("blue", {0: 1}, "yellow"), ("blue", {1: 2}, "yellow"),
     ("blue", {1: 3}, "orange"), ("blue", {0: 1, 1: 2}, "orange"), ("blue", {2: 1}, "red"), ("red", {1: 9}, "red"),
     ("", {2: 4}, "")],
)  # fmt: skip
def test_open_hazards_weaken_a_colour_by_the_countys_rows(base: str, by_grade: dict[int, int], colour: str) -> None:
    assert shown_colour(base, WEAKEN, by_grade).colour == colour


def test_a_county_without_rows_raises_nothing() -> None:
    assert shown_colour("blue", [], {2: 9}).colour == "blue"


def test_months_end_with_the_month() -> None:
    rows = [{"code": "red", "months": 1}]
    assert review_due("red", rows, NOW.replace(month=1, day=31)).day == 28  # type: ignore[union-attr]
    assert review_due("blue", rows, NOW) is None


def test_a_red_risk_is_not_left_to_the_enterprise() -> None:
    rows = shipped_rows("risk_review")
    assert keeper_fault("enterprise", "red", rows) == "low_keeper"
    assert keeper_fault("county", "red", rows) == ""
    assert keeper_fault("enterprise", "blue", rows) == ""
    assert keeper_fault("nobody", "blue", rows) == "no_keeper"


def test_an_assessment_is_computed_kept_and_told_to_the_register(cast: Cast) -> None:
    record = point(cast)
    sheet = assess(cast, record)
    assert (sheet.score, sheet.colour) == (126, "yellow")
    assert sheet.due_at == cast.now.replace(year=cast.now.year + 1)
    assert sheet.tables == {"risk_scores": 0, "risk_bands": 0}
    assert Record.objects.unscoped("a test").get(pk=record.pk).grade == "yellow"
    again = assess(cast, record, given={"L": 6.0, "E": 6.0, "C": 15.0}, keeper="county", version=sheet.version)
    assert again.colour == "red"
    assert list(RiskAssessment.objects.values_list("colour", flat=True)) == ["red", "yellow"]
    with pytest.raises(Stale):
        assess(cast, record, version=sheet.version)


def test_values_that_are_in_no_table_are_refused(cast: Cast) -> None:
    record = point(cast)
    for bad in (
        {"given": {"L": 5.0, "E": 6.0, "C": 7.0}},
        {"given": {"L": 3.0, "E": 6.0}},
        {"method": "matrix", "given": {"likelihood": 9, "consequence": 1}},
        {"method": "guess"},
        {"keeper": "enterprise", "given": {"L": 10.0, "E": 10.0, "C": 100.0}},
    ):
        with pytest.raises(Invalid):
            assess(cast, record, **bad)
    assert not RiskSheet.objects.unscoped("a test").exists()


def test_a_linked_hazard_weakens_the_colour_and_closing_it_gives_it_back(cast: Cast) -> None:
    record = point(cast)
    assess(cast, record, given={"L": 1.0, "E": 6.0, "C": 3.0}, keeper="enterprise")
    assert shown(cast, record).colour == "blue"
    hazard = find(cast, risk_uid=record.uid)
    found = shown(cast, record)
    assert (found.colour, found.base, found.open_hazards) == ("yellow", "blue", 1)
    find(cast, risk_uid=record.uid, is_drill=True)
    assert shown(cast, record).open_hazards == 1
    services.mark_false(hazard_id=hazard.pk, words="看错了", actor=cast.actor("town_duty"), now=cast.now)
    assert shown(cast, record).colour == "blue"
    major = assigned(cast, 2, due_at=cast.now + timedelta(days=9))
    services.link_risk(hazard_id=major.pk, risk_uid=record.uid, actor=cast.actor("town_duty"), now=cast.now)
    assert (shown(cast, record).colour, shown(cast, record).major) == ("red", 1)
    Hazard.objects.unscoped("a test").filter(pk=major.pk).update(risk_uid=None)
    done = closed(cast, risk_uid=record.uid)
    assert fresh(done).risk_uid == record.uid
    assert shown(cast, record).colour == "blue"


def test_a_measure_that_does_not_hold_is_a_hazard_of_its_point(cast: Cast) -> None:
    record = point(cast)
    assess(cast, record)
    put = {"record_id": record.pk, "actor": cast.actor("town_duty"), "now": cast.now}
    control = services.put_control(sort="engineering", words="喷淋", person="冯燕", every_days=7, **put)
    worker = cast.actor("grid_worker")
    services.check_control(control_id=control.pk, is_ok=True, actor=worker, now=cast.now)
    with pytest.raises(Invalid):
        services.check_control(control_id=control.pk, is_ok=False, actor=worker, now=cast.now)
    check = services.check_control(
        control_id=control.pk, is_ok=False, words="没有水", kind="fire_gear", actor=worker, now=cast.now
    )
    made = Hazard.objects.unscoped("a test").get(no=check.hazard_no)
    assert (made.risk_uid, made.kind, made.source) == (record.uid, "fire_gear", "patrol")
    assert made.place_name == record.name
    row = selectors.risk_row(cast.scope("county_duty"), record.pk, cast.now + timedelta(days=8))
    assert row.late_checks == 1
    services.drop_control(control_id=control.pk, actor=cast.actor("town_duty"), now=cast.now)
    with pytest.raises(NotFound):
        services.check_control(control_id=control.pk, is_ok=True, actor=worker, now=cast.now)


def test_who_may_and_where(cast: Cast) -> None:
    record = point(cast)
    with pytest.raises(NotAllowed):
        assess(cast, record, who="grid_worker")
    with pytest.raises(NotFound):
        assess(cast, record, who="town_lead_b")
    school = point(cast, "中心小学", kind="school")
    with pytest.raises(NotFound):
        assess(cast, school)
    with pytest.raises(Invalid):
        services.put_control(
            record_id=record.pk, sort="training", words="x", person="y", actor=cast.actor("town_duty"), now=cast.now
        )
    assert selectors.risk_rows(cast.scope("town_lead_b"), selectors.RiskFilters(), cast.now) == []


def test_taking_up_a_register_sums_only_the_hazards_of_each_point(cast: Cast) -> None:
    """Else a thousand points are a thousand sums over the whole ledger."""
    good = {"lec_l": 3, "lec_e": 6, "lec_c": 7, "control_level": "乡镇级"}
    one = point(cast, **good)
    with CaptureQueriesContext(connection) as asked:
        assert services.adopt_registered(actor=cast.actor("town_duty"), now=cast.now) == (1, 0)
    sums = [query["sql"] for query in asked if "COUNT(" in query["sql"] and "hazards_hazard" in query["sql"]]
    assert sums
    assert all('"risk_uid" IN' in sql for sql in sums)
    assert shown(cast, one).colour == "yellow"


def test_a_review_is_due_on_the_day_of_beijing() -> None:
    rows = [{"code": "red", "months": 1}]
    night = datetime(2026, 1, 30, 17, tzinfo=UTC)  # the 31st in Beijing
    assert review_due("red", rows, night) == datetime(2026, 2, 27, 17, tzinfo=UTC)


def test_what_was_imported_into_the_register_is_taken_up(cast: Cast) -> None:
    good = {"lec_l": 3, "lec_e": 6, "lec_c": 7, "control_level": "乡镇级"}
    point(cast, **good)
    point(cast, "弯道", **{**good, "lec_l": 5})
    point(cast, "鱼塘")
    assert services.adopt_registered(actor=cast.actor("town_duty"), now=cast.now) == (1, 1)
    assert services.adopt_registered(actor=cast.actor("town_duty"), now=cast.now) == (0, 1)
    rows = selectors.risk_rows(cast.scope("town_duty"), selectors.RiskFilters(), cast.now)
    assert [(row.record.name, row.colour) for row in rows] == [("烟花仓库", "yellow"), ("弯道", ""), ("鱼塘", "")]


def test_the_pages_of_risk_points(client_as: ClientAs, cast: Cast) -> None:
    record = point(cast, "<script>alert(1)</script>")
    town, worker = client_as("town_duty"), client_as("grid_worker")
    given = {"method": "lec", "L": "3", "E": "6", "C": "7", "keeper": "town", "harm": "爆炸", "keeper_person": "冯燕"}
    assert town.post(f"/risks/{record.pk}/assess/", given).status_code == 302
    assert town.post(f"/risks/{record.pk}/assess/", {**given, "L": "5"}).status_code == 422
    assert town.post(f"/risks/{record.pk}/assess/", {**given, "keeper": "enterprise"}).status_code == 422
    control = {"sort": "training", "words": "每季培训", "person": "冯燕", "every_days": "90"}
    assert town.post(f"/risks/{record.pk}/control/", control).status_code == 302
    made = RiskControl.objects.unscoped("a test").get()
    check = {"control_id": made.pk, "is_ok": "no", "words": "没有培训记录", "kind": "other"}
    assert worker.post(f"/risks/{record.pk}/check/", {**check, "words": ""}).status_code == 422
    assert worker.post(f"/risks/{record.pk}/check/", check).status_code == 302
    for address in ("/risks/", f"/risks/{record.pk}/", f"/risks/{record.pk}/card/", "/risks/?what=raised"):
        page = town.get(address)
        assert page.status_code == 200
        assert "评估为黄，有 1 条未销号隐患，显示为橙" in page.content.decode()
        assert "<script>alert" not in page.content.decode()
    assert "没有风险点" in town.get("/risks/?colour=red&q=zzz&keeper=x&what=y&under=abc&page=99").content.decode()
    hazard = Hazard.objects.unscoped("a test").get()
    assert f"/risks/{record.pk}/" in town.get(f"/hazards/{hazard.pk}/").content.decode()
    assert town.post(f"/risks/{record.pk}/control/", {"drop": made.pk}).status_code == 302
    assert not RiskControl.objects.unscoped("a test").get().is_active
    assert town.post("/risks/adopt/").status_code == 302


def test_the_excel_file_says_both_colours(client_as: ClientAs, cast: Cast) -> None:
    record = point(cast)
    assess(cast, record)
    find(cast, risk_uid=record.uid)
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client_as("county_lead").get("/risks/export/"))))
    rows = book.get_sheet_by_index(0).to_python()
    assert [cell for cell in rows[3][5:12] if cell != ""] == ["黄", "橙", 1, 3, 6, 7, 126]


def test_the_map_shows_the_weakened_colour(cast: Cast) -> None:
    record = point(cast)
    assess(cast, record, given={"L": 1.0, "E": 6.0, "C": 3.0}, keeper="enterprise")
    find(cast, risk_uid=record.uid)
    layer = next(layer for layer in LAYERS if layer.name == "risks")
    (mark,) = layer.features(cast.scope("county_duty"), cast.now)
    assert (mark.tone, mark.words) == ("run", "黄，有隐患 1 条")
