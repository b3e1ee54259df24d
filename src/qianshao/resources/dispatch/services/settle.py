"""What is still open after the receipt: lent goods come back, lost or used ones are written off."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.units import unit
from qianshao.resources.dispatch import stock
from qianshao.resources.dispatch.services.steps import goods, move_for, note, picks_of, said, step
from qianshao.resources.models import Move, Pick

Where = Literal["road", "site"]


def return_goods(
    *, move_id: int, pick_id: int, quantity: int, where: Where = "site", actor: Actor, now: datetime
) -> Move:
    """So many are back in the store's batch they came from. ``where``: they were at the site, or missing on the road.

    Raises:
        Invalid: more than is there.
    """
    found = move_for(actor, move_id, "settle")
    with unit():
        step(found, "settle")
        pick, batch = _open(found, pick_id, quantity, where)
        stock.post(stock.shift(batch, pick.batch_id, quantity), found, actor, now)
        note("came_back", found, actor, now, goods=goods([(pick.line, quantity)]))
        close_if_done(found, actor, now)
    return found


def write_off(
    *, move_id: int, pick_id: int, quantity: int, reason: str, where: Where = "site", actor: Actor, now: datetime
) -> Move:
    """So many are no more: used up, broken, lost; with the reason.

    Raises:
        Invalid: more than is there, or no reason.
    """
    found = move_for(actor, move_id, "settle")
    words = said(reason, "settle.reason")
    with unit():
        step(found, "settle")
        pick, batch = _open(found, pick_id, quantity, where)
        stock.post([stock.Posting(batch, -quantity, "writeoff", words)], found, actor, now)
        note("written_off", found, actor, now, goods=goods([(pick.line, quantity)]), reason=words)
        close_if_done(found, actor, now)
    return found


def _open(found: Move, pick_id: int, quantity: int, where: str) -> tuple[Pick, int]:
    """The pick and the batch its goods are in.

    Raises:
        NotFound: no such pick of this move. Invalid: not so many there.
    """
    pick = next((one for one in picks_of(found) if one.pk == pick_id), None)
    if pick is None:
        raise NotFound("pick.unknown", _("没有找到这一行"))
    batch = pick.transit if where == "road" else None if found.to_store_id else pick.ended
    there = batch.stock if batch else 0
    if batch is None or not 0 < quantity <= there:
        raise Invalid("settle.count", _("数量要在 1 到 {n} 之间"), n=there)
    return pick, batch.pk


def still_open(found: Move) -> int:
    """How many things of a move are on the road or lent out."""
    return sum(
        (pick.transit.stock if pick.transit else 0)
        + (pick.ended.stock if pick.ended and not found.to_store_id else 0)
        for pick in picks_of(found)
    )


def close_if_done(found: Move, actor: Actor, now: datetime) -> None:
    """End a received move of which nothing is open any more."""
    if not still_open(found):
        step(found, "close", closed_at=now)
        note("closed", found, actor, now)
