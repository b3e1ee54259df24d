"""Area → villages → people: who is called, from the stored pieces only, and never by default."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.alerts.models import Alert, AlertArea
from qianshao.alerts.selectors import stops_of, targets_of
from qianshao.alerts.selectors.targets import places
from qianshao.core import clock
from qianshao.core.sql import fetch_all
from tests.alerts.conftest import COUNTY_CODE, SQUARE, message, receive
from tests.cast import Cast
from tests.cast_people import People


def names(alert: Alert) -> set[str]:
    """Everybody the sources yield."""
    found: set[str] = set()
    for group in targets_of(alert, clock.now()).recipients:
        for source in group.chunks:
            found |= {row[0] for row in fetch_all(f"SELECT name FROM ({source.sql}) AS s", source.params)}
    return found


def code(value: str) -> str:
    return COUNTY_CODE.replace("411523000000", value)


ABOVE = {"陈国栋", "李国强", "王镇长", "何志远"}
HONGQI = ABOVE | {"吴长贵", "刘桂英", "王亮", "张有福", "李秀梅", "赵国民"}


def test_a_polygon_finds_the_households_inside_and_everyone_responsible_for_their_village(
    cast: Cast, people: People
) -> None:
    alert = receive(cast)
    found = names(alert)
    assert HONGQI - found == set() and not {"陈立新", "何春生", "孙玉兰"} & found
    preview = targets_of(alert, clock.now()).preview
    assert (preview.households, "红旗村" in preview.villages) == (3, True)
    assert stops_of(alert, clock.now()) == ()


def test_a_village_code_finds_its_people_and_a_county_code_finds_all(cast: Cast, people: People) -> None:
    village = names(receive(cast, message((SQUARE, code("411599100202")))))
    assert {"孙玉兰", "陈立新"} <= village and "张有福" not in village
    whole = names(receive(cast, message((SQUARE, code("411599000000")), ("203800_0", "203801_0"))))
    assert {"孙玉兰", "陈立新", "张有福", "何春生"} <= whole


def test_an_area_named_whole_counts_the_villages_and_towns_inside_it(cast: Cast, people: People) -> None:
    town = targets_of(receive(cast, message((SQUARE, code("411599100000")))), clock.now()).preview
    assert (sorted(town.villages), town.towns) == (["下湾村", "红旗村"], ("青石镇",))
    county = receive(cast, message((SQUARE, code("411599000000")), ("203800_0", "203801_0")))
    preview = targets_of(county, clock.now()).preview
    assert (len(preview.villages), len(preview.towns)) == (4, 2)
    assert places(preview) == cast.county.name, "a message names the county, not its sixteen towns"


def test_a_code_above_the_county_means_the_county_and_not_the_neighbour(cast: Cast, people: People) -> None:
    alert = receive(cast, message((SQUARE, code("411500000000"))))
    assert targets_of(alert, clock.now()).covered.paths == (cast.county.path,)


def test_a_circle_finds_those_within_its_radius(cast: Cast, people: People) -> None:
    assert {"张有福", "赵国民"} <= names(receive(cast, message((SQUARE, "<circle>31.67,114.84 1</circle>"))))


def test_one_county_of_several_is_called_and_the_others_are_said(cast: Cast, people: People) -> None:
    alert = receive(cast, message((SQUARE, code("411598000000") + code("411599100201"))))
    targets = targets_of(alert, clock.now())
    assert targets.covered.paths == (cast.village_a1.path,)
    assert any("以外" in note for note in targets.covered.notes)
    assert stops_of(alert, clock.now()) == ()


def test_households_without_a_place_are_called_with_their_village(cast: Cast, people: People) -> None:
    from qianshao.people.models import Household

    Household._base_manager.filter(head_name="赵国民").update(lon=None, lat=None, cell=None)
    alert = receive(cast)
    assert "赵国民" in names(alert)
    assert targets_of(alert, clock.now()).preview.unplaced == 1


def test_blue_calls_towns_and_villages_only(cast: Cast, people: People) -> None:
    alert = receive(cast, message(("红色", "蓝色"), ("Extreme", "Minor")))
    assert names(alert) == {"王镇长", "何志远", "吴长贵", "刘桂英"}


@pytest.mark.parametrize(
    ("area", "stop"),
    [
        ("", "no_area"),
        ("<circle>31.67,114.84 0</circle>", "no_area"),
        ("<polygon></polygon>", "no_area"),
        (code("411598000000"), "outside"),
        (code("no such code"), "outside"),
        ("<polygon>31.66,114.83 31.68,114.85 31.66,114.85 31.68,114.83 31.66,114.83</polygon>", "self_crossing"),
        ("<polygon>40.0,116.0 40.0,116.1 40.1,116.1 40.0,116.0</polygon>", "nobody"),
        ("<polygon>31.66000,114.83 31.66000,114.83001 31.66001,114.83001 31.66,114.83</polygon>", "too_small"),
    ],
)
def test_an_area_that_cannot_be_meant_stops_the_release(cast: Cast, people: People, area: str, stop: str) -> None:
    alert = receive(cast, message((SQUARE, area)))
    assert stop in [one.code for one in stops_of(alert, clock.now())]
    if stop != "nobody":
        assert targets_of(alert, clock.now()).recipients == ()


def test_swapped_axes_are_named_when_the_county_has_an_outline(cast: Cast, people: People) -> None:
    outline = {
        "type": "Polygon",
        "coordinates": [[[114.7, 31.5], [115.1, 31.5], [115.1, 31.8], [114.7, 31.8], [114.7, 31.5]]],
    }
    type(cast.county)._base_manager.filter(pk=cast.county.pk).update(boundary=outline)
    alert = receive(cast)
    turned = {"type": "Polygon", "coordinates": [[[31.66, 80.0], [31.68, 80.0], [31.68, 80.1], [31.66, 80.0]]]}
    AlertArea.objects.filter(alert=alert).update(geometry=turned)
    assert {one.code for one in stops_of(alert, clock.now())} & {"swapped_axes", "outside"}
    far = {"type": "Polygon", "coordinates": [[[116, 40], [116.1, 40], [116.1, 40.1], [116, 40]]]}
    AlertArea.objects.filter(alert=alert).update(geometry=far)
    assert [one.code for one in stops_of(alert, clock.now())] == ["outside"]


ruined: st.SearchStrategy[Any] = st.sampled_from(
    [
        {},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": [[["a", 2], [3, 4], [5, 6], ["a", 2]]]},
        {"type": "Polygon", "coordinates": None},
        {"type": "Point", "coordinates": [114.8, 31.6]},
        {"type": "LineString", "coordinates": [[114.8, 31.6], [114.9, 31.6]]},
        {"type": "Nonsense"},
        [],
        "x",
        7,
    ]
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ruined)
def test_an_area_ruined_in_the_database_calls_nobody(cast: Cast, people: People, geometry: Any) -> None:
    alert = Alert._base_manager.first() or receive(cast)
    AlertArea.objects.filter(alert=alert).update(geometry=geometry)
    targets = targets_of(alert, clock.now())
    assert targets.recipients == () and targets.contacts() == () and targets.preview.total == 0
    assert stops_of(alert, clock.now()) != ()


def test_an_area_deleted_from_the_database_calls_nobody(cast: Cast, people: People) -> None:
    alert = receive(cast)
    alert.areas.all().delete()
    assert targets_of(alert, clock.now()).recipients == ()
    assert [one.code for one in stops_of(alert, clock.now())] == ["no_area"]
