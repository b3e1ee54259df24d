"""A register and a roster come in: ``./run bench import [--rows 10000]``.

An xlsx of records of one kind and one of households are made, checked, written and taken back, as on their pages;
each at a tenth of the size first. Seconds for both together must stay below 30, and queries may follow the rows only
as slowly as rows are packed into statements. The raw limit is the same sheet read by the reader alone;
``times_raw_read`` says how many times as long checking and writing take. The last line is one JSON object.
(``bench imports`` measures persons and households of issue 2.)
"""

import argparse
import io
import json
from typing import Any

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from python_calamine import CalamineWorkbook

from benches import imports
from benches.imports import SITE, build_area, timed
from qianshao.core import clock
from qianshao.registry.services.import_files import check_file, confirm_batch, undo_batch

LIMIT_SECONDS = 30.0
KIND = "team_general"
HEADINGS = ("乡镇", "村", "名称", "地址", "经度", "纬度", "所属单位", "负责人", "负责人电话", "人数（人）")


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--rows", type=int, default=10_000)
    return part.parse_args()


def workbook(first: int, count: int) -> bytes:
    """A register of ``count`` teams."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS)
    for n in range(first, first + count):
        place = ("石门镇", f"{1 + n % 20}号村", f"{n:05d} 号队", f"{n} 号路")
        at = (114.8 + n % 100 / 1000, 31.6 + n % 90 / 1000)
        page.write_row(n - first + 1, 0, (*place, *at, "村委会", f"测{n:05d}", f"138{n:08d}", n % 40 + 1))
    book.close()
    return buffer.getvalue()


def records(first: int, count: int) -> dict[str, Any]:
    """One file of records as on its page: checked, written, taken back."""
    data, now = workbook(first, count), clock.now()
    _sheet, raw, _none = timed(
        lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    )
    batch, check, asked = timed(lambda: check_file(kind=KIND, name="teams.xlsx", data=data, actor=SITE, now=now))
    assert batch.counts["problems"] == 0 and batch.counts["lines"] == count, batch.counts
    _done, write, wrote = timed(lambda: confirm_batch(batch_id=batch.pk, actor=SITE, now=now))
    _undone, undo, _queries = timed(lambda: undo_batch(batch_id=batch.pk, actor=SITE, now=now))
    return {"rows": count, "raw_read_s": raw, "check_s": check, "write_s": write, "undo_s": undo,
            "queries": asked + wrote}  # fmt: skip


def main() -> int:
    """Measure both, small and large."""
    given = options()
    call_command("migrate", verbosity=0, interactive=False)
    build_area()
    result: dict[str, Any] = {"bench": "import", "database": connection.vendor}
    few = {"records": records(0, given.rows // 10), "households": imports.measure("households", 0, given.rows // 10)}
    result["records"] = records(50_000, given.rows)
    result["households"] = imports.measure("households", 50_000, given.rows)
    grown = 0.0
    for kind, small in few.items():
        many = result[kind]
        many["queries_at_a_tenth"] = small["queries"]
        grown = max(grown, (many["queries"] - small["queries"]) / (many["rows"] - small["rows"]))
    result["seconds"] = round(sum(result[kind][part] for kind in few for part in ("check_s", "write_s")), 2)
    raw = sum(result[kind]["raw_read_s"] for kind in few)
    result["times_raw_read"] = round(result["seconds"] / raw, 1) if raw else None
    result["queries_per_row"] = round(grown, 4)
    result["ok"] = result["seconds"] <= LIMIT_SECONDS and grown < 0.05
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
