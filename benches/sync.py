"""Queued commands of phones drained over HTTP, durably: ``./run bench sync [--commands N] [--phones N] [--batch N]``.

A real ``qianshao serve`` on a home of its own; phones send door reports in packed batches, as the app does, each
phone one batch at a time. Afterwards every phone sends its whole queue again, as if no answer had arrived: nothing
may run twice. The limit is the three statements a door report cannot do without, in groups of a batch, by one raw
connection on the same disk. PostgreSQL where QIANSHAO_DATABASE_URL names one. The last line is one JSON object.
"""

import argparse
import gzip
import http.client
import json
import sqlite3
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import psutil
from django.core.management import call_command

from benches import HOME
from benches.people import COUNTY, bench_callout
from benches.site import HOST, serving
from qianshao.accounts.services import create_user, grant_role
from qianshao.accounts.services.phones import enrol_phone, make_codes
from qianshao.channels.services import ensure_simulated
from qianshao.config.serve import free_port
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.ids import uuid7
from qianshao.core.sql import fetch_all, is_sqlite
from qianshao.divisions.services import Row, import_divisions

QUIET = (
    {"kind": "sms", "who": "self", "wait_s": 80000, "label": "等"},
    {"kind": "door", "who": "superior", "wait_s": 3600, "label": "上门"},
)
SITE = Actor.system("bench")
ENOUGH = 300


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--commands", type=int, default=10_000)
    part.add_argument("--phones", type=int, default=4)
    part.add_argument("--batch", type=int, default=100)
    return part.parse_args()


def raw_limit(batch: int, count: int = 20_000) -> float:
    """Commands a second of the bare statements, durable, a batch a commit, by one connection and nothing else."""
    with closing(sqlite3.connect(HOME / "raw.sqlite3", isolation_level=None)) as raw:
        raw.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE c (id INTEGER PRIMARY KEY, state TEXT, ended TEXT);"
            "CREATE TABLE j (id INTEGER PRIMARY KEY, at TEXT, kind TEXT, data TEXT);"
            "CREATE TABLE p (id INTEGER PRIMARY KEY, uuid TEXT UNIQUE, payload TEXT, answer TEXT);"
        )
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO c VALUES (?, 'open', NULL)", ((n,) for n in range(count)))
        raw.execute("COMMIT")
        began = time.perf_counter()
        for first in range(0, count, batch):
            raw.execute("BEGIN IMMEDIATE")
            for n in range(first, first + batch):
                raw.execute("UPDATE c SET state = 'reached', ended = ? WHERE id = ? AND state = 'open'", ("x", n))
                raw.execute(
                    "INSERT INTO j (at, kind, data) VALUES (?, ?, ?)", ("x", "calling.door_reported", "x" * 80)
                )
                raw.execute("INSERT INTO p (uuid, payload, answer) VALUES (?, ?, ?)", (str(n), "x" * 200, "x" * 80))
            raw.execute("COMMIT")
        return count / (time.perf_counter() - began)


def bind_phones(count: int, now: datetime) -> list[str]:
    """The secrets of so many phones of town officers."""
    rows = (Row("410000000000", "省", 1), Row("411500000000", "市", 2, "410000000000"))
    import_divisions(rows=[*rows, Row("411599000000", "县", 3, "411500000000")], actor=SITE, now=now, is_demo=True)
    secrets = []
    for n in range(count):
        made = create_user(
            actor=SITE, now=now, username=f"bench{n}", display_name=f"测量{n}", division_path=COUNTY,
            password="夜雨敲门-柳河-2046",
        )  # fmt: skip
        grant_role(
            actor=SITE, now=now, user_id=made.user.pk, role="town_lead", division_path=COUNTY,
            valid_from=(now - timedelta(days=2)).date(),
        )  # fmt: skip
        code = make_codes(actor=SITE, now=now, user_ids=[made.user.pk])[0]
        secrets.append(enrol_phone(code=code.secret, address=f"10.0.0.{n}", name="测量", now=now).secret)
    return secrets


def queue(cases: list[int], now: datetime) -> list[dict[str, Any]]:
    """What one phone has to send: a door report for each case, with a position, as the app writes it."""
    return [
        {
            "id": str(uuid7()),
            "kind": "calling.door",
            "made_at": (now - timedelta(seconds=len(cases) - n)).isoformat(),
            "payload": {"case": case, "outcome": "reached", "proof": "当面告知，已收拾东西"},
            "attachments": [],
            "position": {"lon": 114.85 + n * 1e-5, "lat": 31.66 - n * 1e-5, "accuracy": 12.0 + n % 7},
        }
        for n, case in enumerate(cases)
    ]


