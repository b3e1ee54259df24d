"""The ledger of hazards with many rows: ``./run bench hazards [--rows 100000]``.

Pages through Django's own client for an officer who sees the county, and for one of a township; sums by each
dimension; verbs; the reminder sweep. Medians in milliseconds. The last line is one JSON object.
"""

import argparse
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from benches.boards import SITE, build_area
from benches.people import COUNTY
from qianshao.accounts.services import create_user, grant_role
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Hazard
from qianshao.hazards.rules.clocks import turn_at
from qianshao.hazards.rules.ledger import search_text
from qianshao.hazards.states.ledger import ENDED, WITH_UNIT, HazardState, Source
from qianshao.hazards.ticks import remind

TIMES = 7
BACKEND = "qianshao.accounts.backends.AccountBackend"
#: One in eight is open, as in a county that has kept its ledger for some years.
STATES = [HazardState.CLOSED] * 26 + [HazardState.FALSE] * 2 + [s for s in HazardState if s not in ENDED][:4]
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
    "month": "/hazards/months/",
}


def options() -> argparse.Namespace:
    """How many hazards."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--rows", type=int, default=100_000)
    return part.parse_args()


def row_of(n: int, rng: random.Random, kinds: list[dict[str, Any]], now: datetime) -> Hazard:
    """One hazard like a county's."""
    state, kind = rng.choice(STATES), rng.choice(kinds)
    found = now - timedelta(days=rng.expovariate(1 / 300))
    due = None if state in ENDED else now + timedelta(days=rng.gauss(5, 6))
    over = state in ENDED
    seen = "渗水" if n % 50 == 0 else "通道堆物"  # zh: what is seen
    return Hazard(
        no=f"2000-000000-{n:06d}",
        source=rng.choice(list(Source)),
        kind=kind["code"],
        kind_name=kind["name"],
        department=kind["department"],
        place_name=f"{n % 977}号店",  # zh: a name like many
        description=seen,
        find_text=search_text(f"2000-000000-{n:06d}", f"{n % 977}号店", seen),  # zh: as above
        division_path=f"{COUNTY}{1 + n % 10:04d}{1 + n % 100:04d}",
        lon=114.4 + rng.random() * 0.7,
        lat=31.3 + rng.random() * 0.6,
        grade=2 if n % 40 == 0 else 1,
        found_at=found,
        received_at=found,
        finder_label="网格员",  # zh: a label
        unit_name="某单位" if state in WITH_UNIT or over else "",  # zh: a unit
        accepter_unit="应急办" if over else "",  # zh: a unit
        state=state,
        state_at=found,
        due_at=due if state in WITH_UNIT else None,
        step_due_at=due,
        turn_at=turn_at(state, due, found),
        reminded_at=now,
    )


def build(rows: int, now: datetime) -> dict[str, Client]:
    """The county with its hazards, and two officers logged in."""
    call_command("migrate", verbosity=0)
    build_area()
    rng, kinds = random.Random(7), selectors.standard_rows("kinds", now)
    for start in range(0, rows, 5000):
        made = [row_of(n, rng, kinds, now) for n in range(start, min(start + 5000, rows))]
        Hazard.objects.bulk_create(made, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "county": logged_in("duty", "county_duty", COUNTY, now),
        "town": logged_in("town", "town_duty", f"{COUNTY}0003", now),
    }


def logged_in(name: str, role: str, path: str, now: datetime) -> Client:
    """An officer's browser."""
    user = create_user(
        actor=SITE, now=now, username=name, display_name=name, division_path=path, password="量一量有多快2026"
    ).user
    grant_role(actor=SITE, now=now, user_id=user.pk, role=role, division_path=path)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    return client


def median_ms(name: str, work: Callable[[], Any], times: int = TIMES) -> float:
    """Milliseconds, the median after one for warming up."""
    work()
    took = []
    for _time in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    print(f"{name}: {statistics.median(took):.1f} ms", flush=True)
    return round(statistics.median(took), 1)


def opened(client: Client, address: str) -> Callable[[], Any]:
    """Open a page; anything but 200 ends the bench."""

    def work() -> None:
        assert client.get(address).status_code == 200, address

    return work


def main() -> None:
    """Print what it took."""
    given, now = options(), clock.now()
    clients = build(given.rows, now)
    site = Scope.everything("a bench")
    pages = {
        f"{who}: {name}": median_ms(f"{who}: {name}", opened(client, address))
        for who, client in clients.items()
        for name, address in PAGES.items()
    }
    first = (
        Hazard.objects.unscoped("a bench").filter(state="rectifying").first() or Hazard.objects.unscoped("a bench")[0]
    )
    pages["county: one hazard"] = median_ms("one hazard", opened(clients["county"], f"/hazards/{first.pk}/"))
    sums = {
        by: median_ms(f"sum by {by}", lambda by=by: selectors.ledger_counts(site, by=by, now=now, is_open=False))  # type: ignore[misc]
        for by in ("area", "kind", "department", "grade", "state", "source")
    }
    near = median_ms("near", lambda: selectors.duplicates_near(site, "gas", 114.7, 31.6, now))
    find = median_ms(
        "find", lambda: services.find_hazard(kind="gas", division_path=f"{COUNTY}0001", actor=SITE, now=now), 50
    )
    Hazard.objects.unscoped("a bench").filter(step_due_at__lt=now).update(
        remind_at=now, reminded_at=now - timedelta(days=60)
    )
    started = time.perf_counter()
    reminded = remind(now, 1000)
    per_reminder = (time.perf_counter() - started) * 1000 / max(reminded, 1)
    result = {
        "bench": "hazards",
        "rows": given.rows,
        "database": connection.vendor,
        "sqlite": sqlite3.sqlite_version,
        "page_ms_worst": max(pages.values()),
        "page_ms_median": round(statistics.median(pages.values()), 1),
        "sum_ms_worst": max(sums.values()),
        "near_ms": near,
        "find_ms": find,
        "remind_ms_each": round(per_reminder, 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
