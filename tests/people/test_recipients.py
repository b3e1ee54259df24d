"""Who is called: each person once, under the highest post, with stand-in, superior and guardian."""

from datetime import date
from typing import Any

import pytest
import shapely

from qianshao.core import sql
from qianshao.core.actor import Actor
from qianshao.core.sql import Select
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
from qianshao.people.selectors.chain import outermost
from qianshao.people.services import HouseholdRow, import_households
from tests.cast_people import People
from tests.people.conftest import NOW, TODAY, Place

Rows = dict[str, dict[str, Any]]


def read(select: Select, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = sql.fetch_all(f"SELECT {', '.join(columns)} FROM ({select.sql}) AS s", select.params)
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.fixture
def called(place: Place, people: People) -> Rows:
    found = person_recipients([place.hongqi], TODAY)
    return {row["name"]: row for row in read(found.source, RECIPIENT_COLUMNS)}


def test_those_responsible_in_the_area_and_above_it_are_called_and_nobody_of_the_next_village(called: Rows) -> None:
    assert set(called) == {"陈国栋", "李国强", "王镇长", "何志远", "吴长贵", "刘桂英", "王亮"}


def test_a_person_with_two_posts_appears_once_under_the_higher_one(place: Place, called: Rows) -> None:
    found = person_recipients([place.hongqi], TODAY)
    assert len(found.ids) == len(set(found.ids)) == found.count
    assert called["吴长贵"]["post_label"] == "红旗村支书"
    assert called["吴长贵"]["is_key"]


def test_a_stand_in_is_called_only_where_the_post_has_no_a(ids: dict[str, int], called: Rows) -> None:
    assert "周副任" not in called
    assert called["何志远"]["standin_ref"] == ids["周副任"]
    assert called["吴长贵"]["standin_ref"] == ids["刘桂英"]


def test_a_stand_in_is_called_when_the_post_has_lost_its_a(place: Place, ids: dict[str, int]) -> None:
    sql.execute("UPDATE people_assignment SET valid_to = %s WHERE person_id = %s", (TODAY, ids["何志远"]))
    assert ids["周副任"] not in person_recipients([place.town], TODAY).ids
    tomorrow = date(2026, 7, 19)
    assert ids["周副任"] in person_recipients([place.town], tomorrow).ids
    assert ids["何志远"] not in person_recipients([place.town], tomorrow).ids


def test_the_superior_is_the_next_leading_holder_up_the_chain(ids: dict[str, int], called: Rows) -> None:
    assert called["王亮"]["superior_ref"] == ids["吴长贵"]
    assert called["刘桂英"]["superior_ref"] == ids["吴长贵"]
    assert called["吴长贵"]["superior_ref"] == ids["何志远"]
    assert called["何志远"]["superior_ref"] == ids["王镇长"]
    assert called["王镇长"]["superior_ref"] == ids["李国强"]
    assert called["李国强"]["superior_ref"] == ids["陈国栋"]
    assert called["陈国栋"]["superior_ref"] is None


def test_audiences_by_level_and_post_do_not_overlap(place: Place, ids: dict[str, int]) -> None:
    by_level = [set(person_recipients([place.hongqi], TODAY, levels=[n]).ids) for n in (3, 4, 5, 6)]
    everyone = person_recipients([place.hongqi], TODAY)
    assert sum(map(len, by_level)) == everyone.count
    assert set(person_recipients([place.hongqi], TODAY, posts=["R-DI"]).ids) == {ids["刘桂英"]}


def test_the_phone_book_reaches_up_to_the_top(ids: dict[str, int]) -> None:
    book = {row["ref"]: row for row in read(contacts_of([ids["王亮"]], TODAY), CONTACT_COLUMNS)}
    names = ("王亮", "吴长贵", "刘桂英", "何志远", "周副任", "王镇长", "李国强", "陈国栋")
    assert set(book) == {ids[name] for name in names}
    assert book[ids["吴长贵"]]["post_codes"] == "R-VS,C-FX"
    assert book[ids["吴长贵"]]["address_enc"].startswith("e1:")


def test_households_carry_their_guardian_or_else_the_leader_of_their_grid(place: Place, people: People) -> None:
    sources = household_sources([place.hongqi], TODAY)
    rows = {row["name"]: row for s in sources for row in read(s, RECIPIENT_COLUMNS)}
    assert set(rows) == {"张有福", "李秀梅", "赵国民"}
    assert rows["张有福"]["guardian_ref"] == people.ids["王亮"]
    assert rows["李秀梅"]["guardian_ref"] == people.ids["刘桂英"]
    assert rows["赵国民"]["guardian_ref"] == people.ids["吴长贵"]
    assert rows["李秀梅"]["address_enc"] == ""
    assert guardians_in(sources) == {people.ids[name] for name in ("王亮", "刘桂英", "吴长贵")}


def test_sources_are_cut_so_that_each_household_is_in_exactly_one(place: Place, people: People) -> None:
    sources = household_sources([place.county], TODAY, size=2)
    ids = [row["recipient_id"] for s in sources for row in read(s, RECIPIENT_COLUMNS)]
    assert len(sources) == 3
    assert sorted(ids) == sorted(people.homes.values())


def test_a_polygon_finds_the_households_inside_it_and_on_its_edge(people: People) -> None:
    area = shapely.box(114.830, 31.660, 114.841, 31.680)
    found = [row["name"] for s in household_sources_in(area, TODAY) for row in read(s, RECIPIENT_COLUMNS)]
    assert sorted(found) == ["张有福", "李秀梅"]


def test_households_by_id_leave_out_the_ones_no_longer_there(people: People) -> None:
    rows = read(households_by_id([people.homes["陈立新"], 999_999], TODAY), RECIPIENT_COLUMNS)
    assert [row["name"] for row in rows] == ["陈立新"]


def test_many_areas_read_as_one_around_them_name_the_same_people(
    place: Place, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [place.hongqi, place.xiawan]
    apart = person_recipients(wanted, TODAY).ids
    monkeypatch.setattr("qianshao.people.selectors.chain._MOST_RANGES", 1)
    assert person_recipients(wanted, TODAY).ids == apart
    assert set(apart) > set(person_recipients([place.hongqi], TODAY).ids)


def test_areas_inside_another_one_are_left_out_of_the_outermost(place: Place) -> None:
    assert outermost([place.hongqi, place.town, place.town2, place.town]) == sorted([place.town, place.town2])
    assert outermost([place.hongqi, ""]) == [""]


def test_a_village_larger_than_a_source_is_cut_by_ids(place: Place, people: People, machine: Actor) -> None:
    rows = [HouseholdRow(f"{n}", place.xiawan, f"丁{n}", f"X{n}") for n in range(25)]
    import_households(rows=rows, actor=machine, now=NOW)
    sources = household_sources([place.county], TODAY, size=10)
    sizes = [len(read(source, RECIPIENT_COLUMNS)) for source in sources]
    ids = {row["recipient_id"] for source in sources for row in read(source, RECIPIENT_COLUMNS)}
    assert sum(sizes) == len(ids) == 30
    assert max(sizes) <= 10


def test_indexes_are_used_for_areas_and_for_the_guardians_of_villages(place: Place, people: People) -> None:
    """60,000 households took 3.3 s with a scan of the guardians for each, 0.3 s with the look-up."""
    if not sql.is_sqlite():
        pytest.skip("PostgreSQL hashes the join by itself")
    area = shapely.box(114.830, 31.660, 114.841, 31.680)
    looked_up = {
        "SEARCH g USING AUTOMATIC": household_sources_in(area, TODAY),
        "SEARCH t USING INDEX household_area": household_sources([place.county], TODAY),
    }
    for step, sources in looked_up.items():
        for source in sources:
            plan = [row[3] for row in sql.fetch_all("EXPLAIN QUERY PLAN " + source.sql, source.params)]
            assert any(line.startswith(step) for line in plan)
            assert not any(line.startswith("SCAN t") for line in plan)
