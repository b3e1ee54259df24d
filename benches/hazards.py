"""The ledger of hazards with many rows: ``./run bench hazards [--rows 100000] [--postgres]``.

Pages through Django's own client for an officer who sees the county, and for one of a township; sums by each
dimension; verbs; the reminder sweep. Each question is printed with the median of its milliseconds, those of the
processor, and all beside a bare pass over the narrow index of counts. None may take longer
than 200 ms, the month's analysis (some thirty sums, opened now and then) 500 ms; else the bench ends with 1. The last
line is one JSON object. ``--postgres``: on a PostgreSQL of its own that is gone afterwards; the machine's SQLite
otherwise, or what QIANSHAO_DATABASE_URL names.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from tools.postgres import cluster

from benches.boards import SITE, build_area
from benches.people import COUNTY
from qianshao.accounts.services import create_user, grant_role
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.core.sql import is_sqlite
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Hazard, HazardAct
from qianshao.hazards.rules.clocks import turn_at
from qianshao.hazards.rules.ledger import search_text
from qianshao.hazards.selectors import analysis
from qianshao.hazards.states.ledger import ENDED, WITH_UNIT, HazardState, Source
from qianshao.hazards.ticks import remind

TIMES = 7
LIMIT_MS, MONTH_MS = 200.0, 500.0
BACKEND = "qianshao.accounts.backends.AccountBackend"
#: One in eight is open, as in a county that has kept its ledger for some years.
STATES = [HazardState.CLOSED] * 26 + [HazardState.FALSE] * 2 + [s for s in HazardState if s not in ENDED][:4]
PLACES = ("", "", "JX", "NJL", "ZJF", "DWYL")
TREATMENTS = ("", "repair", "works", "move", "reinforce")
PAGES = {
    "open": "/hazards/",
    "closed": "/hazards/?tab=closed",
    "page 50 of closed": "/hazards/?tab=closed&page=50",
    "late": "/hazards/?tab=open&late=1",
    "filtered": "/hazards/?tab=open&kind=gas&grade=1&department=urban&age=older",
    "number": "/hazards/?tab=closed&q=2000-000000-000777",
    "words": "/hazards/?tab=open&q=渗水",  # zh: what an officer types
    "words in closed": "/hazards/?tab=closed&q=渗水",  # zh: what an officer types
    "a word most have": "/hazards/?tab=closed&q=通道",  # zh: what an officer types
    "table area by kind": "/hazards/table/",
    "table department by age, all": "/hazards/table/?rows=department&columns=age&tab=",
    "table kind by grade, all": "/hazards/table/?rows=kind&columns=grade&tab=",
    "table of five": "/hazards/table/?rows=kind&columns=grade&tab=&sector=fire&age=older",
    "table disaster by sector, closed": "/hazards/table/?rows=disaster&columns=sector&tab=closed",
    "table place class by source, all": "/hazards/table/?rows=place_class&columns=source&tab=",
    "table treatment by area, late": "/hazards/table/?rows=treatment&columns=area&late=1",
    "cell of a table": "/hazards/?tab=closed&counted=1&disaster=fire&sector=power&age=older",
    "supervised": "/hazards/?tab=open&supervised=1",
    "soon": "/hazards/?tab=open&soon=1",
    "month": "/hazards/months/",
}


def options() -> argparse.Namespace:
    """How many hazards, and where."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--rows", type=int, default=100_000)
    part.add_argument("--postgres", action="store_true")
    return part.parse_args()


