"""One map with many points: ``./run bench map [--points 100000]``.

The first view of a county (page, data, the tiles of a screen) and tiles at every zoom, through Django's own client,
for a person who may see one county. Beside each tile stands the limit: reading the same rows from the same table,
with nothing done to them. The last line is one JSON object.
"""

import argparse
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from benches.boards import SITE, build_area
from benches.people import COUNTY
from qianshao.accounts.services import create_user, grant_role
from qianshao.core import clock
from qianshao.core.sql import fetch_all
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.geo.cells import cell_of
from qianshao.onemap.rules import mercator
from qianshao.onemap.selectors.held import forget
from qianshao.registry.models import Kind, Record

WEST, SOUTH, WIDE, HIGH = 114.4, 31.3, 0.7, 0.6
ZOOMS = (8, 9, 10, 11, 12, 13, 14, 15)
TILES_EACH = 12


def options() -> argparse.Namespace:
    """How many points."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--points", type=int, default=100_000)
    return part.parse_args()


def build(points: int) -> Client:
    """A county of villages with the points about them, and its duty officer logged in."""
    call_command("migrate", verbosity=0)
    build_area()
    now = clock.now()
    rng = random.Random(7)
    ring = [[WEST, SOUTH], [WEST + WIDE, SOUTH], [WEST + WIDE, SOUTH + HIGH], [WEST, SOUTH + HIGH], [WEST, SOUTH]]
    areas = Division.objects.unscoped("a bench")
    areas.filter(level=Level.TOWNSHIP).update(boundary={"type": "Polygon", "coordinates": [ring]})
    villages = [(WEST + rng.random() * WIDE, SOUTH + rng.random() * HIGH) for _ in range(600)]
    kind = Kind.objects.filter(is_active=True).order_by("pk").first()
    assert kind is not None
    rows = []
    for n in range(points):
        lon, lat = villages[rng.randrange(600)]
        lon, lat = rng.gauss(lon, 0.006), rng.gauss(lat, 0.005)
        path = f"{COUNTY}{1 + n % 10:04d}{1 + n % 100:04d}"
        place = {"lon": lon, "lat": lat, "cell": cell_of(lon, lat)}
        rows.append(Record(kind=kind, code=f"{n:010d}", name=f"{n}", division_path=path, made_at=now, **place))
    Record.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    user = create_user(
        actor=SITE, now=now, username="duty", display_name="值班员", division_path=COUNTY, password="量一量有多快2026"
    ).user
    grant_role(actor=SITE, now=now, user_id=user.pk, role="county_duty", division_path=COUNTY)
    client = Client(SERVER_NAME="localhost", headers={"accept-encoding": "gzip"})
    client.force_login(user, backend="qianshao.accounts.backends.AccountBackend")
    return client


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    started = time.perf_counter()
    found = work()
    return (time.perf_counter() - started) * 1000, found


def tiles_at(zoom: int, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Different tiles of the county, in no order."""
    side = 1 << zoom
    seen = set()
    for _ in range(200):
        lon, lat = WEST + rng.random() * WIDE, SOUTH + rng.random() * HIGH
        x = int((lon + 180) / 360 * side)
        y = next(row for row in range(side * 2 // 5 - 2, side) if mercator.box_of(zoom, x, row)[1] <= lat)
        if (x, y) not in seen:
            seen.add((x, y))
            yield x, y
        if len(seen) == TILES_EACH:
            return


def limit(zoom: int, x: int, y: int) -> Any:
    """The rows of the tile's box, read and left alone, by the index that suits the database best."""
    west, south, east, north = mercator.box_of(zoom, x, y)
    return fetch_all(
        "SELECT id, lon, lat FROM registry_record WHERE lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s "
        "AND state = 'active'",
        (west, east, south, north),
    )


def first_view(client: Client, group: str) -> dict[str, float]:
    """Page, data and the tiles of a screen, one after the other as one server thread would give them.

    Nothing is held in memory before: the points are read within this time.
    """
    forget()
    page, answer = timed(lambda: client.get(f"/map/?layers={group}"))
    assert answer.status_code == 200
    data, answer = timed(lambda: client.get(f"/map/data.json?layers={group}"))
    assert answer.json()["tiles"]
    tiles = [
        timed(lambda x=x, y=y: client.get(f"/map/tiles/{group}/10/{x}/{y}.mvt"))  # type: ignore[misc]
        for x, y in tiles_at(10, random.Random(1))
    ]
    return {"page_ms": page, "data_ms": data, "tiles_ms": sum(ms for ms, _ in tiles), "tiles": len(tiles)}


def main() -> None:
    """Print what it took."""
    given = options()
    client = build(given.points)
    kind = Kind.objects.filter(is_active=True).order_by("pk").first()
    group = kind.group if kind else ""
    client.get(f"/map/?layers={group}")
    view = first_view(client, group)
    print("first view: " + ", ".join(f"{key} {value:.0f}" for key, value in view.items()))
    every: list[tuple[float, float, int]] = []
    for zoom in ZOOMS:
        rows = []
        for x, y in tiles_at(zoom, random.Random(zoom)):
            took, answer = timed(lambda z=zoom, x=x, y=y: client.get(f"/map/tiles/{group}/{z}/{x}/{y}.mvt"))  # type: ignore[misc]
            least, found = timed(lambda z=zoom, x=x, y=y: limit(z, x, y))  # type: ignore[misc]
            rows.append((took, least, len(answer.content), len(found)))
        every += [(took, least, size) for took, least, size, _ in rows]
        took, least, size, count = (statistics.median(row[n] for row in rows) for n in range(4))
        print(f"z{zoom}: {took:.1f} ms, limit {least:.1f} ms, {size / 1024:.1f} kB, {count:.0f} points ({len(rows)})")
    result = {
        "bench": "map",
        "points": given.points,
        "database": connection.vendor,
        "sqlite": sqlite3.sqlite_version,
        "first_view_ms": round(view["page_ms"] + view["data_ms"] + view["tiles_ms"]),
        "tile_ms_median": round(statistics.median(row[0] for row in every), 1),
        "tile_ms_p95": round(statistics.quantiles([row[0] for row in every], n=20)[-1], 1),
        "tile_to_limit": round(sum(row[0] for row in every) / sum(row[1] for row in every), 2),
        "tile_bytes_median": round(statistics.median(row[2] for row in every)),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
