"""Departments' lists into one: ``./run bench lists [--people 20000]``.

A roster of as many people as the lists name, then three lists of all of them (by identity number, by phone, by name
and address), with some unknown, some moved, some counted otherwise. Prints seconds and queries of each; the queries
must not follow the lines, and the three together must take less than 60 seconds. The raw limit is the same sheets
read by the reader alone. The last line is one JSON object.
"""

import argparse
import io
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.divisions.services import Row, import_divisions
from qianshao.evacuation.lists.selectors import conflict_totals, exposure_totals
from qianshao.evacuation.lists.services import Cover, confirm_list, receive_list, undo_list
from qianshao.people.services import HouseholdRow, MemberRow, import_households

SITE = Actor.system("bench", "cli")
LIMIT_SECONDS = 60.0
VILLAGES = 40
HEAD = ("乡镇", "村", "姓名", "身份证号", "手机号", "住址", "原因", "人数")
LISTS = (("水利", "torrent"), ("自然资源", "geology"), ("住建", "house"))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(n: int) -> str:
    """A whole made-up identity number."""
    body = f"{110101 + n // 1000}19600101{n % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def village(n: int) -> str:
    """The village of the n-th person."""
    return f"{1 + n % VILLAGES}号村"


def build_site(people: int) -> None:
    """One township of forty villages and everybody in it, two to a household."""
    county, town = "411523000000", "411523100000"
    rows = [Row("410000000000", "省", 1), Row("411500000000", "市", 2, "410000000000")]
    rows += [Row(county, "县", 3, "411500000000"), Row(town, "石门镇", 4, county)]
    rows += [Row(f"411523100{n:03d}", f"{n}号村", 5, town) for n in range(1, VILLAGES + 1)]
    import_divisions(rows=rows, actor=SITE, now=clock.now())
    from_code = paths()
    homes = [
        HouseholdRow(
            str(n), from_code[village(n)], f"测{n:05d}", f"H{n}", address=f"一组{n}号",
            members=(MemberRow(f"测{n:05d}", "户主", "M", 1960, f"139{n:08d}", identity(n)),),
        )
        for n in range(people)
    ]  # fmt: skip
    import_households(rows=homes, actor=SITE, now=clock.now())


def paths() -> dict[str, str]:
    """Paths of the villages by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, path FROM divisions_division WHERE level = 5")
        return dict(cursor.fetchall())


def line(which: int, n: int) -> tuple[str, ...]:
    """The n-th person as one department writes them; every 50th is a stranger, every 70th is counted otherwise."""
    name = f"生{n:05d}" if n % 50 == 7 else f"测{n:05d}"
    number = "" if n % 50 == 7 or which != 0 else identity(n)
    phone = f"139{n:08d}" if which == 1 and n % 50 != 7 else ""
    return ("石门镇", village(n), name, number, phone, f"一组{n}号", "", "3" if n % 70 == 3 else "1")


def workbook(which: int, people: int) -> bytes:
    """One department's list."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD)
    for n in range(people):
        page.write_row(n + 1, 0, line(which, n))
    book.close()
    return buffer.getvalue()


def timed(verb: Callable[[], Any]) -> tuple[Any, float, int]:
    """A verb's result, its seconds and its queries."""
    with CaptureQueriesContext(connection) as caught:
        start = time.monotonic()
        result = verb()
        return result, round(time.monotonic() - start, 2), len(caught)


def bring(which: int, people: int) -> dict[str, Any]:
    """One list in."""
    (department, kind), data, now = LISTS[which], workbook(which, people), clock.now()
    _rows, raw, _none = timed(
        lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    )
    cover = Cover(department, f"{department}名册", kind, date(2026, 7, 1))
    found, check, asked = timed(
        lambda: receive_list(cover=cover, file_name="名册.xlsx", data=data, actor=SITE, now=now)
    )
    assert found.counts["problems"] == 0, found.counts
    _done, write, wrote = timed(lambda: confirm_list(list_id=found.pk, actor=SITE, now=now))
    return {"list": found.pk, "raw_read_s": raw, "check_s": check, "join_s": write, "queries": asked + wrote}


def main() -> int:
    """Three lists in, small and large, and one out again."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--people", type=int, default=20_000)
    people = part.parse_args().people
    call_command("migrate", verbosity=0, interactive=False)
    build_site(people)
    few = [bring(which, people // 10) for which in range(3)]
    for one in few:
        undo_list(list_id=one["list"], actor=SITE, now=clock.now())
    done = [bring(which, people) for which in range(3)]
    total = round(sum(one["check_s"] + one["join_s"] for one in done), 2)
    _undone, undo, _queries = timed(lambda: undo_list(list_id=done[2]["list"], actor=SITE, now=clock.now()))
    result = {
        "bench": "lists",
        "database": connection.vendor,
        "people": people,
        "lists": done,
        "queries_at_a_tenth": [one["queries"] for one in few],
        "undo_s": undo,
        "total_s": total,
        "one_list": exposure_totals(SITE.scope),
        "conflicts": conflict_totals(SITE.scope),
        "ok": total <= LIMIT_SECONDS,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
