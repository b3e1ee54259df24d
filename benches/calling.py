"""Creating calls and ticking over them: ``./run bench calling [--recipients N] [--tick M]``.

A home of its own; PostgreSQL where QIANSHAO_DATABASE_URL names one (its tables are emptied: give it a database of
its own). Households are found by polygon and their cases created by the verbs the product uses; the limit is one raw
INSERT … SELECT of the same rows into the same table, in turn with them. The tick is the engine's own sweep; its limit
is the same UPDATE and INSERT without any decision. The last line is one JSON object.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import numpy as np
import shapely
from django.core.management import call_command
from django.db import connection, transaction

from benches import HOME
from qianshao.calling.services.sources import Cause, Recipients
from qianshao.calling.services.start_callout import start_callout
from qianshao.calling.ticks import sweep_due_cases
from qianshao.channels.services import enqueue_many
from qianshao.config.serve import engines
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.fields import seal
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table, is_sqlite
from qianshao.divisions.models import Division
from qianshao.geo.cells import cells_of
from qianshao.people.selectors.household_sources import household_sources_in

FORK = get_context("fork")
BENCH = Actor.system("bench")
TABLES = ("calling_answer", "calling_doortask", "channels_message", "calling_case")
COLUMNS = (
    "division_id", "division_path", "code", "head_name", "initials", "address", "phone", "phone_hash",
    "members_count", "needs", "lon", "lat", "coordinate_source", "cell", "is_active", "is_demo", "version",
)  # fmt: skip
VILLAGES = 600


def say(text: str) -> None:
    """Progress for whoever waits."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def timed(label: str, into: dict[str, float]) -> Iterator[None]:
    """Measure a block; report it."""
    began = time.perf_counter()
    yield
    into[label] = time.perf_counter() - began
    say(f"{label}: {into[label]:.2f} s")


def area() -> shapely.Polygon:
    """A warned area as a weather office draws it: 12 corners over most of a county."""
    turns = np.linspace(0, 2 * np.pi, 13)[:-1]
    reach = 0.22 + 0.06 * np.cos(3 * turns)
    return shapely.Polygon(np.column_stack([114.9 + reach * np.cos(turns), 31.6 + reach * np.sin(turns)]))