def row_of(n: int, rng: random.Random, kinds: list[dict[str, Any]], now: datetime) -> Hazard:
    """One hazard like a county's."""
    state, kind = rng.choice(STATES), rng.choice(kinds)
    found = now - timedelta(days=rng.expovariate(1 / 300))
    due = None if state in ENDED else now + timedelta(days=rng.gauss(5, 6))
    over = state in ENDED
    closed = min(found + timedelta(days=rng.uniform(3, 20)), now) if over else None
    seen = "渗水" if n % 50 == 0 else "通道堆物"  # zh: what is seen
    return Hazard(
        no=f"2000-000000-{n:06d}",
        source=rng.choice(list(Source)),
        kind=kind["code"],
        kind_name=kind["name"],
        department=kind["department"],
        disaster=kind["disaster"],
        sector=kind["sector"],
        place_class=rng.choice(PLACES),
        treatment=rng.choice(TREATMENTS),
        is_drill=n % 500 == 0,
        supervised_at=found if n % 300 == 0 else None,
        reopened_count=int(n % 100 == 0 and state == HazardState.CLOSED),
        place_name=f"{n % 19997}号店",  # zh: a name like many
        description=seen,
        find_text=search_text(f"2000-000000-{n:06d}", f"{n % 19997}号店", seen),  # zh: as above
        division_path=f"{COUNTY}{1 + n % 10:04d}{1 + n % 100:04d}",
        lon=114.4 + rng.random() * 0.7,
        lat=31.3 + rng.random() * 0.6,
        grade=2 if n % 40 == 0 else 1,
        found_at=found,
        received_at=found,
        finder_label="网格员",  # zh: a label
        unit_name=f"{n % 4999}号单位" if state in WITH_UNIT or over else "",  # zh: a unit
        accepter_unit="应急办" if over else "",  # zh: a unit
        state=state,
        state_at=found,
        due_at=due if state in WITH_UNIT else found + timedelta(days=15),
        in_time_by=due if state in WITH_UNIT else found + timedelta(days=15),
        fixed_at=closed,
        closed_at=closed if state == HazardState.CLOSED else None,
        step_due_at=due,
        turn_at=turn_at(state, due, found),
        reminded_at=now,
    )


def acts_of(rows: list[Hazard]) -> list[HazardAct]:
    """How they were closed, and of every hundredth that it was opened again in between."""
    made = []
    for row in rows:
        if row.closed_at is not None:
            common = {"hazard": row, "by_label": "应急办"}  # zh: a label
            moments = [("close", row.closed_at - timedelta(days=2)), ("reopen", row.closed_at - timedelta(days=1))]
            again = moments if row.pk % 100 == 0 else []
            for act, at in (*again, ("close", row.closed_at)):
                data = {"in_time": row.pk % 3 > 0} if act == "close" else {}
                made.append(HazardAct(act=act, at=at, received_at=at, data=data, **common))
    return made


def build(rows: int, now: datetime) -> dict[str, Client]:
    """The county with its hazards, and two officers logged in."""
    call_command("migrate", verbosity=0)
    build_area()
    rng, kinds = random.Random(7), selectors.standard_rows("kinds", now)
    for start in range(0, rows, 5000):
        made = [row_of(n, rng, kinds, now) for n in range(start, min(start + 5000, rows))]
        Hazard.objects.bulk_create(made, batch_size=1000)
        HazardAct.objects.bulk_create(acts_of(made), batch_size=1000)
    settle()
    return {
        "county": logged_in("duty", "county_duty", COUNTY, now),
        "town": logged_in("town", "town_duty", f"{COUNTY}0003", now),
    }


def settle() -> None:
    """As a site that has run for a while: statistics taken, and nothing left in the log of writes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if is_sqlite() else "VACUUM ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if is_sqlite() else "CHECKPOINT")


def release() -> str:
    """Which release of the database."""
    if is_sqlite():
        return sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]


def logged_in(name: str, role: str, path: str, now: datetime) -> Client:
    """An officer's browser."""
    user = create_user(
        actor=SITE, now=now, username=name, display_name=name, division_path=path, password="量一量有多快2026"
    ).user
    grant_role(actor=SITE, now=now, user_id=user.pk, role=role, division_path=path)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    return client


@dataclass(frozen=True)
class Took:
    """The medians of a question: milliseconds by the clock, and of the processor."""

    ms: float
    cpu_ms: float


def took(name: str, work: Callable[[], Any], times: int = TIMES) -> Took:
    """What a question takes, the median after one for warming up."""
    work()
    by_clock, by_cpu = [], []
    for _time in range(times):
        started, cpu = time.perf_counter(), processor()
        work()
        by_cpu.append((processor() - cpu) * 1000)
        by_clock.append((time.perf_counter() - started) * 1000)
    found = Took(round(statistics.median(by_clock), 1), round(statistics.median(by_cpu), 1))
    over = "  TOO LONG" if found.ms > limit_of(name) else ""
    print(f"{name}: {found.ms} ms (processor {found.cpu_ms}){over}", flush=True)
    return found


