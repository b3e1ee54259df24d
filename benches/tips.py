"""Spam against genuine reports: ``./run bench tips [--spam N] [--seconds 60]``.

A real ``qianshao serve``. 5,000 spam posts of five kinds come over HTTP from 20 networks, paced over 60 s or as fast
as they are taken; 20 genuine ones come in between, a quarter of them from a network the spam comes from. Meanwhile an
officer's inbox is read over HTTP. Every post must be taken, none is refused; the 20 must stand in the first 25 rows
within 10 s of the last one, and ``on_time``: in the time they were paced over, or, where the same client gets fewer
empty answers of ``/healthz`` in the same run than the pace asks for twice over (a post costs about two), in the time
that limit allows. The last line is one JSON object.
"""

import argparse
import asyncio
import io
import json
import random
import re
import time
from typing import Any

import httpx
from django.core.management import call_command
from django.test import Client
from PIL import Image

from benches import HOME
from benches.public import SITE, build
from benches.site import HOST, serving
from qianshao.accounts.services import create_user, grant_role
from qianshao.config.serve import free_port
from qianshao.core import clock
from qianshao.tips.models import Tip

WITHIN_S = 10.0
#: A few of the spam may stand among them before it is seen to be many.
SPARE_ROWS = 5
#: A post may cost as much as so many empty answers of the same run; and a little for the clocks.
POST_COSTS, SLACK = 3.0, 1.1
PLACES = ("村口桥", "卫生室", "老粮站", "水库坝", "小学后门", "加油站旁", "二组坡脚", "河堤涵洞", "菜市场", "幼儿园")
SEEN = (
    "桥面裂缝，大车过晃得厉害", "电线垂到半空，孩子够得着", "外墙开裂，砖往下掉", "坝脚冒浑水，比上周大了",
    "消防通道锁死了打不开", "有煤气味，软管老化", "山坡掉石头砸坏护栏", "涵洞堵满树枝排不出水",
    "楼道里十几辆电动车充电", "井盖没有了，晚上看不见",
)  # fmt: skip


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--spam", type=int, default=5000)
    part.add_argument("--genuine", type=int, default=20)
    part.add_argument("--seconds", type=float, default=60)
    part.add_argument("--connections", type=int, default=24)
    return part.parse_args()


def picture(seed: int) -> bytes:
    """A small photo of its own."""
    dice, out = random.Random(seed), io.BytesIO()
    Image.frombytes("RGB", (48, 32), dice.randbytes(48 * 32 * 3)).save(out, "JPEG")
    return out.getvalue()


def spam(number: int, dice: random.Random) -> dict[str, Any]:
    """Copies, templates with numbers, noise, sellers, one photo again and again."""
    words = (
        "这里有问题快来看看吧",
        f"第{number}次反映情况，请领导重视，尽快处理一下谢谢",
        "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=dice.randint(8, 40))),
        f"加微信{dice.randrange(10**8)}代开发票，手续全",
        "看图",
    )[number % 5]
    files = {"photos": ("a.jpg", COPY, "image/jpeg")} if number % 5 == 4 else None
    return {"data": {"kind": "other", "words": words}, "files": files}


COPY = picture(1)


def genuine(number: int) -> dict[str, Any]:
    """A place and what was seen; every second one with a photo of its own, and each behind the spam's network."""
    words = f"{PLACES[number % 10]}{SEEN[(number * 3 + number // 10) % 10]}"
    has_photo = number % 2 == 0 or number % 4 == 3
    files = {"photos": ("a.jpg", picture(100 + number), "image/jpeg")} if has_photo else None
    return {"data": {"kind": "road", "words": words}, "files": files}


class Senders:
    """Clients that come from addresses of their own: all of 127/8 is this machine."""

    def __init__(self, port: int) -> None:
        self.base = f"http://{HOST}:{port}"
        self.known: dict[str, httpx.AsyncClient] = {}

    def at(self, address: str) -> httpx.AsyncClient:
        """The client of a network."""
        if address not in self.known:
            transport = httpx.AsyncHTTPTransport(local_address=address, limits=httpx.Limits(max_connections=8))
            self.known[address] = httpx.AsyncClient(transport=transport, base_url=self.base, timeout=60)
        return self.known[address]

    async def close(self) -> None:
        """Hang up."""
        for one in self.known.values():
            await one.aclose()


