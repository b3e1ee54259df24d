"""Tables of two dimensions, months in sentences, who has the same again, heat cells, and what a search finds."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.hazards import services
from qianshao.hazards.layers import LAYERS
from qianshao.hazards.models import Hazard
from qianshao.hazards.pages.analysis import month_of, sentences
from qianshao.hazards.rules.clocks import in_time_by
from qianshao.hazards.selectors import Filters, hazards
from qianshao.hazards.selectors.analysis import Month, closed_by, cross, heat, month_sums, repeats
from tests.cast import NOW, Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import ACCEPTER, accepted, arrive, asked, assigned, closed, find, fresh

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.everything("a test")
DAY = timedelta(days=1)


def dated(hazard: Hazard, **columns: Any) -> Hazard:
    Hazard.objects.unscoped("a test").filter(pk=hazard.pk).update(**columns)
    return hazard


def test_the_table_counts_two_dimensions_and_leaves_out_what_is_none(cast: Cast) -> None:
    find(cast)
    find(cast, kind="gas", words="漏气")
    find(cast, kind="gas", words="软管老化", is_drill=True)
    false = find(cast, kind="gas", words="看错")
    services.mark_false(hazard_id=false.pk, words="看错", actor=cast.actor("town_duty"), now=cast.now)
    found = cross(EVERYTHING, rows="area", columns="kind", now=cast.now)
    town = cast.town_a.path
    assert dict(found.cells) == {(town, "house"): 1, (town, "gas"): 1}
    assert (found.total, found.row_sum(town), found.column_sum("gas")) == (2, 2, 1)
    assert cross(cast.scope("town_lead_b"), rows="area", columns="kind", now=cast.now).total == 0
    assert cross(EVERYTHING, rows="area", columns="kind", now=cast.now, asked=Filters(tab="closed")).total == 0
    inside = cross(EVERYTHING, rows="area", columns="grade", now=cast.now, asked=Filters(tab="open", under=town))
    assert inside.rows == (cast.village_a1.path,)
    with pytest.raises(ValueError, match="no dimension"):
        cross(EVERYTHING, rows="unit_phone", columns="kind", now=cast.now)


def test_ages_are_cut_as_the_ledger_cuts_them(cast: Cast) -> None:
    for days in (0, 6.9, 7, 29, 31, 91, 400):
        dated(find(cast), found_at=cast.now - days * DAY)
    found = cross(EVERYTHING, rows="age", columns="grade", now=cast.now)
    assert {row: found.row_sum(row) for row in found.rows} == {"week": 2, "month": 2, "quarter": 1, "older": 2}
    for age in found.rows:
        assert hazards(EVERYTHING, Filters(tab="open", age=age), cast.now).count() == found.row_sum(age)


def test_a_cell_leads_to_its_hazards_and_the_file_holds_the_table(client_as: ClientAs, cast: Cast) -> None:
    find(cast)
    client = client_as("county_lead")
    page = BeautifulSoup(client.get("/hazards/table/").content, "html.parser")
    link = page.select_one("tbody td a")
    assert link is not None
    listed = BeautifulSoup(client.get(str(link["href"])).content, "html.parser")
    assert len(listed.select(".hz-t tbody tr")) == int(link.get_text()) == 1
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get("/hazards/table/export/"))))
    assert book.get_sheet_by_index(0).to_python()[3][-1] == 1
    assert client.get("/hazards/table/?rows=x&columns=y&tab=z&under=q&late=1").status_code == 200


def test_a_month_is_counted_by_its_dates(cast: Cast) -> None:
    start, end = NOW, NOW + 31 * DAY
    dated(find(cast), found_at=start)
    dated(find(cast), found_at=end)
    late = dated(assigned(cast, due_at=cast.now + 5 * DAY), found_at=start - DAY)
    desk = cast.actor("county_duty")
    done, slow = accepted(cast), accepted(cast)
    dated(done, found_at=start + DAY, in_time_by=end, fixed_at=end - 2 * DAY)
    dated(slow, found_at=start + DAY, grade=2, in_time_by=start + 2 * DAY, fixed_at=end - DAY)
    for one in (done, slow):
        services.close_hazard(hazard_id=one.pk, actor=cast.actor("county_lead"), now=end - DAY)
    assert late.pk
    printed = Month(3, 1, 2, 1, 2, 1, 2)
    assert month_sums(EVERYTHING, start, end) == printed
    town = cast.town_a.path
    assert closed_by(EVERYTHING, start, end) == {town: (2, 2, 1)}
    services.reopen_hazard(hazard_id=done.pk, words="又裂了", actor=desk, now=end + DAY)
    assert month_sums(EVERYTHING, start, end) == printed
    assert closed_by(EVERYTHING, start, end) == {town: (2, 2, 1)}
    assert month_sums(EVERYTHING, end, end + 31 * DAY).open_at_end == 4


def test_opened_again_it_is_there_once_more(cast: Cast) -> None:
    made, desk = closed(cast), cast.actor("county_duty")
    for days in (1, 2):
        services.reopen_hazard(hazard_id=made.pk, words="又裂了", actor=desk, now=cast.now + days * DAY)
        dated(made, state="closed", accepter_unit="镇应急办", closed_at=cast.now + days * DAY)
    span = cast.now - DAY, cast.now + 5 * DAY
    assert [(one.n, one.last) for one in repeats(EVERYTHING, *span, 3)] == [(3, cast.now + 2 * DAY)]
    assert repeats(EVERYTHING, *span, 4) == []
    later = repeats(EVERYTHING, cast.now + 1.5 * DAY, cast.now + 5 * DAY, 1)
    assert [(one.n, one.is_unit) for one in later] == [(1, True)]


def test_sentences_say_what_the_numbers_say() -> None:
    this, last = Month(30, 2, 10, 4, 8, 3, 40), Month(20, 0, 10, 1, 1, 0, 20)
    said = "\n".join(sentences(this, last, [("燃气", 12, 1)], [("青石镇", 30, 9, 4), ("柳河乡", 0, 5, 1)], 2))
    for words in (
        "30 条，比上月多 10 条（50%）；其中重大 2 条",
        "销号 10 条，和上月一样",
        "按期整改 4 条，占 50%",
        "多 20 条，存量在增加",
        "逾期 3 条",
        "燃气，12 条",
        "青石镇，30 条",
        "柳河乡，请核实是否漏查",
        "2 个",
    ):
        assert words in said
    few = sentences(Month(2, 0, 5, 0, 0, 0, 0), Month(1, 0, 0, 0, 0, 0, 0), [], [], 0)
    assert "比上月多 1 条；" in few[0]
    assert any("存量在减少" in one for one in few)


@pytest.mark.parametrize(
    ("text", "month"), [("2026-03", 3), ("", 6), ("2026-13", 6), ("abcd-ef", 6), ("2099-01", 6), ("²026-01", 6)]
)
def test_a_month_that_is_none_is_the_last_whole_one(text: str, month: int) -> None:
    assert month_of({"month": text}, NOW).month == month


def test_the_same_again_is_told_of_units_and_of_places_without_one(cast: Cast) -> None:
    for _n in range(3):
        find(cast, kind="gas", unit_name="老王饭店")
        find(cast, kind="dyke", place_name="三号堤", unit_name="")
    find(cast, kind="house", unit_name="老王饭店")
    found = repeats(EVERYTHING, cast.now - DAY, cast.now + DAY, 3)
    assert [(one.name, one.is_unit, one.n) for one in found] == [("三号堤", False, 3), ("老王饭店", True, 3)]
    assert repeats(EVERYTHING, cast.now - DAY, cast.now + DAY, 4) == []
    assert repeats(EVERYTHING, cast.now + DAY, cast.now + 2 * DAY, 3) == []


def test_the_page_of_a_month(client_as: ClientAs, cast: Cast) -> None:
    for _n in range(3):
        find(cast, kind="gas", unit_name="老王饭店")
    page = client_as("county_lead").get("/hazards/months/?month=2026-07").content.decode()
    assert "新发现隐患 3 条" in page
    assert "老王饭店" in page
    assert client_as("town_lead_b").get("/hazards/months/?month=2026-07").content.decode().count("老王饭店") == 0


def test_heat_is_summed_in_cells(cast: Cast) -> None:
    for lon in (114.8401, 114.8449, 114.8451):
        dated(find(cast), lon=lon, lat=31.6701)
    cells = heat(EVERYTHING)
    assert [(round(west, 4), round(south, 4), n) for west, south, n, _major in cells] == [
        (114.84, 31.67, 2),
        (114.845, 31.67, 1),
    ]
    layer = next(layer for layer in LAYERS if layer.name == "hazard-heat")
    marks = list(layer.features(cast.scope("county_duty"), cast.now))
    assert [mark.geometry["type"] for mark in marks] == ["Polygon", "Polygon"]
    assert list(layer.features(cast.scope("town_lead_b"), cast.now)) == []


def test_a_search_finds_number_place_unit_address_and_words(cast: Cast) -> None:
    made = find(cast, words="外墙 Crack 开裂", place_name="老粮站", address="一组 3 号", unit_name="供销社")

    def finds(words: str, tab: str = "open") -> bool:
        return hazards(EVERYTHING, Filters(tab=tab, search=words), cast.now).filter(pk=made.pk).exists()

    for words in ("粮站", "供销", "一组", "开裂", "crack", "CRACK 粮站", made.no, made.no[-4:]):
        assert finds(words), words
    for words in ("站供", "瓦斯", "粮站 瓦斯", "100%", "_"):
        assert not finds(words), words
    assert not finds("粮站", "closed")
    assert finds("粮站", "")
    services.verify_hazard(hazard_id=made.pk, grade=1, actor=cast.actor("town_duty"), now=cast.now)
    services.assign_hazard(
        hazard_id=made.pk, unit_name="红旗建筑队", due_at=cast.now + DAY, actor=cast.actor("town_duty"), now=cast.now
    )
    assert finds("建筑队")
    assert not finds("供销")


def test_of_a_running_month_only_what_is_late_by_now_is_late(cast: Cast) -> None:
    dated(assigned(cast, due_at=cast.now + 5 * DAY), found_at=cast.now)
    dated(assigned(cast, due_at=cast.now + 2 * DAY), found_at=cast.now)
    start, end = cast.now - DAY, cast.now + 30 * DAY
    assert month_sums(EVERYTHING, start, end, now=cast.now + 3 * DAY).late == 1
    assert month_sums(EVERYTHING, start, end, now=end + DAY).late == 2


@pytest.mark.parametrize(
    ("act", "when", "counts"),
    [
        ("assign", 0, "new"),
        ("reopen", 9, "new"),
        ("reject", 0, "kept"),
        ("reject", 9, "kept"),
        ("unaccept", 0, "kept"),
        ("grant_extension", 0, "new"),
        ("grant_extension", 9, "kept"),
        ("reassign", 0, "new"),
        ("reassign", 9, "kept"),
        ("escalate", 9, "kept"),
    ],
)
def test_by_when_work_counts_as_in_time(act: str, when: int, counts: str) -> None:
    kept, new = NOW + 5 * DAY, NOW + 20 * DAY
    assert in_time_by(act, kept, new, NOW + when * DAY) == (new if counts == "new" else kept)
    assert in_time_by(act, None, new, NOW) == new


def test_work_sent_back_and_done_late_is_not_in_time(cast: Cast) -> None:
    made = asked(cast, due_at=cast.now + DAY)
    lead = cast.actor("town_lead")
    services.reject_hazard(hazard_id=made.pk, words="没改完", actor=lead, now=cast.now)
    later = cast.now + 2 * DAY
    assert fresh(made).due_at > later
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cast.actor("village_cadre"), now=later)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=lead, now=later)
    services.close_hazard(hazard_id=made.pk, actor=cast.actor("county_duty"), now=later)
    month = month_sums(EVERYTHING, cast.now - DAY, later + DAY)
    assert (month.closed, month.closed_dated, month.closed_in_time) == (1, 1, 0)
