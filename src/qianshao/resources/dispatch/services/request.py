"""Somebody asks for goods, or no longer needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.divisions.selectors import names_of, seats_of
from qianshao.resources.dispatch.services.steps import goods, lines_of, move_for, new_code, note, said, step
from qianshao.resources.models import Item, Move, MoveLine

_MOST_LINES, _MOST = 60, 10_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for and where it goes. ``lines``: (item id, how many). Without a place the area's seat counts."""

    division_path: str
    place: str
    lines: Sequence[tuple[int, int]]
    title: str = ""
    why: str = ""
    lon: float | None = None
    lat: float | None = None
    to_store_id: int | None = None
    taker_name: str = ""
    taker_phone: str = ""
    needed_by: datetime | None = None


def request_move(
    *, wanted: Wanted, is_drill: bool = False, is_demo: bool = False, actor: Actor, now: datetime
) -> Move:
    """Ask for goods; they are promised to nobody before somebody else approves.

    Raises:
        Invalid: nothing asked for, an item that does not exist, no place.
    """
    actor.demand("resources.request", wanted.division_path)
    counts = _counts(wanted.lines)
    place = wanted.place.strip()[:120]
    if not place:
        raise Invalid("move.place", _("请写明送到哪里"))
    names = _items(counts)
    lon, lat = _where(wanted)
    with unit():
        made = Move.objects.create(
            code=new_code("D"),
            title=wanted.title.strip()[:120] or "、".join(names)[:120],
            why=wanted.why.strip()[:300],
            division_path=wanted.division_path,
            place=place,
            lon=lon,
            lat=lat,
            to_store_id=wanted.to_store_id,
            taker_name=wanted.taker_name.strip()[:40],
            taker_phone=wanted.taker_phone.strip()[:20],
            needed_by=wanted.needed_by,
            requested_at=now,
            requested_by=actor.label[:80],
            requested_by_id=actor.user_id,
            is_drill=is_drill,
            is_demo=is_demo,
        )
        MoveLine.objects.bulk_create(MoveLine(move=made, item_id=item, asked=n) for item, n in counts.items())
        asked = [(line, line.asked) for line in lines_of(made)]
        note("requested", made, actor, now, goods=goods(asked), place=place)
    return made


def _counts(lines: Sequence[tuple[int, int]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for item, count in lines:
        if not 0 < count <= _MOST:
            raise Invalid("move.count", _("数量要大于 0"))
        counts[item] = counts.get(item, 0) + count
    if not 0 < len(counts) <= _MOST_LINES:
        raise Invalid("move.empty", _("请至少写一种物资，最多 {n} 种"), n=_MOST_LINES)
    return counts


def _items(counts: dict[int, int]) -> list[str]:
    names = dict(Item.objects.filter(pk__in=sorted(counts)).values_list("pk", "name"))
    if len(names) < len(counts):
        raise Invalid("move.item", _("没有这种物资"))
    return [names[key] for key in counts]


def _where(wanted: Wanted) -> tuple[float | None, float | None]:
    if not names_of({wanted.division_path}):
        raise Invalid("division.unknown", _("没有这个区划：{path}"), path=wanted.division_path)
    if wanted.lon is not None and wanted.lat is not None:
        return wanted.lon, wanted.lat
    return seats_of([wanted.division_path]).get(wanted.division_path, (None, None))


def withdraw_move(*, move_id: int, reason: str, actor: Actor, now: datetime) -> Move:
    """No longer needed; nothing has left the store yet.

    Raises:
        Stale: picked or on the road already.
    """
    found = move_for(actor, move_id, "withdraw")
    words = said(reason, "move.reason")
    with unit():
        step(found, "withdraw", remind_at=None, closed_at=now)
        note("withdrawn", found, actor, now, reason=words)
    return found
