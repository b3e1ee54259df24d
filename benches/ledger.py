"""The evacuation ledger: making it, counting it, reporting on it: ``./run bench ledger [--people N]``.

Limits measured in the same run: the bare GROUP BY for the count, a bare INSERT … SELECT for the making. PostgreSQL
where QIANSHAO_DATABASE_URL names one. The last line is one JSON object.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command

import benches  # noqa: F401  a site of its own, before Django reads its settings
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sql import execute, fetch_all, is_sqlite
from qianshao.core.units import group
from qianshao.divisions.models import Division
from qianshao.divisions.services import Row, import_divisions
from qianshao.evacuation import selectors, services
from qianshao.evacuation.models import Order
from qianshao.people.models import Household
from qianshao.people.services import create_zone

SYSTEM = Actor.system("bench", "cli")
ALL = Scope.everything("bench")
COUNTY = "411599000000"
VILLAGES, HEADS = 100, 4
RAW = (
    "SELECT substr(division_path, 1, 20), state, COUNT(*) FROM evacuation_evacuee WHERE order_id = %s "
    "GROUP BY substr(division_path, 1, 20), state"
)


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--people", type=int, default=50_000)
    part.add_argument("--reports", type=int, default=1_000)
    return part.parse_args()


def prepare(people: int) -> int:
    """A county of a hundred villages with one danger zone that all households stand in."""
    rows = [Row("410000000000", "河南省", 1), Row("411500000000", "信阳市", 2, "410000000000")]  # zh: names of areas
    rows += [Row(COUNTY, "演示县", 3, "411500000000"), Row("411599100000", "青石镇", 4, COUNTY)]  # zh: as above
    rows += [Row(f"411599100{n:03d}", f"第{n}村", 5, "411599100000") for n in range(200, 200 + VILLAGES)]  # zh: same
    now = clock.now()
    import_divisions(rows=rows, actor=SYSTEM, now=now, is_demo=True)
    areas = list(Division.objects.unscoped("bench").filter(level=5).order_by("path"))
    county = Division.objects.unscoped("bench").get(code=COUNTY)
    zone = create_zone(kind="torrent", name="青石沟", division_path=county.path, actor=SYSTEM, now=now)  # zh: a name
    Household.objects.bulk_create(
        [
            Household(
                division=areas[n % VILLAGES],
                division_path=areas[n % VILLAGES].path,
                head_name=f"户主{n}",  # zh: a name
                members_count=HEADS,
                needs=",alone," if n % 7 == 0 else "",
                danger_zone=zone,
            )
            for n in range(people // HEADS)
        ],
        batch_size=2_000,
    )
    return int(zone.pk)


def timed(work: Callable[[], object], times: int = 1) -> float:
    """The median of its runs, in milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def give(zone: int) -> Order:
    """The order."""
    now = clock.now()
    return services.order_evacuation(
        zones=[zone], title="转移", basis="红色预警", deadline=now + timedelta(hours=3), actor=SYSTEM, now=now
    )  # zh: an order's words


def copy_rows(order: Order) -> None:
    """The limit of making a ledger: the same rows copied by one bare statement into a table with the same keys."""
    execute("CREATE TEMPORARY TABLE raw_copy AS SELECT * FROM evacuation_evacuee WHERE 1 = 0")
    execute("CREATE UNIQUE INDEX raw_once ON raw_copy (order_id, uid)")
    execute("CREATE INDEX raw_home ON raw_copy (order_id, household_id)")
    execute("CREATE INDEX raw_count ON raw_copy (order_id, division_path, state, moves_first)")
    execute("INSERT INTO raw_copy SELECT * FROM evacuation_evacuee WHERE order_id = %s", [order.pk])


def scatter(order: Order) -> None:
    """People in every state, as in the middle of a night."""
    states = ("unnotified", "notified", "moving", "settled", "settled", "elsewhere", "refused", "nobody")
    whens = " ".join(f"WHEN {n} THEN '{state}'" for n, state in enumerate(states))
    execute(f"UPDATE evacuation_evacuee SET state = CASE id %% 8 {whens} END WHERE order_id = %s", [order.pk])
    if not is_sqlite():
        execute("ANALYZE evacuation_evacuee")


def report(order: Order, count: int) -> float:
    """Reports per second, a hundred to a commit, as a phone sends them."""
    uids = [row[0] for row in fetch_all("SELECT uid FROM evacuation_evacuee LIMIT %s", [count])]
    started = time.perf_counter()
    for at in range(0, len(uids), 100):
        with group():
            for uid in uids[at : at + 100]:
                services.mark_people(
                    order_id=order.pk, uids=[uid], to="moving", based_on={}, command_id=uuid7(), actor=SYSTEM,
                    now=clock.now(),
                )  # fmt: skip
    return len(uids) / (time.perf_counter() - started)


def main() -> None:
    """Print what it took."""
    given = options()
    call_command("migrate", verbosity=0)
    zone = prepare(given.people)
    made: list[Order] = []
    ordering = timed(lambda: made.append(give(zone)))
    order = made[0]
    copying = timed(lambda: copy_rows(order))
    scatter(order)
    raw = timed(lambda: fetch_all(RAW, [order.pk]), 15)
    balance = timed(lambda: selectors.balance(ALL, order.pk), 15)
    page = timed(lambda: selectors.ledger(ALL, order.pk, state="refused"), 5)
    total = selectors.balance(ALL, order.pk).total
    found = {
        "database": "sqlite" if is_sqlite() else "postgresql",
        "people": order.total,
        "order_ms": round(ordering),
        "order_raw_ms": round(copying),
        "balance_ms": round(balance, 1),
        "balance_raw_ms": round(raw, 1),
        "page_ms": round(page, 1),
        "balances": total.balances,
        "reports_per_s": round(report(order, given.reports)),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