def processor() -> float:
    """Seconds of the processor this process has used, and the PostgreSQL process that serves it on this machine (that
    one in hundredths of a second; helpers it starts for large sums are not counted).
    """
    mine = time.process_time()
    if is_sqlite() or connection.settings_dict["HOST"] != "127.0.0.1":
        return mine
    connection.ensure_connection()
    facts = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return mine + (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def limit_of(name: str) -> float:
    """How long a question may take, in milliseconds."""
    return MONTH_MS if name.endswith(": month") else LIMIT_MS


def raw_pass() -> None:
    """One pass over the narrow index of counts: what any sum of the whole ledger needs at least."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, COUNT(*) FROM hazards_hazard WHERE same_as_id IS NULL GROUP BY state")
        cursor.fetchall()


def opened(client: Client, address: str) -> Callable[[], Any]:
    """Open a page; anything but 200 ends the bench."""

    def work() -> None:
        assert client.get(address).status_code == 200, address

    return work


def questions(clients: dict[str, Client], now: datetime) -> dict[str, Callable[[], Any]]:
    """Every question that must be answered within the limit."""
    site = Scope.everything("a bench")
    first = Hazard.objects.unscoped("a bench").filter(state="rectifying").first()
    found: dict[str, Callable[[], Any]] = {
        f"{who}: {name}": opened(client, address)
        for who, client in clients.items()
        for name, address in PAGES.items()
    }
    found["county: one hazard"] = opened(clients["county"], f"/hazards/{first.pk if first else 1}/")
    for by in ("area", "kind", "department", "grade", "state", "source"):
        found[f"sum by {by}"] = partial(selectors.ledger_counts, site, by=by, now=now, is_open=False)
    found["heat"] = partial(analysis.heat, site)
    found["doubles nearby"] = partial(selectors.duplicates_near, site, "gas", 114.7, 31.6, now)
    found["find one"] = partial(services.find_hazard, kind="gas", division_path=f"{COUNTY}0001", actor=SITE, now=now)
    return found


def reminder_ms(now: datetime) -> float:
    """What one reminder takes in a sweep of a thousand."""
    late = Hazard.objects.unscoped("a bench").filter(step_due_at__lt=now)
    late.update(remind_at=now, reminded_at=now - timedelta(days=60))
    started = time.perf_counter()
    reminded = remind(now, 1000)
    return round((time.perf_counter() - started) * 1000 / max(reminded, 1), 2)


def elsewhere(rows: int) -> int:
    """The same bench in a process of its own, on a PostgreSQL that is gone afterwards."""
    command = [sys.executable, "-m", "benches.hazards", "--rows", str(rows)]
    with cluster() as address:
        return subprocess.run(command, env=os.environ | {"QIANSHAO_DATABASE_URL": address}, check=False).returncode


def main() -> None:
    """Print what it took."""
    given, now = options(), clock.now()
    if given.postgres:
        sys.exit(elsewhere(given.rows))
    clients = build(given.rows, now)
    raw = took("a bare pass over the counts", raw_pass)
    found = {name: took(name, work) for name, work in questions(clients, now).items()}
    worst = max(found, key=lambda name: found[name].ms / limit_of(name))
    over = sorted(name for name, one in found.items() if one.ms > limit_of(name))
    result = {
        "bench": "hazards",
        "rows": given.rows,
        "database": connection.vendor,
        "release": release(),
        "questions": len(found),
        "limit_ms": LIMIT_MS,
        "worst": worst,
        "worst_ms": found[worst].ms,
        "worst_cpu_ms": max(one.cpu_ms for one in found.values()),
        "median_ms": round(statistics.median(one.ms for one in found.values()), 1),
        "raw_ms": raw.ms,
        "worst_to_raw": round(found[worst].ms / max(raw.ms, 0.1), 1),
        "month_ms": max(found[f"{who}: month"].ms for who in clients),
        "month_limit_ms": MONTH_MS,
        "over": over,
        "remind_ms_each": reminder_ms(now),
        "enough": not over,
    }
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["enough"] else 1)


if __name__ == "__main__":
    main()
