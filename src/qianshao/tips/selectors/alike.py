"""What a tip has in common with those that came lately."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q

from qianshao.core.clock import BEIJING
from qianshao.core.fields import keyed_hash
from qianshao.tips.models import Trait

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
    """How many came lately with the same mark, by kind of mark; ``first``: the earliest tip among them."""

    counts: Mapping[str, int]
    first: Mapping[str, int]


def alike(marks: Marks, numbers: Mapping[str, float], now: datetime) -> Alike:
    """Count them: one question."""
    if not marks:
        return Alike({}, {})
    hours, minutes = timedelta(hours=numbers["window_hours"]), timedelta(minutes=numbers["burst_minutes"])
    since = {kind: now - (minutes if kind == BURST else hours) for kind, _value in marks}
    wanted = reduce(or_, (Q(kind=kind, value=value, at__gte=since[kind]) for kind, value in marks))
    rows = Trait.objects.filter(wanted).values("kind", "value").annotate(n=Count("id"), first=Min("tip_id"))
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for row in rows.order_by():
        kind = row["kind"]
        counts[kind] = max(counts.get(kind, 0), row["n"])
        first[kind] = min(first.get(kind, row["first"]), row["first"])
    return Alike(counts, first)
