"""Rows in an area are found exactly, by the cell index, on the database under test."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from django.db import connection

from qianshao.geo.cells import cells_of
from qianshao.geo.circle import circle
from qianshao.geo.cover import cover
from qianshao.geo.refine import points_in
from qianshao.geo.sql import Fragment, chunks, in_ranges, keys_within

COUNT = 8_000
AREA = circle(114.9, 31.6, 9.0).difference(shapely.box(114.88, 31.58, 114.9, 31.62))


@pytest.fixture
def points(db: None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """A table ``geo_probe`` with the indexes that misled the planner, filled with points."""
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(114.6, 115.2, COUNT).round(6), rng.uniform(31.4, 31.9, COUNT).round(6)
    lon[:3_000], lat[:3_000] = 114.91, 31.61  # one tower block: 3,000 rows in one cell
    rows = list(zip(range(1, COUNT + 1), cells_of(lon, lat).tolist(), lon.tolist(), lat.tolist(), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE geo_probe (id bigint PRIMARY KEY, cell bigint, lon double precision, lat double precision)"
        )
        cursor.executemany("INSERT INTO geo_probe VALUES (%s, %s, %s, %s)", rows)
        cursor.execute("CREATE INDEX geo_probe_cell ON geo_probe (cell)")
        cursor.execute("CREATE INDEX geo_probe_lon ON geo_probe (lon)")
        cursor.execute("ANALYZE geo_probe")
    yield lon, lat
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE geo_probe")


def test_rows_in_an_area_equal_brute_force(points: tuple[np.ndarray, np.ndarray]) -> None:
    truth = (np.flatnonzero(points_in(AREA, *points)) + 1).tolist()
    found = keys_within(connection, AREA, "geo_probe")
    assert sorted(found) == truth
    assert len(truth) > 3_000


def test_a_condition_narrows_inside_and_edge_rows_alike(points: tuple[np.ndarray, np.ndarray]) -> None:
    lon, lat = points
    truth = (np.flatnonzero(points_in(AREA, lon, lat) & (lon > 114.93)) + 1).tolist()
    assert sorted(keys_within(connection, AREA, "geo_probe", Fragment("+t.lon > %s", (114.93,)))) == truth


def test_an_empty_area_finds_no_row_at_all(points: tuple[np.ndarray, np.ndarray]) -> None:
    assert keys_within(connection, shapely.Polygon(), "geo_probe") == []


def test_the_plan_uses_the_cell_index_even_beside_a_tempting_lon_condition(
    points: tuple[np.ndarray, np.ndarray],
) -> None:
    west, _, east, _ = AREA.bounds
    source = in_ranges(cover(AREA).inside, "geo_probe", connection.vendor)
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Small tables are scanned; the question is whether the index can serve the join.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"{explain} SELECT t.id FROM {source.sql} WHERE +t.lon BETWEEN %s AND %s",
            (*source.params, west, east),
        )
        plan = " ".join(str(column) for row in cursor.fetchall() for column in row)
    assert "geo_probe_cell" in plan
    assert "geo_probe_lon" not in plan


@pytest.mark.parametrize("size", [50, 700, 100_000])
def test_chunks_hold_every_row_once_and_stay_near_their_size(
    points: tuple[np.ndarray, np.ndarray], size: int
) -> None:
    ranges = cover(AREA).inside
    whole = in_ranges(ranges, "geo_probe", connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.id FROM {whole.sql}", whole.params)
        expected = sorted(row[0] for row in cursor.fetchall())
        seen: list[int] = []
        largest = 0
        for group in chunks(connection, ranges, "geo_probe", size):
            part = in_ranges(group, "geo_probe", connection.vendor)
            cursor.execute(f"SELECT t.id, t.cell FROM {part.sql}", part.params)
            rows = cursor.fetchall()
            seen += [row[0] for row in rows]
            if len({row[1] for row in rows}) > 1:
                largest = max(largest, len(rows))
    assert sorted(seen) == expected
    assert largest <= size
