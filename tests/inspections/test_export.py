"""The list of visits as a file: each line its own, however the list is cut into parts."""

from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qianshao.core.errors import Invalid
from qianshao.inspections import exports, services
from qianshao.inspections.selectors import Filters
from tests.cast import Cast
from tests.inspections.places import SIGNED, due, replies, shop, started, visits

pytestmark = pytest.mark.django_db


def taken(cast: Cast) -> list[dict[str, Any]]:
    """The lines, by heading."""
    asked = Filters(tab="all")
    _name, file = exports.export_visits(filters=asked, actor=cast.actor("county_auditor"), now=cast.now)
    with file:
        table = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    return [dict(zip(table[2], line, strict=True)) for line in table[3:]]


@pytest.mark.parametrize("chunk", [1, 500])
def test_each_line_has_its_own_signers(cast: Cast, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(exports, "_CHUNK", chunk)
    shop(cast, "村口超市")
    row = started(cast)
    services.finish_visit(
        visit_id=row.pk, replies=replies(row), signing=SIGNED, actor=cast.actor("grid_worker"), now=cast.now
    )
    other = next(one for one in visits() if one.pk != row.pk)
    lines = {line["场所名称"]: line["签字人"] for line in taken(cast)}
    assert lines == {row.place_name: "刘店主", other.place_name: ""}


def test_more_rows_than_a_sheet_holds_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    due(cast)
    monkeypatch.setattr("qianshao.journal.exports.MOST_ROWS", 0)
    with pytest.raises(Invalid):
        taken(cast)
