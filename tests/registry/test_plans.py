"""Tens of thousands of records: lists, searches, windows and areas go by their index."""

from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import box as rectangle

from qianshao.core.scope import Scope
from qianshao.core.sql import db_time, execute, is_sqlite, rows_param, rows_table
from qianshao.geo.cells import cells_of
from qianshao.registry.models import Kind
from qianshao.registry.selectors import box, counts_by_kind, inside, nearest, records, search
from tests.cast import NOW
from tests.registry.conftest import Register

MANY = 30_000
_COPIED = (
    "details, sealed, address, owner_org, coordinate_source, keeper_name, keeper_phone, keeper_hash, grade, state, "
    "is_public, verified_by, found, found_words, source, is_demo, version, initials, pinyin, division_path"
)


def multiply(register: Register, count: int = MANY) -> None:
    """Copies of the store all over the county, of six kinds, under numbered names; one statement."""
    number = np.arange(count)
    lon, lat = 114.5 + number * 7919 % 9973 / 9973.0, 31.2 + number * 104729 % 99991 / 99991.0
    cells = cells_of(lon, lat)
    kinds = list(Kind.objects.order_by("id").values_list("id", flat=True)[:6])
    rows = [
        [n, kinds[n % 6], float(lon[n]), float(lat[n]), int(cells[n]), f"储备点{n}", f"储备点{n}\ncbd{n}"]
        for n in range(count)
    ]
    columns = (("n", "bigint"), ("kind", "bigint"), ("lon", "float"), ("lat", "float"), ("cell", "bigint"),
               ("name", "text"), ("find", "text"))  # fmt: skip
    uid = "lower(hex(randomblob(16)))" if is_sqlite() else "gen_random_uuid()"
    copied = ", ".join(f"r.{name.strip()}" for name in _COPIED.split(","))
    execute(
        f"INSERT INTO registry_record (uid, code, kind_id, name, find_text, lon, lat, cell, made_at, {_COPIED}) "
        f"SELECT {uid}, CAST(1000000 + given.n AS text) || 'X', given.kind, given.name, given.find, given.lon, "
        f"given.lat, given.cell, %s, {copied} FROM {rows_table(columns)} CROSS JOIN registry_record AS r "
        f"WHERE r.id = %s",
        [db_time(NOW), rows_param(rows), register.store.pk],
    )
    execute("ANALYZE registry_record")


def plan_of(ask: Callable[[], Any]) -> str:
    """How the database went about every question that ``ask`` put, as it says itself."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask()
    told = []
    for query in asked.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"EXPLAIN {'QUERY PLAN ' if is_sqlite() else ''}" + query["sql"].replace("%", "%%"), []
                )
                told += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(told)


def test_every_question_goes_by_its_index_asks_few_times_and_is_right(register: Register) -> None:
    multiply(register)
    town = Scope({register.cast.town_a.path: frozenset({"registry.view"})})
    kind = Kind.objects.order_by("id")[0].code
    questions: dict[str, tuple[Callable[[], Any], str, int]] = {
        "page of a kind": (lambda: list(records(town, kind=kind)[:50]), "record_kind_list", 2),
        "page of all": (lambda: list(records(town)[5000:5050]), "record_area_list", 1),
        "page of a search": (lambda: list(records(town, query="cbd4711")[:50]), "record_find", 1),
        "search": (lambda: search(town, "cbd4711"), "record_find", 3),
        "window": (
            lambda: list(box(town, 114.8, 31.5, 114.81, 31.6).values_list("id", "lon", "lat", "kind")),
            "record_box",
            1,
        ),
        "area": (lambda: list(inside(town, rectangle(114.8, 31.5, 114.83, 31.53))), "record_cell", 4),
        "nearest": (lambda: nearest(town, [kind], 114.9, 31.6, 5), "record_box", 3),
    }
    for name, (ask, index, times) in questions.items():
        with CaptureQueriesContext(connection) as asked:
            ask()
        assert len(asked) <= times, name
        _check_plan(name, plan_of(ask), index)
    _check_answers(town)


def _check_plan(name: str, told: str, index: str) -> None:
    if not is_sqlite():
        # It knows the table's figures and may choose among indexes; words it may also read through.
        assert "Seq Scan on registry_record" not in told or "search" in name, (name, told)
    elif name != "area":  # whose ranges are bound as JSON, and a captured statement cannot be explained with again
        assert index in told, (name, told)


def _check_answers(town: Scope) -> None:
    west, south, east, north = 114.8, 31.5, 114.85, 31.55
    by_box = set(box(town, west, south, east, north).values_list("id", flat=True))
    assert by_box == {row.pk for row in inside(town, rectangle(west, south, east, north))}
    assert 50 < len(by_box) < 150
    assert search(town, "cbd4711")[0].name == "储备点4711"
    assert sum(counts_by_kind(town).values()) == MANY + 2