class Phone(threading.Thread):
    """Sends its queue over one connection, a batch after the other, and counts."""

    def __init__(self, port: int, secret: str, commands: list[dict[str, Any]], batch: int) -> None:
        super().__init__(daemon=True)
        self.port, self.secret, self.commands, self.batch = port, secret, commands, batch
        self.up = self.down = 0
        self.outcomes: dict[str, int] = {}
        self.took: list[float] = []
        self.problems: list[str] = []

    def run(self) -> None:
        """Drain."""
        headers = {
            "Content-Type": "application/json", "Content-Encoding": "gzip", "Accept-Encoding": "gzip",
            "X-Qianshao-Phone": "1", "Cookie": f"qs_phone={self.secret}",
        }  # fmt: skip
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=60)) as line:
            for first in range(0, len(self.commands), self.batch):
                part = self.commands[first : first + self.batch]
                body = gzip.compress(json.dumps({"epoch": "1", "commands": part}, ensure_ascii=False).encode())
                began = time.perf_counter()
                line.request("POST", "/api/v1/sync", body, headers)
                answer = line.getresponse()
                raw = answer.read()
                self.took.append(time.perf_counter() - began)
                self.up, self.down = self.up + len(body), self.down + len(raw)
                if answer.status != 200:
                    self.problems.append(f"{answer.status} {raw[:200]!r}")
                    continue
                text = gzip.decompress(raw) if answer.getheader("Content-Encoding") == "gzip" else raw
                for one in json.loads(text)["answers"]:
                    self.outcomes[one["outcome"]] = self.outcomes.get(one["outcome"], 0) + 1


def drain(phones: list[Phone]) -> tuple[float, dict[str, int]]:
    """Seconds until every queue is empty, and what was answered."""
    began = time.perf_counter()
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    seconds = time.perf_counter() - began
    outcomes: dict[str, int] = {}
    for phone in phones:
        for name, count in phone.outcomes.items():
            outcomes[name] = outcomes.get(name, 0) + count
    return seconds, outcomes


def processor_seconds(pid: int) -> float:
    """Processor time of the site so far, all its processes; a busy machine stretches it less than the clock."""
    root = psutil.Process(pid)
    return sum(one.cpu_times().user + one.cpu_times().system for one in (root, *root.children(recursive=True)))


def main() -> None:
    """Measure and print."""
    given = options()
    call_command("migrate", verbosity=0)
    now = clock.now()
    ensure_simulated(actor=SITE, now=now)
    secrets = bind_phones(given.phones, now)
    callout = bench_callout(given.commands, QUIET, cause_id=1, now=now)
    cases = [row[0] for row in fetch_all("SELECT id FROM calling_case WHERE callout_id = %s ORDER BY id", [callout])]
    queues = [queue(cases[n :: given.phones], now) for n in range(given.phones)]
    limit = raw_limit(given.batch)
    port = free_port(18600)
    with serving(port) as (process, log):
        lines = [Phone(port, secret, todo, given.batch) for secret, todo in zip(secrets, queues, strict=True)]
        before = processor_seconds(process.pid)
        seconds, outcomes = drain(lines)
        busy = processor_seconds(process.pid) - before
        again_lines = [Phone(port, secret, todo, given.batch) for secret, todo in zip(secrets, queues, strict=True)]
        again_seconds, again = drain(again_lines)
    told = "SELECT COUNT(*) FROM calling_doortask WHERE callout_id = %s AND state = 'done'"
    effects = fetch_all(told, [callout])[0][0]
    took = sorted(second for line in lines for second in line.took)
    rate = given.commands / seconds
    locked = sum("locked" in line for line in log)
    once = effects == given.commands and again == {"duplicate": given.commands}
    result = {
        "bench": "sync",
        "database": "sqlite" if is_sqlite() else "postgresql",
        "commands": given.commands,
        "phones": given.phones,
        "batch": given.batch,
        "outcomes": outcomes,
        "problems": [problem for line in lines for problem in line.problems][:3],
        "seconds": round(seconds, 2),
        "commands_per_s": round(rate),
        "server_cpu_ms_per_command": round(busy / given.commands * 1000, 2),
        "load": round(psutil.getloadavg()[0], 1),
        "batch_p50_ms": round(took[len(took) // 2] * 1000),
        "batch_max_ms": round(took[-1] * 1000),
        "bytes_up_per_command": round(sum(line.up for line in lines) / given.commands, 1),
        "bytes_down_per_command": round(sum(line.down for line in lines) / given.commands, 1),
        "sent_again_per_s": round(given.commands / again_seconds),
        "effects": effects,
        "ran_twice": effects - given.commands,
        "lock_errors": locked,
        "raw_per_s": round(limit),
        "ratio_to_raw": round(rate / limit, 3),
        "ok": once and not locked and rate >= ENOUGH,
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