def points(polygon: shapely.Polygon, inside: int) -> np.ndarray:
    """``inside`` places in the area and a quarter as many around it, ordered as villages are: near by near."""
    rng = np.random.default_rng(20260718)
    west, south, east, north = polygon.bounds
    shapely.prepare(polygon)
    kept: list[np.ndarray] = []
    out: list[np.ndarray] = []
    have = 0
    while have < inside:
        batch = rng.uniform((west, south), (east, north), size=(max(inside, 1000), 2))
        hit = shapely.intersects_xy(polygon, batch[:, 0], batch[:, 1])
        kept.append(batch[hit])
        out.append(batch[~hit])
        have += int(hit.sum())
    found = np.concatenate([np.concatenate(kept)[:inside], np.concatenate(out)[: inside // 4]])
    coarse = cells_of(found[:, 0], found[:, 1]) >> 22
    return found[np.argsort(coarse, kind="stable")]


def fill(count: int) -> shapely.Polygon:
    """Households of 600 villages, written raw: this is not what is measured."""
    if not Division.objects.unscoped("bench").filter(path="0001").exists():
        Division.objects.create(name="测量县", level=3, code="999900000000", path="0001")
    division = Division.objects.unscoped("bench").get(path="0001").pk
    execute("DELETE FROM people_household")
    polygon = area()
    places = points(polygon, count)
    cells = cells_of(places[:, 0], places[:, 1])
    phone = seal("10000000000")

    def rows() -> Iterator[tuple[Any, ...]]:
        for n, ((lon, lat), cell) in enumerate(zip(places.tolist(), cells.tolist(), strict=True)):
            village = n * VILLAGES // len(places)
            path = f"000100010001{village // 30 + 1:04d}{village % 30 + 1:04d}"
            name = f"户主{n}"
            yield (division, path, "", name, "", "", phone, "", 3, "", lon, lat, "import", cell, True, False, 0)

    with transaction.atomic(), connection.cursor() as cursor:
        names = ", ".join(COLUMNS)
        if is_sqlite():
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO people_household ({names}) VALUES ({marks})", rows())
        else:
            with cursor.cursor.copy(f"COPY people_household ({names}) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row(row)
    execute("ANALYZE people_household")
    return polygon


def wipe() -> None:
    """Empty what the last measurement wrote."""
    for table in TABLES:
        execute(f"DELETE FROM {table}" if is_sqlite() else f"TRUNCATE {table}")
    checkpoint()


def checkpoint() -> None:
    """Let no run pay for the one before."""
    fetch_all("PRAGMA wal_checkpoint(TRUNCATE)") if is_sqlite() else execute("CHECKPOINT")


def raw_insert(ids: tuple[int, int]) -> None:
    """The limit: the same columns of the same rows in one statement, nothing looked up, nothing cut in chunks."""
    now = clock.now()
    low, high = ids
    with transaction.atomic():
        execute(
            "INSERT INTO calling_case (callout_id, recipient_kind, ladder_index, round, step, try_no, attempts, "
            "due_at, late_at, state, version, last_result, ended_by, end_channel, end_reason, recipient_id, name, "
            "post_label, is_key, division_path, address_enc, standin_ref, superior_ref, guardian_ref) "
            "SELECT 0, 'household', 0, 0, 0, 0, 0, %s, %s, 'open', 0, '', '', '', '', id, head_name, '住户', "
            "is_demo, division_path, phone, NULL, NULL, guardian_id FROM people_household WHERE id BETWEEN %s AND %s",
            [db_time(now), db_time(now), low, high],
        )


def create(polygon: shapely.Polygon, number: int) -> int:
    """What the product does between the polygon and the last case."""
    now = clock.now()
    cause = Cause(
        "bench", number, "测量", "测量", "000100010001", now + timedelta(hours=12), colour="red", is_drill=True
    )
    sources = household_sources_in(polygon, now.date())
    return int(start_callout(cause, [Recipients("household", "household", sources)], [], actor=BENCH, now=now).pk)


def tick(rows: int, batch: int) -> int:
    """The engine's sweep until ``rows`` cases have moved."""
    done = 0
    now = clock.now()
    while done < rows and (moved := sweep_due_cases(now, batch)):
        done += moved
    return done


def tick_by_all(rows: int, batch: int) -> None:
    """The tick as the site runs it: by one engine on SQLite, by several side by side on PostgreSQL."""
    count = engines()
    share = rows // count
    helpers = [FORK.Process(target=tick, args=(share, batch)) for _n in range(count - 1)]
    if helpers:
        connection.close()  # a connection does not survive a fork
    for helper in helpers:
        helper.start()
    tick(rows - share * len(helpers), batch)
    for helper in helpers:
        helper.join()


def raw_tick(rows: int, batch: int) -> int:
    """The limit: claim ids, one UPDATE, one INSERT per case; no decision, no journal."""
    now = clock.now()
    done = 0
    while done < rows:
        with transaction.atomic():
            ids = fetch_all(
                "SELECT id FROM calling_case WHERE state = 'open' AND due_at <= %s ORDER BY due_at LIMIT %s",
                [db_time(now), batch],
            )
            if not ids:
                break
            execute(
                "UPDATE calling_case SET step = 1, try_no = 1, due_at = %s, attempts = 2, version = 2 "
                f"WHERE id IN (SELECT id FROM {ids_table()})",
                [db_time(now + timedelta(hours=3)), ids_param(i for (i,) in ids)],
            )
            enqueue_many(
                [(f"x{i}", "sms", "bench", i, 0, 1, "", "", None, now, now, True, "000100010001", 1) for (i,) in ids],
                now=now,
            )
        done += len(ids)
    return done


def rate(count: int, work: Callable[[], object]) -> float:
    """Rows per second of ``work``."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--recipients", type=int, default=100_000)
    part.add_argument("--tick", type=int, default=100_000, help="cases the tick moves")
    part.add_argument("--batch", type=int, default=1000, help="cases a tick takes at once")
    options = part.parse_args()
    spent: dict[str, float] = {}
    call_command("migrate", verbosity=0)
    with timed("households written", spent):
        polygon = fill(options.recipients)
    first, _last = fetch_all("SELECT min(id), max(id) FROM people_household")[0]
    ids = (first, first + options.recipients - 1)
    callout = 0
    for turn in ("first", "second"):  # each twice and in turn, the better one counts: the machine may be busy
        wipe()
        with timed(f"raw INSERT … SELECT, {turn}", spent):
            raw_insert(ids)
        wipe()
        with timed(f"found by polygon and cases created, {turn}", spent):
            callout = create(polygon, time.time_ns() // 1_000_000)
    count = fetch_all("SELECT count(*) FROM calling_case WHERE callout_id = %s", [callout])[0][0]
    assert count == options.recipients, (count, options.recipients)
    checkpoint()
    rows = min(options.tick, options.recipients // 2)
    with timed("10,000 cases due at once", spent):
        tick_by_all(10_000, options.batch)
    ticks = rate(rows, lambda: tick_by_all(rows, options.batch))
    say(f"tick: {ticks:,.0f} cases/s")
    if fetch_all("SELECT count(*) FROM calling_case WHERE state = 'open' AND attempts = 0")[0][0] < rows:
        execute("UPDATE calling_case SET due_at = %s WHERE callout_id = %s", [db_time(clock.now()), callout])
    raw = rate(rows, lambda: raw_tick(rows, options.batch))
    say(f"raw tick: {raw:,.0f} cases/s")
    wipe()
    limit = options.recipients / min(spent[f"raw INSERT … SELECT, {turn}"] for turn in ("first", "second"))
    calls = options.recipients / min(
        spent[f"found by polygon and cases created, {turn}"] for turn in ("first", "second")
    )
    sqlite = is_sqlite()
    result = {
        "bench": "calling",
        "database": connection.vendor,
        "recipients": count,
        "created_per_s": round(calls),
        "raw_insert_per_s": round(limit),
        "share_of_raw": round(calls / limit, 3),
        "tick_per_s": round(ticks),
        "raw_tick_per_s": round(raw),
        "tick_share_of_raw": round(ticks / raw, 3),
        "engines": engines(),
        "late_s_at_10000_due": round(spent["10,000 cases due at once"], 2),
        "enough": (not sqlite or (calls >= 100_000 and calls / limit >= 0.5))
        and ticks >= (20_000 if sqlite else 10_000),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
    for leftover in HOME.glob("qianshao.sqlite3*"):
        leftover.unlink()
