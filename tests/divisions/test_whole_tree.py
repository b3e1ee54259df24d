"""The real tree: 8,146 areas of three provinces, in seconds, whole or not at all."""

import csv
import time
from dataclasses import replace
from typing import Any

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.divisions.rules import PATH_WIDTH, ancestors, child_path, depth, level_of_code
from qianshao.divisions.selectors import (
    division_by_code,
    division_by_path,
    divisions,
    full_name,
    names_of,
)
from qianshao.divisions.services import Row, import_divisions
from qianshao.journal.models import Entry
from tests.cast import NOW, SYSTEM, Cast
from tests.shared_data import shared

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope.everything("a test")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The rows of the bureau's list."""
    with shared("admin/divisions_2023.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(line["code"], line["name"], int(line["level"]), line["parent_code"]) for line in csv.DictReader(file)
        ]


def load(rows: list[Row]) -> tuple[int, int]:
    """Import by the machine."""
    return import_divisions(rows=rows, actor=SYSTEM, now=NOW)


def test_the_whole_list_goes_in_within_seconds(rows: list[Row]) -> None:
    start = time.process_time()
    assert load(rows) == (8146, 0)
    assert time.process_time() - start < 20
    counts = [divisions(EVERYWHERE, level=level).count() for level in list(Level)[:5]]
    assert counts == [3, 4, 28, 437, 7674]
    assert str(Entry.objects.unscoped("a test looks").get()) == "导入区划 8146 个，更新 0 个"


def test_the_order_of_the_rows_does_not_matter(rows: list[Row]) -> None:
    some = [row for row in rows if row.code.startswith(("41", "4115"))][:800]
    assert load(some[::-1]) == (len(some), 0)
    _every_path_hangs_together()


def test_paths_follow_parents_even_where_a_town_hangs_under_no_county_of_its_own(rows: list[Row]) -> None:
    """许昌 东城区 is a town-level area with a county's name: the tree follows parents, not levels."""
    load(rows)
    _every_path_hangs_together()
    odd = division_by_code(EVERYWHERE, "411002570000")
    assert (odd.level, odd.parent.name if odd.parent else "") == (Level.TOWNSHIP, "魏都区")


def _every_path_hangs_together() -> None:
    for division in Division.objects.unscoped("a test looks").select_related("parent"):
        above = division.parent.path if division.parent else ""
        assert division.path[:-PATH_WIDTH] == above


def test_rows_go_in_by_the_batch_not_one_by_one(rows: list[Row], django_assert_max_num_queries: Any) -> None:
    """SQLite takes 999 parameters a statement, so a batch is some 80 rows."""
    with django_assert_max_num_queries(130):
        load(rows)


def test_an_orphan_refuses_the_whole_list(rows: list[Row]) -> None:
    orphan = Row("999999100000", "孤儿镇", 4, "999999000000")
    with pytest.raises(Invalid) as refused:
        load([*rows[:50], orphan])
    assert "孤儿镇" in str(refused.value)
    assert not Division.objects.unscoped("a test counts").exists()
    assert not Entry.objects.unscoped("a test counts").exists()


def test_a_later_list_renames_and_adds_and_keeps_every_path(rows: list[Row]) -> None:
    xin = [row for row in rows if row.code.startswith("411523") or row.code in {"410000000000", "411500000000"}]
    load(xin)
    before = dict(Division.objects.unscoped("a test looks").values_list("code", "path"))
    renamed = [replace(row, name="新集改名镇") if row.code == "411523100000" else row for row in xin]
    more = Row("411523100999", "新建社区", 5, "411523100000")
    assert load([*renamed, more]) == (1, 1)
    after = dict(Division.objects.unscoped("a test looks").values_list("code", "path"))
    assert {code: after[code] for code in before} == before
    assert division_by_code(EVERYWHERE, "411523100000").name == "新集改名镇"


def test_only_the_administrator_imports(cast: Cast) -> None:
    for key in ("county_lead", "county_duty", "town_lead", "wall"):
        with pytest.raises(NotAllowed):
            import_divisions(rows=[], actor=cast.actor(key), now=NOW)


def test_questions_stay_in_the_scope(cast: Cast) -> None:
    scope = cast.scope("town_lead")
    assert [d.name for d in divisions(scope)] == ["青石镇", "红旗村", "下湾村"]
    assert [d.name for d in divisions(scope, level=Level.VILLAGE, under=cast.village_a2.path)] == ["下湾村"]
    for ask in (
        lambda: division_by_code(scope, "411599200000"),
        lambda: division_by_path(scope, cast.town_b.path),
        lambda: division_by_code(scope, "000000000000"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_names_come_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert set(names_of({cast.town_a.path, cast.town_b.path}).values()) == {"青石镇", "柳河乡"}
    assert full_name(cast.village_a1.path) == "青石镇红旗村"


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("410000000000", 1),
        ("411500000000", 2),
        ("411523000000", 3),
        ("411523100000", 4),
        ("411523100201", 5),
        ("41152310020", None),
        ("4115231002x1", None),
        ("", None),
    ],
)
def test_the_level_of_a_code_is_read_from_its_zeros(code: str, level: int | None) -> None:
    assert level_of_code(code) == level


def test_every_code_of_the_list_says_its_own_level(rows: list[Row]) -> None:
    odd = [row.code for row in rows if level_of_code(row.code) != row.level]
    assert odd == []


def test_a_parent_has_room_for_9998_parts_the_last_number_ends_ranges() -> None:
    assert child_path("0001", 9998) == "00019998"
    for number in (0, 9999):
        with pytest.raises(ValueError, match="room"):
            child_path("", number)
    assert ancestors("000100020003") == ["0001", "00010002", "000100020003"]
    assert depth("00010002") == 2
