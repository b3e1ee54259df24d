"""Who is called: each person once, under the highest post, with stand-in, superior and guardian."""

from typing import Any

import pytest
import shapely

from qianshao.core import sql
from qianshao.people.selectors import (
    CONTACT_COLUMNS,
    RECIPIENT_COLUMNS,
    contacts_of,
    guardians_in,
    household_sources,
    household_sources_in,
    households_by_id,
    person_recipients,
)
from qianshao.people.services import HouseholdRow, import_households
from tests.people.conftest import NOW, TODAY


def read(select: Any, columns: Any) -> Any:
    rows = sql.fetch_all(f"SELECT {', '.join(columns)} FROM ({select.sql}) AS s", select.params)
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.fixture
def people(place: Any, cast: Any) -> Any:
    found = person_recipients([place.liuxi], TODAY)
    return {row["name"]: row for row in read(found.source, RECIPIENT_COLUMNS)}


def test_those_responsible_in_the_area_and_above_it_are_called_and_nobody_of_the_next_village(people: Any) -> None:
    assert set(people) == {"陈国栋", "李国强", "王镇长", "何志远", "吴长贵", "刘桂英", "王亮"}


def test_a_person_with_two_posts_appears_once_under_the_higher_one(place: Any, cast: Any, people: Any) -> None:
    found = person_recipients([place.liuxi], TODAY)
    assert len(found.ids) == len(set(found.ids)) == found.count
    assert people["吴长贵"]["post_label"] == "柳溪村支书"
    assert people["吴长贵"]["is_key"]


def test_a_stand_in_is_called_only_where_the_post_has_no_a(place: Any, cast: Any, machine: Any, people: Any) -> None:
    assert "周副任" not in people
    assert people["何志远"]["standin_ref"] == cast["周副任"]
    assert people["吴长贵"]["standin_ref"] == cast["刘桂英"]


def test_the_superior_is_the_next_leading_holder_up_the_chain(cast: Any, people: Any) -> None:
    assert people["王亮"]["superior_ref"] == cast["吴长贵"]
    assert people["刘桂英"]["superior_ref"] == cast["吴长贵"]
    assert people["吴长贵"]["superior_ref"] == cast["何志远"]
    assert people["何志远"]["superior_ref"] == cast["王镇长"]
    assert people["王镇长"]["superior_ref"] == cast["李国强"]
    assert people["李国强"]["superior_ref"] == cast["陈国栋"]
    assert people["陈国栋"]["superior_ref"] is None


def test_audiences_by_level_and_post_do_not_overlap(place: Any, cast: Any) -> None:
    by_level = [set(person_recipients([place.liuxi], TODAY, levels=[n]).ids) for n in (3, 4, 5, 6)]
    everyone = person_recipients([place.liuxi], TODAY)
    assert sum(map(len, by_level)) == everyone.count
    assert set(person_recipients([place.liuxi], TODAY, posts=["R-DI"]).ids) == {cast["刘桂英"]}


def test_the_phone_book_reaches_up_to_the_top(place: Any, cast: Any) -> None:
    book = {row["ref"]: row for row in read(contacts_of([cast["王亮"]], TODAY), CONTACT_COLUMNS)}
    assert set(book) == {
        cast[n] for n in ("王亮", "吴长贵", "刘桂英", "何志远", "周副任", "王镇长", "李国强", "陈国栋")
    }
    assert book[cast["吴长贵"]]["post_codes"] == "R-VS,C-FX"
    assert book[cast["吴长贵"]]["address_enc"].startswith("e1:")


@pytest.fixture
def homes(place: Any, cast: Any, machine: Any) -> Any:
    rows = [
        HouseholdRow("a", place.grid, "张有福", code="1", phone="13900000001", lon=114.90, lat=31.60),
        HouseholdRow("b", place.liuxi, "李秀梅", code="2", lon=114.91, lat=31.61, guardian_id=cast["刘桂英"]),
        HouseholdRow("c", place.hongqi, "陈立新", code="1", lon=114.99, lat=31.69),
    ]
    return import_households(rows=rows, actor=machine, now=NOW).ids


def test_households_of_an_area_carry_their_guardian_or_the_leader_of_their_grid(
    place: Any, cast: Any, homes: Any
) -> None:
    sources = household_sources([place.liuxi], TODAY)
    rows = {row["name"]: row for s in sources for row in read(s, RECIPIENT_COLUMNS)}
    assert set(rows) == {"张有福", "李秀梅"}
    assert rows["张有福"]["guardian_ref"] == cast["王亮"]
    assert rows["李秀梅"]["guardian_ref"] == cast["刘桂英"]
    assert rows["李秀梅"]["address_enc"] == ""
    assert guardians_in(sources) == {cast["王亮"], cast["刘桂英"]}


def test_sources_are_cut_so_that_each_household_is_in_exactly_one(place: Any, homes: Any) -> None:
    sources = household_sources([place.town], TODAY, size=1)
    ids = [row["recipient_id"] for s in sources for row in read(s, RECIPIENT_COLUMNS)]
    assert len(sources) == 3
    assert sorted(ids) == sorted(homes.values())


def test_a_polygon_finds_the_households_inside_it_and_on_its_edge(homes: Any) -> None:
    area = shapely.box(114.89, 31.59, 114.91, 31.62)
    found = [row["name"] for s in household_sources_in(area, TODAY) for row in read(s, RECIPIENT_COLUMNS)]
    assert sorted(found) == ["张有福", "李秀梅"]


def test_households_by_id_leave_out_the_ones_no_longer_there(homes: Any) -> None:
    rows = read(households_by_id([homes["c"], 999_999], TODAY), RECIPIENT_COLUMNS)
    assert [row["name"] for row in rows] == ["陈立新"]
