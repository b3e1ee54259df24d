"""The goods are there, and somebody counts them."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.resources.dispatch import stock
from qianshao.resources.dispatch.rules import spread
from qianshao.resources.dispatch.services.settle import close_if_done
from qianshao.resources.dispatch.services.steps import goods, lines_of, move_for, note, picks_of, step
from qianshao.resources.models import Move, MoveLine, Pick


def receive_goods(
    *,
    move_id: int,
    counts: Mapping[int, int],
    reasons: Mapping[int, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Move:
    """Sign for a move; ``counts`` and ``reasons`` by line. A count that differs needs a reason.

    What is missing stays with the move, on the road, until it comes back or is written off. What came too much is
    added where it arrived.

    Raises:
        Invalid: a line without a count, or one that differs and has no reason.
    """
    found = move_for(actor, move_id, "receive")
    with unit():
        step(found, "receive", received_at=now, received_by=actor.label[:80])
        lines = [line for line in lines_of(found) if line.approved]
        picks = picks_of(found)
        posts: list[stock.Posting] = []
        for line in lines:
            mine = [pick for pick in picks if pick.line_id == line.pk]
            posts += _count(found, line, mine, counts, (reasons or {}).get(line.pk, ""))
        stock.post(posts, found, actor, now)
        note("received", found, actor, now, goods=goods((line, line.counted or 0) for line in lines))
        _say_differences(found, lines, picks, actor, now)
        close_if_done(found, actor, now)
    return found


def _count(
    found: Move, line: MoveLine, picks: list[Pick], counts: Mapping[int, int], reason: str
) -> list[stock.Posting]:
    counted, carried = counts.get(line.pk, -1), sum(pick.quantity for pick in picks)
    if counted < 0:
        raise Invalid("receive.count", _("请点清“{name}”的数量"), name=line.item.name)
    line.counted, line.reason = counted, reason.strip()[:120]
    if counted != carried and not line.reason:
        raise Invalid("receive.reason", _("“{name}”数量不符，请写原因"), name=line.item.name)
    line.save(update_fields=["counted", "reason"])
    parts, over = spread(counted, [pick.quantity for pick in picks])
    posts: list[stock.Posting] = []
    for pick, part in zip(picks, parts, strict=True):
        posts += _arrive(found, line, pick, part)
    if over and picks[-1].ended_id:
        posts.append(stock.Posting(picks[-1].ended_id, over, "adjust", line.reason))
    return posts


def _arrive(found: Move, line: MoveLine, pick: Pick, part: int) -> list[stock.Posting]:
    """Into the taking store's stock, else out as issued; what is to come back is kept at the site."""
    if not part or pick.transit_id is None:
        return []
    pick.arrived, pick.ended_id = part, stock.where_it_ends(pick.batch, found, line.item)
    pick.save(update_fields=["arrived", "ended"])
    if pick.ended_id is None:
        return [stock.Posting(pick.transit_id, -part, "issue", found.place)]
    return stock.shift(pick.transit_id, pick.ended_id, part)


def _say_differences(found: Move, lines: list[MoveLine], picks: list[Pick], actor: Actor, now: datetime) -> None:
    for line in lines:
        carried = sum(pick.quantity for pick in picks if pick.line_id == line.pk)
        if line.counted != carried:
            words = f"{line.item.name} {carried} → {line.counted} {line.item.unit}"
            note("differs", found, actor, now, goods=words, reason=line.reason)
