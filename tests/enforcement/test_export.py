"""The ledger of cases as a file: what stands in it, and that it leaves in the memory of a few rows."""

from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qianshao.core.errors import Invalid
from qianshao.enforcement import exports
from qianshao.enforcement.selectors import Filters
from tests.cast import Cast
from tests.enforcement.cases import Doer
from tests.memory import more_like, peak

pytestmark = pytest.mark.django_db
#: What a row more may leave behind until it is collected; a row held with what was done about it takes thrice that.
MOST_EACH = 2_000


def taken(cast: Cast) -> list[list[Any]]:
    """The lines below the headings."""
    _name, file = exports.export_cases(filters=Filters(tab=""), actor=cast.actor("county_duty"), now=cast.now)
    with file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[3:]


def test_each_row_says_what_belongs_to_it_however_the_ledger_is_cut(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    whole, bare, checked = Doer(cast).to("served"), Doer(cast), Doer(cast).check()
    whole.do_paper("check")
    monkeypatch.setattr(exports, "_CHUNK", 2)
    rows = {row[0]: row for row in taken(cast)}
    assert len(rows) == 3
    full, empty = rows[whole.case.no], rows[bare.case.no]
    assert (full[14], full[30], full[31]) == ("石磊（豫S石磊）、高峰（豫S高峰）", 1, 1)
    assert (empty[14], empty[30], empty[31]) == ("", 0, 0)
    assert rows[checked.case.no][13] == "2026-07-18 20:12"
    monkeypatch.setattr(exports, "_CHUNK", 100)
    for n in range(3):
        more_like(bare.case, 10, 10 * n, "no", but=("uid",))
    with django_assert_max_num_queries(25):
        assert len(taken(cast)) == 33


def test_more_rows_than_a_sheet_holds_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Doer(cast)
    monkeypatch.setattr("qianshao.journal.exports.MOST_ROWS", 0)
    with pytest.raises(Invalid):
        taken(cast)


def test_more_cases_take_hardly_more_memory(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    like = Doer(cast).check().case

    def take() -> None:
        exports.export_cases(filters=Filters(tab=""), actor=cast.actor("county_duty"), now=cast.now)[1].close()

    monkeypatch.setattr(exports, "_CHUNK", 20)
    more_like(like, 60, 0, "no", but=("uid",))
    take()
    few = peak(take)
    more_like(like, 200, 60, "no", but=("uid",))
    assert peak(take) < few + 200 * MOST_EACH
    monkeypatch.setattr(exports, "_CHUNK", 1000)
    assert peak(take) > few + 200 * MOST_EACH
