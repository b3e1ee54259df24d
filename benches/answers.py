"""Answers over HTTP, durable, while the engine's sweeps run beside them: ``./run bench answers [--answers N]``.

A real ``qianshao serve`` on a home of its own; links answered by a client process over loopback. The limit is the
same two statements in groups of 50 by one raw connection on the same disk. PostgreSQL where QIANSHAO_DATABASE_URL
names one. The last line is one JSON object.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command

from benches import HOME
from benches.people import bench_callout
from benches.site import HOST, serving
from qianshao.calling.rules import line_of
from qianshao.calling.states import Who
from qianshao.channels.services import ensure_simulated
from qianshao.config.serve import free_port
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.ids import sign_case_token
from qianshao.core.sql import fetch_all, is_sqlite

#: A ladder that keeps the sweep busy: a try every ten seconds.
BUSY = (
    {"kind": "sms", "who": "self", "tries": 9, "retry_gap_s": 10, "wait_s": 10, "label": "忙"},
    {"kind": "door", "who": "superior", "wait_s": 3600, "label": "上门"},
)
#: A ladder that waits for the answers.
QUIET = (
    {"kind": "sms", "who": "self", "wait_s": 80000, "label": "等"},
    {"kind": "door", "who": "superior", "wait_s": 3600, "label": "上门"},
)


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--answers", type=int, default=20_000)
    part.add_argument("--busy", type=int, default=30_000, help="cases that are due every ten seconds meanwhile")
    part.add_argument("--connections", type=int, default=64)
    return part.parse_args()


def raw_limit(count: int = 20_000, group: int = 50) -> float:
    """Answers a second of the bare statements, durable, in groups, by one connection and nothing else."""
    path = HOME / "raw.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE c (id INTEGER PRIMARY KEY, state TEXT, ended TEXT);"
            "CREATE TABLE a (id INTEGER PRIMARY KEY, c INTEGER, at TEXT, words TEXT);"
        )
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO c VALUES (?, 'open', NULL)", ((n,) for n in range(count)))
        raw.execute("COMMIT")
        began = time.perf_counter()
        for first in range(0, count, group):
            raw.execute("BEGIN IMMEDIATE")
            for n in range(first, first + group):
                raw.execute("UPDATE c SET state = 'answered', ended = ? WHERE id = ? AND state = 'open'", ("x", n))
                raw.execute("INSERT INTO a (c, at, words) VALUES (?, ?, ?)", (n, "x", "{}"))
            raw.execute("COMMIT")
        return count / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    given = options()
    call_command("migrate", verbosity=0)
    now = clock.now()
    ensure_simulated(actor=Actor.system("bench"), now=now)
    waiting = bench_callout(given.answers, QUIET, cause_id=1, now=now)
    bench_callout(given.busy, BUSY, cause_id=2, now=now - timedelta(seconds=1))
    ids = [row[0] for row in fetch_all("SELECT id FROM calling_case WHERE callout_id = %s", [waiting])]
    tokens = "\n".join(sign_case_token(line_of(case_id, Who.SELF)) for case_id in ids)
    limit = raw_limit()
    port = free_port(18500)
    before = _sent()
    with serving(port) as (_process, log):
        began = time.perf_counter()
        command = [sys.executable, str(Path(__file__).with_name("load.py")), HOST, str(port), str(given.connections)]
        load = subprocess.run(command, input=tokens, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - began
        result = json.loads(load.stdout)
        swept = _sent() - before
    counted = "SELECT COUNT(*) FROM calling_case WHERE callout_id = %s AND state = 'answered'"
    kept = fetch_all(counted, [waiting])[0][0]
    locked = sum("locked" in line for line in log)
    result |= {
        "bench": "answers",
        "database": "sqlite" if is_sqlite() else "postgresql",
        "kept": kept,
        "lost": result["answers"] - result["failed"] - kept,
        "lock_errors": locked,
        "tick_rows_per_second": round(swept / seconds),
        "raw_per_second": round(limit),
        "ratio_to_raw": round(result["per_second"] / limit, 2),
        "ok": kept == given.answers and locked == 0 and result["per_second"] >= 1000 and result["p99_ms"] <= 250,
    }
    print(json.dumps(result))


def _sent() -> int:
    return int(fetch_all("SELECT COALESCE(SUM(attempts), 0) FROM calling_case")[0][0])


if __name__ == "__main__":
    main()
