"""A stand-in for the county's sync and files, as exact as the contract: every command once, every part in order.

The real ones are tested in their own rooms and joined in ``test_with_the_real_sync.py``; here the phone is.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Route

from qianshao.people.rules.codes import household_code

Answer = dict[str, Any]
DONE: Answer = {"outcome": "done", "message": "", "data": {}}


def person(
    n: int, home: int, name: str, state: str = "unnotified", needs: tuple[str, ...] = (), head: str = ""
) -> dict[str, Any]:
    """One row of an order; ``head``: whose household it is."""
    return {
        "uid": f"0198a000-0000-7000-8000-{n:012d}",
        "name": name,
        "household": home,
        "household_name": head or name,
        "address": f"{home % 7 + 1}组 {home}号",
        "code": household_code(home),
        "phone": "13912340000",
        "state": state,
        "heads": [f"m{n}"],
        "needs": list(needs),
        "helper": "",
        "vehicle": "",
    }


def rows() -> dict[str, list[dict[str, Any]]]:
    """An evening in a village."""
    people = [
        person(1, 12, "张德厚", "refused", ("独居", "81岁")),
        person(2, 15, "吴桂芳", "pickup", ("行动不便",)),
        person(3, 15, "吴长顺", head="吴桂芳"),
        person(4, 16, "刘长顺"),
        person(5, 16, "刘小满", head="刘长顺"),
        person(6, 18, "李春华", needs=("孕妇",)),
    ]
    return {
        "alerts": [
            {
                "case": 71,
                "title": "暴雨橙色预警",
                "colour": "orange",
                "brief": "未来 3 小时有大暴雨，柳溪沿岸请马上转移群众。",
                "guide": ["通知低洼户", "查看柳溪桥"],
                "state": "open",
                "sent_at": "2026-07-18T12:12:00Z",
                "deadline": None,
                "is_drill": False,
            }
        ],
        "tasks": [
            {
                "case": 81,
                "name": "周大明",
                "address": "2组 5号",
                "phone": "13912340001",
                "due_at": None,
                "why": "电话没人接",
            }
        ],
        "shelters": [{"id": 5, "name": "石门镇中心小学", "capacity": 300, "state": "open", "occupancy": 12}],
        "kinds": [
            {"what": "kind", "code": "torrent", "name": "山洪", "icon": "ripple"},
            {"what": "kind", "code": "other", "name": "其他", "icon": "dots"},
            {"what": "point", "id": 3, "name": "柳溪桥", "look_for": "每 30 分钟拍照一次", "state": "due"},
        ],
        "phones": [
            {"kind": "duty", "role": "值班室", "name": "", "number": "03765550000"},
            {"kind": "superior", "role": "镇长", "name": "郑河", "number": "13912340002"},
        ],
        "households": [],
        "evacuation": [{"order": 9, "title": "柳溪沿岸转移", "deadline": None, "is_drill": False, "people": people}],
    }


@dataclass
class County:
    """What the server knows, and how it is to behave."""

    pulls: dict[str, list[dict[str, Any]]] = field(default_factory=rows)
    status: int = 200
    user: int = 3
    wipe: bool = False
    keeps_ledger: bool = False  # what people are marked is what the next pull says
    decide: Callable[[dict[str, Any]], Answer] = lambda _command: DONE
    commands: dict[str, dict[str, Any]] = field(default_factory=dict)
    runs: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    files: dict[str, bytearray] = field(default_factory=dict)
    totals: dict[str, tuple[int, str]] = field(default_factory=dict)
    told: dict[str, dict[str, str]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    cut_after: int = -1
    refuses: str = ""  # what is said of every photo
    damages: int = 0  # so many photos arrive with other bytes than were meant

    def serve(self, context: BrowserContext) -> None:
        """Stand behind the addresses of the API."""
        context.route("**/api/v1/sync**", self._sync)
        context.route("**/api/v1/files/**", self._file)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The commands of a kind in the order they were run."""
        return [self.commands[one] for one in self.order if self.commands[one]["kind"] == kind]

    def whole(self) -> list[bytes]:
        """Files that arrived whole and with the right digest."""
        return [
            bytes(data)
            for uid, data in self.files.items()
            if len(data) == self.totals[uid][0] and sha256(data).hexdigest() == self.totals[uid][1]
        ]

    def _sync(self, route: Route) -> None:
        request = route.request
        assert request.headers.get("x-qianshao-phone") == "1"
        if self.status != 200:
            _say(route, self.status, {"code": "x", "message": "坏了"})
            return
        if request.method == "GET":
            self.log.append("pull")
            _say(
                route,
                200,
                self._pull(parse_qs(urlsplit(request.url).query, keep_blank_values=True)["names"][0].split(",")),
            )
            return
        body = request.post_data_buffer or b""
        said = json.loads(gzip.decompress(body) if request.headers.get("content-encoding") == "gzip" else body)
        answers = [self._run(one) for one in said["commands"]]
        _say(route, 200, {"answers": answers, "server_time": "2026-07-18T12:12:00Z", "wipe": self.wipe})

    def _pull(self, names: list[str]) -> dict[str, Any]:
        pulls = {} if self.wipe else {name: self.pulls[name] for name in names if name in self.pulls}
        me = {
            "name": "吴长贵",
            "user": self.user,
            "area": "石门镇柳溪村",
            "title": "村支书",
            "policy": {"pin_digits": 6, "pin_tries": 5, "keep_hours": 72},
        }
        return {"as_of": "2026-07-18T12:12:00Z", "etag": "e", "me": me, "wipe": self.wipe, "pulls": pulls}

    def _run(self, one: dict[str, Any]) -> dict[str, Any]:
        self.log.append(one["kind"])
        if self.wipe:
            self.commands.setdefault(one["id"], one)
            return {"id": one["id"], "outcome": "quarantined", "message": "", "data": {}}
        if one["id"] in self.commands:
            return {"id": one["id"], "outcome": "duplicate", "message": "", "data": {}}
        answer = self.decide(one)
        if answer["outcome"] != "retry":
            self.commands[one["id"]] = one
            self.runs[one["id"]] += 1
            self.order.append(one["id"])
            if self.keeps_ledger and one["kind"] == "evacuation.mark":
                self._mark(one)
        return {"id": one["id"], **answer}

    def _mark(self, one: dict[str, Any]) -> None:
        for order in self.pulls["evacuation"]:
            for row in order["people"]:
                if row["uid"] in one["payload"]["uids"]:
                    row.update(state=one["payload"]["to"], heads=[one["id"]])

    def _file(self, route: Route) -> None:
        request, uid = route.request, route.request.url.rsplit("/", 1)[1]
        self.log.append("file")
        if self.cut_after == 0:
            route.abort()
            return
        self.cut_after -= 1
        if self.refuses:
            _say(route, 422, {"code": "file.wrong", "message": self.refuses})
            return
        kept = self.files.setdefault(uid, bytearray())
        self.totals[uid] = (int(request.headers["upload-length"]), request.headers["sha256"])
        self.told[uid] = {name: request.headers.get(name, "") for name in ("made-at", "position")}
        offset = int(request.headers["upload-offset"])
        if offset <= len(kept):
            kept[offset:] = request.post_data_buffer or b""
        whole = len(kept) == self.totals[uid][0]
        if whole and self.damages > 0:
            self.damages -= 1
            kept.clear()
            _say(route, 422, {"code": "file.damaged", "message": "照片在路上损坏了，会从头再传。"})
            return
        _say(
            route,
            409 if offset > len(kept) else 201 if whole else 200,
            {
                "id": uid,
                "offset": len(kept),
                "length": self.totals[uid][0],
                "state": "arrived" if whole else "coming",
            },
        )


def _say(route: Route, status: int, body: dict[str, Any]) -> None:
    route.fulfill(status=status, content_type="application/json", body=json.dumps(body))
