"""Vector tiles: the right points in the right place, one for each pixel, nothing outside the scope."""

import gzip
import math
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.scope import Scope
from qianshao.geo.cells import cell_of
from qianshao.onemap.rules import mercator, mvt
from qianshao.onemap.selectors.points import clusters, count, tile
from qianshao.onemap.sources import HOUSEHOLDS, SHELTERS, source
from qianshao.people.models import Household
from qianshao.registry.models import Kind
from qianshao.registry.services import create_record, retire_record, verify_record
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.onemap.county import furnish
from tests.onemap.reader import points


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    x = int((lon + 180) / 360 * (1 << z))
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * (1 << z))
    return z, x, y


@given(
    st.lists(
        st.tuples(st.integers(1, 2**40), st.integers(-64, 4160), st.integers(-64, 4160), st.integers(0, 4)),
        min_size=1,
        max_size=40,
    )
)
def test_what_is_written_is_read_back(rows: list[tuple[int, int, int, int]]) -> None:
    ids, px, py, codes = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    names = ("off", "ok", "run", "wait", "bad")
    data = mvt.encode("points", ids, px, py, (mvt.Column("t", codes, names), mvt.counted("n", ids)))
    back = [(p["id"], p["x"], p["y"], names.index(p["t"])) for p in points(data)]
    assert back == rows
    assert [p["n"] for p in points(data)] == ids.tolist()


def test_a_pixel_carries_its_worst_point_and_how_many_there_are() -> None:
    px, py, weight = (np.array(v, dtype=np.int64) for v in ([1, 2, 500], [1, 3, 9], [0, 4, 1]))
    keep, counts = mvt.thinned(px, py, weight)
    assert sorted(zip(keep.tolist(), counts.tolist(), strict=True)) == [(1, 2), (2, 1)]


def test_the_box_of_a_tile_holds_the_points_placed_in_it() -> None:
    z, x, y = tile_at(114.84, 31.67, 14)
    west, south, east, north = mercator.box_of(z, x, y)
    assert west <= 114.84 <= east and south <= 31.67 <= north
    px, py = mercator.place(*mercator.world(np.array([west, east]), np.array([north, south])), z, x, y)
    assert abs(px - [0, 4096]).max() <= 1 and abs(py - [0, 4096]).max() <= 1


@pytest.mark.django_db
def test_a_tile_holds_the_points_of_ones_own_area_only(cast: Cast) -> None:
    furnish(cast)
    here, there = cast.village_a1, cast.village_b1
    mine = tile(cast.scope("town_duty"), SHELTERS, *tile_at(here.lon or 0, here.lat or 0, 14), now=cast.now)
    (found,) = points(mine)
    assert (found["t"], found["n"]) == ("ok", 1)
    at = tile_at(there.lon or 0, there.lat or 0, 14)
    assert tile(cast.scope("town_duty"), SHELTERS, *at, now=cast.now) == b""
    assert points(tile(cast.scope("county_duty"), SHELTERS, *at, now=cast.now))
    assert tile(cast.scope("neighbour_lead"), SHELTERS, *at, now=cast.now) == b""


@pytest.mark.django_db
def test_families_in_one_house_are_one_point_of_the_worst_tone(cast: Cast) -> None:
    furnish(cast)
    here = cast.village_a1
    data = tile(cast.scope("county_duty"), HOUSEHOLDS, *tile_at(here.lon or 0, here.lat or 0, 14), now=cast.now)
    (found,) = points(data)
    assert (found["n"], found["t"]) == (3, "wait")
    assert "张三".encode() not in data


@pytest.mark.django_db
def test_zoomed_out_a_tile_carries_counts_that_add_up(cast: Cast) -> None:
    furnish(cast)
    a1 = cast.village_a1
    for n in range(40):
        lon, lat = 114.8 + n / 400, 31.6 + n / 500
        Household.objects.create(
            division=a1, division_path=a1.path, head_name="某", lon=lon, lat=lat, cell=cell_of(lon, lat)
        )
    scope = cast.scope("county_duty")
    spots = clusters(scope, HOUSEHOLDS, (114.0, 31.0, 115.5, 32.0), 9, now=cast.now)
    assert sum(spot.n for spot in spots) == 45 == count(scope, HOUSEHOLDS, now=cast.now)
    found = points(tile(scope, HOUSEHOLDS, *tile_at(114.85, 31.65, 7), now=cast.now))
    assert sum(point["n"] for point in found) == 45
    assert len(found) < 20


@pytest.mark.django_db
def test_without_the_sources_own_action_there_is_nothing(cast: Cast) -> None:
    furnish(cast)
    only_map = Scope({cast.county.path: frozenset({"onemap.view"})})
    assert tile(only_map, HOUSEHOLDS, *tile_at(114.84, 31.67, 14), now=cast.now) == b""


@pytest.mark.django_db
def test_the_address_of_a_tile(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    z, x, y = tile_at(114.84, 31.67, 14)
    client = client_as("county_duty")
    answer = client.get(f"/map/tiles/shelters/{z}/{x}/{y}.mvt", headers={"accept-encoding": "gzip"})
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert len(points(gzip.decompress(answer.content))) == 1
    assert client.get(f"/map/tiles/shelters/{z}/0/0.mvt").status_code == 204
    assert client.get("/map/tiles/shelters/3/8/0.mvt").status_code == 404
    assert client.get("/map/tiles/secrets/3/0/0.mvt").status_code == 404
    assert client_as("wall").get("/map/tiles/shelters/0/0/0.mvt").status_code == 403


@pytest.mark.django_db
def test_what_changes_in_the_register_is_on_the_next_tile(cast: Cast) -> None:
    furnish(cast)
    kind = Kind.objects.create(code="onemap-team", name="测试队", group="team", icon="users", check_days=30)
    scope, at = cast.scope("county_duty"), tile_at(114.84, 31.67, 14)
    actor = cast.actor("county_duty")

    def seen(now: datetime) -> list[tuple[str, int]]:
        group = source("team")
        assert group is not None
        return [(point["t"], point["n"]) for point in points(tile(scope, group, *at, now=now))]

    assert seen(cast.now) == []
    given = {"name": "蓝天队", "lon": 114.84, "lat": 31.67, "division_path": cast.village_a1.path}
    made = create_record(kind=kind.code, values=given, actor=actor, now=cast.now)
    made = verify_record(record_id=made.pk, found="ok", actor=actor, now=cast.now)
    assert seen(cast.now) == [("run", 1)]
    assert seen(cast.now + timedelta(days=31)) == [("wait", 1)]
    retire_record(record_id=made.pk, version=made.version, reason="并入县队", actor=actor, now=cast.now)
    assert seen(cast.now) == []


@pytest.mark.django_db
def test_families_are_read_again_after_a_while(cast: Cast) -> None:
    furnish(cast)
    scope, now = cast.scope("county_duty"), cast.now
    assert count(scope, HOUSEHOLDS, now=now) == 5
    Household.objects.unscoped("a test moves a family out").filter(division=cast.village_b1).update(is_active=False)
    assert count(scope, HOUSEHOLDS, now=now + timedelta(seconds=HOUSEHOLDS.hold_s)) == 3
    assert count(cast.scope("town_lead_b"), HOUSEHOLDS, now=now + timedelta(seconds=HOUSEHOLDS.hold_s)) == 0
