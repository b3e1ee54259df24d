"""Rosters in: ``./run bench imports [--rows 10000]``.

An xlsx of households and one of persons are made, checked, written and taken back, as on the page. Prints seconds and
queries for each; the queries must not follow the rows. The raw limit is the same sheet read by the reader alone. The
last line is one JSON object.
"""

import argparse
import io
import json
import time
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.divisions.services import Row, import_divisions
from qianshao.people.services import check_file, confirm_batch, undo_batch

SITE = Actor.system("bench", "cli")
LIMIT_SECONDS = 30.0
HEADINGS = {
    "persons": ("乡镇", "村", "姓名", "手机号", "岗位"),
    "households": ("乡镇", "村", "户编号", "姓名", "与户主关系", "手机号", "经度", "纬度"),
}


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--rows", type=int, default=10_000)
    return part.parse_args()


def build_area() -> None:
    """One township of twenty villages."""
    county, town = "411523000000", "411523100000"
    rows = [Row("410000000000", "省", 1), Row("411500000000", "市", 2, "410000000000")]
    rows += [Row(county, "县", 3, "411500000000"), Row(town, "石门镇", 4, county)]
    rows += [Row(f"411523100{n:03d}", f"{n} 号村", 5, town) for n in range(1, 21)]
    import_divisions(rows=rows, actor=SITE, now=clock.now())


def line(kind: str, n: int) -> tuple[object, ...]:
    """One made-up line."""
    place = ("石门镇", f"{1 + n % 20}号村")
    if kind == "persons":
        return (*place, f"测{n:05d}", f"138{n:08d}", "网格员")
    return (*place, f"H{n}", f"测{n:05d}", "户主", f"139{n:08d}", 114.8 + n % 100 / 1000, 31.6 + n % 90 / 1000)


def workbook(kind: str, first: int, count: int) -> bytes:
    """A roster of ``count`` lines."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS[kind])
    for n in range(count):
        page.write_row(n + 1, 0, line(kind, first + n))
    book.close()
    return buffer.getvalue()


def timed(verb: Callable[[], Any]) -> tuple[Any, float, int]:
    """A verb's result, its seconds and its queries."""
    with CaptureQueriesContext(connection) as caught:
        start = time.monotonic()
        result = verb()
        return result, round(time.monotonic() - start, 2), len(caught)


def measure(kind: str, first: int, count: int) -> dict[str, Any]:
    """One file in and out again."""
    data, now = workbook(kind, first, count), clock.now()
    _sheet, raw, _none = timed(
        lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    )
    batch, check, asked = timed(lambda: check_file(kind=kind, name=f"{kind}.xlsx", data=data, actor=SITE, now=now))
    assert batch.counts["problems"] == 0 and batch.counts["lines"] == count, batch.counts
    _done, write, wrote = timed(lambda: confirm_batch(batch_id=batch.pk, actor=SITE, now=now))
    _undone, undo, _queries = timed(lambda: undo_batch(batch_id=batch.pk, actor=SITE, now=now))
    return {"rows": count, "raw_read_s": raw, "check_s": check, "write_s": write, "undo_s": undo,
            "queries": asked + wrote}  # fmt: skip


def main() -> int:
    """Measure both kinds, small and large."""
    given = options()
    call_command("migrate", verbosity=0, interactive=False)
    build_area()
    result: dict[str, Any] = {"bench": "imports", "database": connection.vendor}
    for kind in HEADINGS:
        few, many = measure(kind, 0, given.rows // 10), measure(kind, 50_000, given.rows)
        print(kind, few, many, sep="\n  ")
        result[kind] = {**many, "queries_at_a_tenth": few["queries"]}
    total = max(result[kind]["check_s"] + result[kind]["write_s"] for kind in HEADINGS)
    result["ok"] = total <= LIMIT_SECONDS
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
