"""What a tip has in common with those that came lately."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.clock import BEIJING
from qianshao.core.fields import keyed_hash
from qianshao.core.sql import db_time, execute, fetch_all

#: Requests that come at the same moment may each miss an exact number.
SPAN = 5
SAME, NEAR, PHOTO, BURST = "same", "near", "photo", "burst"
Marks = Sequence[tuple[str, str]]


def network_mark(address: str, now: datetime) -> str:
    """A keyed hash of the network (IPv4 address, IPv6 /64) that changes every day: enough to count, not to follow."""
    try:
        ip = ipaddress.ip_address(address)
        network = str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
    except ValueError:
        network = address[:64]
    return keyed_hash("tip-network", f"{now.astimezone(BEIJING):%Y%m%d} {network}")


@dataclass(frozen=True)
class Alike:
    """How many came lately with the same mark, by kind of mark; ``first``: the earliest tip among them, or the one
    that it lies under.
    """

    counts: Mapping[str, int]
    first: Mapping[str, int]


#: Of one mark. Counted only as far as it matters: the thousandth of a flood costs no more than the hundredth.
_COUNTED = (
    "SELECT a.kind, a.n, COALESCE(t.under_id, t.id) FROM "
    "(SELECT MIN(b.kind) AS kind, COUNT(*) AS n, MIN(b.tip_id) AS first FROM "
    "(SELECT kind, tip_id FROM tips_trait WHERE kind = %s AND value = %s AND at >= %s ORDER BY at LIMIT %s) AS b) "
    "AS a JOIN tips_tip AS t ON t.id = a.first"
)


def alike(marks: Marks, numbers: Mapping[str, float], now: datetime) -> Alike:
    """Count them: one question."""
    if not marks:
        return Alike({}, {})
    hours, minutes = timedelta(hours=numbers["window_hours"]), timedelta(minutes=numbers["burst_minutes"])
    most = int(max(value for code, value in numbers.items() if code.endswith(("_some", "_many")))) + SPAN + 1
    params: list[Any] = []
    for kind, value in marks:
        params += [kind, value, db_time(now - (minutes if kind == BURST else hours)), most]
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for kind, count, leader in fetch_all(" UNION ALL ".join([_COUNTED] * len(marks)), params):
        counts[kind] = max(counts.get(kind, 0), count)
        first[kind] = min(first.get(kind, leader), leader)
    return Alike(counts, first)


def write_marks(tip_id: int, marks: Marks, now: datetime) -> None:
    """Keep them, in the transaction of the sending."""
    values = ", ".join(["(%s, %s, %s, %s)"] * len(marks))
    params = [part for kind, value in marks for part in (tip_id, kind, value, db_time(now))]
    if marks:
        execute(f"INSERT INTO tips_trait (tip_id, kind, value, at) VALUES {values}", params)
