"""The made-up county: real names and codes, invented people that cannot be anybody, the same every time."""

import pytest
import shapely

from qianshao.core.errors import NotFound
from qianshao.demo.cast import holders, houses
from qianshao.demo.facts import CountyFacts, county_facts
from qianshao.demo.layout import Layout, lay_out


@pytest.fixture(scope="module")
def xinxian() -> tuple[CountyFacts, Layout]:
    facts = county_facts("411523")
    return facts, lay_out(facts)


def test_a_county_brings_its_towns_villages_and_what_is_above_it() -> None:
    facts = county_facts("411523")
    assert [place.name for place in facts.above] == ["河南省", "信阳市"]
    assert (facts.county.name, len(facts.towns)) == ("新县", 16)
    assert sum(map(len, facts.villages.values())) == 206
    assert facts.outlined


def test_six_and_twelve_digits_mean_the_same_county() -> None:
    assert county_facts("420116000000").county == county_facts("420116").county


@pytest.mark.parametrize("code", ["411523100", "999999", "", "abc"])
def test_a_code_that_is_no_county_is_refused_with_the_list_of_counties(code: str) -> None:
    with pytest.raises(NotFound, match="411523 新县"):
        county_facts(code)


def test_a_development_zone_without_an_outline_gets_a_stand_in_and_says_so() -> None:
    facts = county_facts("411571")
    assert not facts.outlined
    assert len(lay_out(facts).towns) == 2


def test_every_village_and_grid_lies_in_its_own_town_and_the_towns_fill_the_county(
    xinxian: tuple[CountyFacts, Layout],
) -> None:
    facts, layout = xinxian
    for town in layout.towns:
        points = [village.at for village in town.villages]
        points += [grid.at for village in town.villages for grid in village.grids]
        assert shapely.intersects_xy(town.area, points).all(), town.place.name
    union = shapely.union_all([town.area for town in layout.towns])
    assert union.symmetric_difference(facts.outline).area < facts.outline.area * 1e-6


def test_danger_zones_lie_in_the_county_and_belong_to_a_village_they_touch(
    xinxian: tuple[CountyFacts, Layout],
) -> None:
    facts, layout = xinxian
    near = {
        village.place.code: shapely.MultiPoint([village.at, *(grid.at for grid in village.grids)])
        for town in layout.towns
        for village in town.villages
    }
    assert {zone.kind for zone in layout.zones} == {"torrent", "geology", "lowland"}
    assert len(layout.zones) >= 40
    assert len({zone.name for zone in layout.zones}) > 40
    for zone in layout.zones:
        assert zone.area.area > 0
        assert zone.area.difference(facts.outline.buffer(1e-9)).area == pytest.approx(0, abs=1e-12)
        assert zone.area.intersects(near[zone.village.code])


def test_the_same_seed_makes_the_same_people_and_another_seed_others(
    xinxian: tuple[CountyFacts, Layout],
) -> None:
    facts, layout = xinxian
    people = holders(facts, layout, 3_000, seed=1)
    assert people == holders(facts, layout, 3_000, seed=1)
    assert people != holders(facts, layout, 3_000, seed=2)
    assert list(houses(layout, people, 700, 1)) == list(houses(layout, people, 700, 1))
    assert len(people) == 3_000


def test_the_chain_is_whole_however_small_the_county_is(xinxian: tuple[CountyFacts, Layout]) -> None:
    facts, layout = xinxian
    people = holders(facts, layout, 0, seed=1)
    units = {holder.unit for holder in people}
    assert facts.county.code in units
    for town in layout.towns:
        assert town.place.code in units
        for village in town.villages:
            assert village.place.code in units
            assert all(grid.key in units for grid in village.grids)
    keys = {holder.key for holder in people}
    assert all(holder.stand_in in keys for holder in people if holder.stand_in)
    assert any(holder.stand_in for holder in people)


def test_no_phone_number_can_be_real_and_none_is_used_twice(xinxian: tuple[CountyFacts, Layout]) -> None:
    facts, layout = xinxian
    people = holders(facts, layout, 3_000, seed=1)
    made = list(houses(layout, people, 2_000, 1))
    phones = [holder.phone for holder in people] + [house.phone for house in made if house.phone]
    assert all(len(phone) == 11 and phone.startswith("100") for phone in phones)
    assert len(set(phones)) == len(phones)
    assert any(not house.phone for house in made), "some houses can only be reached by a knock"


def test_every_house_has_members_a_guardian_of_its_grid_and_a_place_in_its_town(
    xinxian: tuple[CountyFacts, Layout],
) -> None:
    facts, layout = xinxian
    people = holders(facts, layout, 3_000, seed=1)
    by_key = {holder.key: holder for holder in people}
    area_of = {grid.key: town.area for town in layout.towns for village in town.villages for grid in village.grids}
    made = list(houses(layout, people, 3_000, 1))
    assert len(made) == 3_000
    for house in made:
        assert house.members
        assert by_key[house.guardian].unit == house.unit
        assert shapely.intersects_xy(area_of[house.unit], *house.at)
        if house.in_zone >= 0:
            assert shapely.intersects_xy(layout.zones[house.in_zone].area, *house.at)
    needs = {member.need for house in made for member in house.members}
    assert {"alone", "disabled", "leftchild", "ill"} <= needs
