"""Goods are picked, leave on a vehicle, or turn round on the way."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.resources.dispatch import stock
from qianshao.resources.dispatch.rules import fill
from qianshao.resources.dispatch.services.steps import day_of, goods, lines_of, move_for, note, picks_of, said, step
from qianshao.resources.models import Move, MoveLine, Pick


def pick_goods(*, move_id: int, accept_less: bool = False, actor: Actor, now: datetime) -> Move:
    """Choose the batches: own goods first, then what expires first. Nothing leaves the store yet.

    Raises:
        Invalid: the store has less than was approved, and less was not accepted.
    """
    found = move_for(actor, move_id, "pick")
    with unit():
        step(found, "pick")
        lines = [line for line in lines_of(found) if line.approved]
        free = stock.free_batches(found.from_store_id or 0, [line.item_id for line in lines], day_of(now))
        for line in lines:
            _pick(line, free.get(line.item_id, []), accept_less)
        picked = [(pick.line, pick.quantity) for pick in picks_of(found)]
        if not picked:
            raise Invalid("pick.nothing", _("库里一件也没有了，请退回或换库"))
        note("picked", found, actor, now, goods=goods(picked))
    return found


def _pick(line: MoveLine, batches: list[stock.Short], accept_less: bool) -> None:
    taken, lacking = fill(line.approved, batches)
    if lacking and not accept_less:
        words = _("“{name}”少 {n} {unit}。确实不够时，选“有多少发多少”。")
        raise Invalid("pick.lacking", words, name=line.item.name, n=lacking, unit=line.item.unit)
    Pick.objects.bulk_create(Pick(line=line, batch_id=key, quantity=count) for key, count in taken.items())
    if lacking:
        MoveLine.objects.filter(pk=line.pk).update(approved=line.approved - lacking)


def put_back(*, move_id: int, reason: str, actor: Actor, now: datetime) -> Move:
    """What was picked goes back on the shelf; it is picked anew later."""
    found = move_for(actor, move_id, "put_back")
    words = said(reason, "move.reason")
    with unit():
        step(found, "put_back")
        Pick.objects.filter(line__move=found).delete()
        note("put_back", found, actor, now, reason=words)
    return found


def carry_goods(
    *, move_id: int, vehicle: str, driver: str = "", driver_phone: str = "", actor: Actor, now: datetime
) -> Move:
    """The vehicle leaves: the goods go from the store's batches into the move's own, in one commit.

    Raises:
        Invalid: no vehicle named, or the store no longer has what was picked.
    """
    found = move_for(actor, move_id, "carry")
    plate = vehicle.strip()[:40]
    if not plate:
        raise Invalid("move.vehicle", _("请写车牌，没有车就写“人力”"))
    with unit():
        driven = {"driver": driver.strip()[:40], "driver_phone": driver_phone.strip()[:20]}
        step(found, "carry", vehicle=plate, carried_at=now, **driven)
        picks = picks_of(found)
        for pick in picks:
            pick.transit_id = stock.for_the_move(pick.batch, found)
            pick.save(update_fields=["transit"])
        posts = [post for pick in picks for post in stock.shift(pick.batch_id, pick.transit_id, pick.quantity)]
        stock.post(posts, found, actor, now)
        loaded = goods((pick.line, pick.quantity) for pick in picks)
        note("carried", found, actor, now, goods=loaded, vehicle=plate)
    return found


def turn_back(*, move_id: int, reason: str, actor: Actor, now: datetime) -> Move:
    """The road is closed or nobody needs it any more: everything goes back into the batches it came from."""
    found = move_for(actor, move_id, "turn_back")
    words = said(reason, "move.reason")
    with unit():
        step(found, "turn_back", closed_at=now)
        picks = picks_of(found)
        posts = [post for pick in picks for post in stock.shift(pick.transit_id, pick.batch_id, pick.quantity)]
        stock.post(posts, found, actor, now, words)
        note("turned_back", found, actor, now, reason=words)
    return found