async def flood(port: int, cookie: str, given: argparse.Namespace) -> dict[str, Any]:
    """Send everything, read the inbox, and say how it went."""
    dice, senders, statuses = random.Random(7), Senders(port), dict[int, int]()
    jobs: list[tuple[float, str, dict[str, Any]]] = []
    for n in range(given.spam):
        jobs.append((n * given.seconds / given.spam, f"127.0.1.{1 + n % 20}", spam(n, dice)))
    for n in range(given.genuine):
        at = given.seconds * (0.2 + 0.75 * n / given.genuine)
        jobs.append((at, "127.0.1.1" if n % 4 == 3 else f"127.0.2.{1 + n}", genuine(n)))
    jobs.sort(key=lambda job: job[0])
    wanted = [genuine(n)["data"]["words"] for n in range(given.genuine)]
    began, queue, last = time.perf_counter(), asyncio.Queue[Any](), dict[str, float]()
    for job in jobs:
        queue.put_nowait(job)

    async def worker() -> None:
        while not queue.empty():
            at, address, body = queue.get_nowait()
            await asyncio.sleep(max(0.0, at - (time.perf_counter() - began)))
            try:
                answer = await senders.at(address).post("/p/", **body)
                code = answer.status_code
            except httpx.HTTPError:
                code = 599
            statuses[code] = statuses.get(code, 0) + 1
            if body["data"]["words"] in wanted:
                last[body["data"]["words"]] = time.perf_counter()

    async def watch() -> dict[str, Any]:
        rows: list[str] = []
        while True:
            page = await senders.at("127.0.3.1").get("/tips/", cookies={"sessionid": cookie})
            rows = re.findall(r'<p class="rowlink"><a [^>]*><b>([^<]*)</b>', page.text)
            top = " ".join(rows[: given.genuine + SPARE_ROWS])
            now = time.perf_counter()
            if len(last) == len(wanted) and all(words in top for words in wanted):
                return {"visible_s": round(now - max(last.values()), 2), "worst_row": _worst(rows, wanted)}
            if last and len(last) == len(wanted) and now - max(last.values()) > 30:
                return {"visible_s": None, "worst_row": _worst(rows, wanted)}
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(worker() for _n in range(given.connections)))
    seconds = time.perf_counter() - began
    seen = await watching
    limit = await _limit(senders)
    await senders.close()
    return {"statuses": statuses, "seconds": round(seconds, 1), "limit_per_second": limit, **seen}


def _worst(rows: list[str], wanted: list[str]) -> int | None:
    found = [next((n for n, row in enumerate(rows, 1) if words in row), None) for words in wanted]
    return None if None in found else max(n for n in found if n)


async def _limit(senders: Senders, count: int = 400) -> int:
    """Empty answers a second by the same client."""
    began = time.perf_counter()

    async def some() -> None:
        for _n in range(count // 8):
            await senders.at("127.0.1.1").get("/healthz")

    await asyncio.gather(*(some() for _n in range(8)))
    return round(count / (time.perf_counter() - began))


def officer(county: str) -> str:
    """A county officer's session."""
    now = clock.now()
    made = create_user(
        actor=SITE, now=now, username="bench", display_name="bench", title="", division_path=county,
        phone="", password="bench-夜雨敲门-2046",
    )  # fmt: skip
    grant_role(
        actor=SITE, now=now, user_id=made.user.pk, role="county_duty", division_path=county, valid_from=now.date()
    )
    client = Client()
    client.force_login(made.user, backend="qianshao.accounts.backends.AccountBackend")
    return str(client.cookies["sessionid"].value)


def allowed(wanted: int, seconds: float, limit: float) -> float:
    """In how many seconds all must be taken: as paced, or as the machine of this run can."""
    return SLACK * max(seconds, wanted * POST_COSTS / max(limit, 1))


def main() -> int:
    """Measure and print."""
    given = options()
    call_command("migrate", verbosity=0)
    cookie = officer(build(1))
    port = free_port(18800)
    with serving(port) as (_process, log):
        found = asyncio.run(flood(port, cookie, given))
        locked = sum("locked" in line or "busy" in line for line in log)
    states = {
        state: Tip.objects.unscoped("a bench counts").filter(state=state).count() for state in ("waiting", "folded")
    }
    taken, wanted = sum(states.values()), given.spam + given.genuine
    rate = round(wanted / found["seconds"], 1)
    within = allowed(wanted, given.seconds, found["limit_per_second"])
    result: dict[str, Any] = {
        "bench": "tips",
        **found,
        **states,
        "kept": taken,
        "lost": found["statuses"].get(303, 0) - taken,
        "per_second": rate,
        "ratio_to_limit": round(rate / max(found["limit_per_second"], 1), 3),
        "allowed_s": round(within, 1),
        "on_time": found["seconds"] <= within,
        "lock_errors": locked,
        "home": HOME.name,
    }
    seen = found["visible_s"] is not None and found["visible_s"] <= WITHIN_S
    result["ok"] = taken == wanted and result["lost"] == 0 and seen and result["on_time"]
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
