"""Stock-taking: begun, counted, confirmed by a second person, booked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.states import move
from qianshao.journal.services import record
from qianshao.resources.models import Batch, CountLine, EntryKind, StockTake
from qianshao.resources.selectors.policy import policy_for
from qianshao.resources.selectors.stores import store_of
from qianshao.resources.services.stock import Post, post_entries
from qianshao.resources.states import TAKE_MOVES

MAY = "resources.stock"


def start_count(*, store_id: int, actor: Actor, now: datetime) -> StockTake:
    """Begin to count a store: a line for each batch that has stock.

    Raises:
        Invalid: nothing there to count.
        Stale: a count is under way.
    """
    store = store_of(actor.scope, store_id)
    actor.demand(MAY, store.division_path)
    rows = Batch.objects.within(actor.scope).filter(store_id=store.pk, stock__gt=0)
    try:
        with transaction.atomic(durable=True):
            take = StockTake.objects.create(
                store_id=store.pk,
                store_name=store.name,
                division_path=store.division_path,
                two_persons=policy_for(store.division_path).two_persons,
                started_at=now,
                started_by=actor.label[:80],
            )
            lines = CountLine.objects.bulk_create(CountLine(take=take, batch=b, expected=b.stock) for b in rows)
            if not lines:
                raise Invalid("count.empty", _("仓库里没有账面库存，不用盘点"))
            _note("resources.count_started", take, actor, now, {"lines": len(lines)})
    except IntegrityError as error:
        raise Stale("count.running", _("这个仓库正在盘点")) from error
    return take


def write_count(
    *, take_id: int, counted: Mapping[int, int], reasons: Mapping[int, str], actor: Actor, now: datetime
) -> StockTake:
    """Keep what was found, by line; every line is counted, and one that differs says why.

    Raises:
        Invalid: a line not counted, or a difference without a reason.
    """
    take = _take(take_id, actor)
    with transaction.atomic(durable=True):
        lines = list(take.lines.select_related("batch", "batch__item"))
        for line in lines:
            _count(line, counted.get(line.pk), reasons.get(line.pk, "").strip()[:120])
        CountLine.objects.bulk_update(lines, ["expected", "counted", "reason"])
        differing = sum(1 for line in lines if line.difference)
        who = {"counted_by": actor.label[:80], "counted_by_id": actor.user_id}
        move(take, TAKE_MOVES["count"], counted_at=now, differing=differing, **who)
        _note("resources.counted", take, actor, now, {"differing": differing})
    return take


def _count(line: CountLine, counted: int | None, reason: str) -> None:
    name = line.batch.item.name
    if counted is None or counted < 0:
        raise Invalid("count.missing", _("“{item}”没有填实盘数"), item=name)
    line.expected, line.counted, line.reason = line.batch.stock, counted, reason
    if line.difference and not reason:
        raise Invalid("count.reason", _("“{item}”与账面不符，请写明原因"), item=name)


def book_count(*, take_id: int, actor: Actor, now: datetime) -> StockTake:
    """Confirm a count and write its differences. Goods moved since are kept: the difference is booked.

    Raises:
        NotAllowed: the person who counted may not confirm, where two are asked for.
        Invalid: a difference would take more than there is now.
    """
    take = _take(take_id, actor)
    if take.two_persons and actor.user_id == take.counted_by_id:
        raise NotAllowed("count.second", _("要由另一个人复核后入账"))
    with transaction.atomic(durable=True):
        move(take, TAKE_MOVES["book"], booked_at=now, booked_by=actor.label[:80])
        lines = [
            Post(line.batch_id, line.difference, EntryKind.ADJUST, line.reason)
            for line in take.lines.all()
            if line.difference
        ]
        post_entries(lines, actor=actor, now=now, take_id=take.pk)
        _note("resources.count_booked", take, actor, now, {"differing": len(lines)})
    return take


def drop_count(*, take_id: int, words: str, actor: Actor, now: datetime) -> StockTake:
    """Give a count up; the books stay.

    Raises:
        Invalid: no reason.
    """
    take = _take(take_id, actor)
    if not words.strip():
        raise Invalid("count.words", _("请写明作废原因"))
    with transaction.atomic(durable=True):
        move(take, TAKE_MOVES["drop"], words=words.strip()[:200])
        _note("resources.count_dropped", take, actor, now, {"words": words.strip()[:120]})
    return take


def _take(take_id: int, actor: Actor) -> StockTake:
    found: StockTake | None = StockTake.objects.within(actor.scope).filter(pk=take_id).first()
    if found is None:
        raise NotFound("count.unknown", _("没有找到这次盘点，或不在您的辖区"))
    actor.demand(MAY, found.division_path)
    return found


def _note(kind: str, take: StockTake, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("store", take.store_id),
        division_path=take.division_path,
        data={"store": take.store_name, **data},
    )
