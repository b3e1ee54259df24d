"""Many open boards: ``./run bench boards [--boards 200] [--recipients 5000]``.

A real ``qianshao serve``; watchers over loopback; answers keep coming in. Prints what the front costs of a core, how
old a picture is when it arrives, how long the board's page takes, and one JSON object as the last line.
"""

import argparse
import asyncio
import json
import statistics
import time
from typing import Any

import httpx
import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from benches.answers import QUIET
from benches.people import COUNTY, bench_callout
from benches.site import HOST, serving
from qianshao.accounts.services import create_user, grant_role
from qianshao.calling.rules import line_of
from qianshao.calling.states import Who
from qianshao.config.serve import free_port
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.ids import sign_case_token
from qianshao.core.sql import fetch_all, is_sqlite
from qianshao.divisions.rules import child_path
from qianshao.divisions.services import Row, import_divisions

SITE = Actor.system("bench", "cli")
WATCH_SECONDS = 20
ANSWERS_PER_SECOND = 10


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--boards", type=int, default=200)
    part.add_argument("--recipients", type=int, default=5000)
    return part.parse_args()


def build_area() -> None:
    """A county of ten townships of a hundred villages, where ``benches.people`` puts its persons."""
    rows = [Row("410000000000", "省", 1), Row("411500000000", "市", 2, "410000000000")]
    rows.append(Row("411523000000", "县", 3, "411500000000"))
    for town in range(1, 11):
        code = f"411523{100 + town}000"
        rows.append(Row(code, f"{town} 号镇", 4, "411523000000"))
        rows += [Row(f"{code[:9]}{village:03d}", f"{village} 村", 5, code) for village in range(1, 101)]
    import_divisions(rows=rows, actor=SITE, now=clock.now())
    assert child_path(child_path(child_path("", 1), 1), 1) == COUNTY


def log_in() -> str:
    """A session cookie of a county duty officer."""
    now = clock.now()
    user = create_user(
        actor=SITE, now=now, username="duty", display_name="值班员", division_path=COUNTY, password="量一量有多快2026"
    ).user
    grant_role(actor=SITE, now=now, user_id=user.pk, role="county_duty", division_path=COUNTY)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


async def watch(port: int, number: int, cookie: str, until: float, seen: list[tuple[float, int]]) -> None:
    """One open board: remembers when each picture came, and its journal number."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=4 * 1024 * 1024)
    writer.write(f"GET /live/callout/{number} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode())
    try:
        while (left := until - time.monotonic()) > 0:
            line = await asyncio.wait_for(reader.readline(), left)
            if line.startswith(b"id: "):
                seen.append((time.monotonic(), int(line[4:])))
            if not line:
                return
    except TimeoutError:
        return
    finally:
        writer.close()


async def answer(port: int, tokens: list[str], until: float, sent: list[float]) -> None:
    """Answers, steadily."""
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
        for token in tokens:
            if time.monotonic() > until - 2:
                return
            await client.post(f"/a/{token}", content=b"in_command=x", headers={"Accept": "application/json"})
            sent.append(time.monotonic())
            await asyncio.sleep(1 / ANSWERS_PER_SECOND)


def age_of(moment: float, pictures: list[tuple[float, int]]) -> float:
    """Seconds until the next picture after an answer: how old the board was at most."""
    return min((at - moment for at, _number in pictures if at >= moment), default=99.0)


async def measure(port: int, number: int, cookie: str, boards: int, tokens: list[str], front: Any) -> dict[str, Any]:
    """Watch and answer for a while."""
    until = time.monotonic() + WATCH_SECONDS
    seen: list[list[tuple[float, int]]] = [[] for _ in range(boards)]
    sent: list[float] = []
    watching = [asyncio.create_task(watch(port, number, cookie, until, mine)) for mine in seen]
    await asyncio.sleep(3)
    before, began = sum(front.cpu_times()[:2]), time.monotonic()
    await answer(port, tokens, until, sent)
    used, seconds = sum(front.cpu_times()[:2]) - before, time.monotonic() - began
    await asyncio.gather(*watching)
    pictures = [len(mine) for mine in seen]
    ages = [age_of(moment, mine) for moment in sent[:-20] for mine in seen[:5]]
    return {
        "boards": boards,
        "answers": len(sent),
        "pictures_per_board": round(statistics.mean(pictures), 1),
        "fewest_pictures": min(pictures),
        "core_percent": round(100 * used / seconds, 1),
        "age_p50_s": round(statistics.median(ages), 2),
        "age_p99_s": round(sorted(ages)[int(len(ages) * 0.99) - 1], 2),
    }


def page_ms(port: int, number: int, cookie: str) -> list[float]:
    """How long the board's page takes, twenty times."""
    took = []
    with httpx.Client(base_url=f"http://{HOST}:{port}", headers={"Cookie": cookie}, trust_env=False) as client:
        for _ in range(20):
            began = time.perf_counter()
            client.get(f"/callouts/{number}/").raise_for_status()
            took.append((time.perf_counter() - began) * 1000)
    return sorted(took)


def main() -> None:
    """Measure and print."""
    given = options()
    call_command("migrate", verbosity=0)
    build_area()
    number = bench_callout(given.recipients, QUIET, cause_id=1, now=clock.now())
    cookie = log_in()
    rows = fetch_all("SELECT id FROM calling_case WHERE callout_id = %s LIMIT 1000", [number])
    tokens = [sign_case_token(line_of(row[0], Who.SELF)) for row in rows]
    port = free_port(18600)
    with serving(port) as (process, _log):
        pages = page_ms(port, number, cookie)
        children = psutil.Process(process.pid).children()
        front = next(p for p in children if "front.app" in " ".join(p.cmdline()))
        result = asyncio.run(measure(port, number, cookie, given.boards, tokens, front))
        memory = sum(p.memory_full_info().pss for p in [psutil.Process(process.pid), *children]) // 1024 // 1024
    result |= {
        "bench": "boards",
        "database": "sqlite" if is_sqlite() else "postgresql",
        "recipients": given.recipients,
        "page_p50_ms": round(pages[10], 1),
        "page_p95_ms": round(pages[18], 1),
        "server_memory_mb": memory,
    }
    result["ok"] = result["core_percent"] <= 10 and result["age_p99_s"] <= 1.5 and result["page_p50_ms"] < 200
    print(json.dumps(result))


if __name__ == "__main__":
    main()
