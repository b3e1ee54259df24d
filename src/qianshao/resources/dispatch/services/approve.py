"""Another one decides: yes with a store and quantities, no with a reason; or a leader said so on the telephone."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.core.units import unit
from qianshao.resources.dispatch.selectors.figures import figures
from qianshao.resources.dispatch.selectors.sources import promised, reach_words, store_for
from qianshao.resources.dispatch.services.steps import (
    day_of,
    demand_step,
    goods,
    lines_of,
    move_for,
    new_code,
    note,
    said,
    step,
)
from qianshao.resources.dispatch.states import MoveState
from qianshao.resources.dispatch.stock import in_stock
from qianshao.resources.models import Move, MoveLine

Counts = Mapping[int, int]


def approve_move(*, move_id: int, store_id: int, counts: Counts | None = None, actor: Actor, now: datetime) -> Move:
    """Say yes: ``store_id`` gives, ``counts`` by line; what it does not give becomes a request of its own.

    Raises:
        NotAllowed: one's own request. Invalid: more than the store has, or nothing at all.
    """
    found = move_for(actor, move_id, "approve")
    _refuse_own(found, actor)
    if found.proposal and found.proposed_by_id is not None and found.proposed_by_id == actor.user_id:
        raise NotAllowed("move.own_plan", _("自己提出的方案要由别人批准"))
    with unit():
        changes = {"approved_at": now, "approved_by": actor.label[:80], "approved_by_id": actor.user_id}
        given = _give(found, store_id, counts, "approve", changes, actor, now)
        note("approved", found, actor, now, store=found.from_name, goods=goods(given))
    return found


def order_by_word(
    *,
    move_id: int,
    store_id: int,
    verbal_by: str,
    verbal_at: datetime | None = None,
    counts: Counts | None = None,
    actor: Actor,
    now: datetime,
) -> Move:
    """A leader ordered it by word (口头令): it starts at once, and the paper follows within the county's hours.

    Raises:
        Invalid: nobody named, oneself named, a moment that has not come yet or is older than the paper's hours.
    """
    found = move_for(actor, move_id, "order_by_word")
    who = said(verbal_by, "move.verbal_by", 80)
    at, rules = verbal_at or now, figures()
    if who in (found.requested_by, actor.label):
        raise Invalid("move.own_word", _("口头令要写下令的领导，不能是申请人或登记人自己"))
    due = rules.paper_due(at)
    if at > now or due <= now:
        words = _("口头令的时间不对：不能晚于现在，也不能早于 {n} 小时前")
        raise Invalid("move.verbal_at", words, n=rules.paper_hours)
    with unit():
        changes = {"approved_at": now, "approved_by": who, "verbal_at": at, "verbal_by": who}
        changes |= {"paper_due_at": due, "remind_at": due}
        given = _give(found, store_id, counts, "order_by_word", changes, actor, now)
        day = f"{due.astimezone(BEIJING):%m-%d %H:%M}"
        note("verbal", found, actor, now, by=who, store=found.from_name, goods=goods(given), due=day)
    return found


def file_paper(*, move_id: int, number: str, actor: Actor, now: datetime) -> Move:
    """The written order of a verbal one, filed by somebody who may approve and did not ask.

    Raises:
        Invalid: no number, no verbal order. Stale: filed already.
    """
    found = move_for(actor, move_id, "approve")
    _refuse_own(found, actor)
    text = number.strip()[:60]
    if not text:
        raise Invalid("move.paper_no", _("请写书面令的文号"))
    if found.verbal_at is None:
        raise Invalid("move.not_verbal", _("这张调拨单不是口头令"))
    with unit():
        rows = Move.objects.unscoped("found in scope").filter(pk=found.pk, paper_at__isnull=True)
        if not rows.update(paper_at=now, paper_no=text, paper_by=actor.label[:80], remind_at=None):
            raise Stale("move.paper_filed", _("书面令已经补过了，请刷新。"))
        found.refresh_from_db()
        note("paper_filed", found, actor, now, number=text)
    return found


def refuse_move(*, move_id: int, reason: str, actor: Actor, now: datetime) -> Move:
    """Say no."""
    found = move_for(actor, move_id, "refuse")
    words = said(reason, "move.reason")
    with unit():
        step(found, "refuse", closed_at=now)
        note("refused", found, actor, now, reason=words)
    return found


def _refuse_own(found: Move, actor: Actor) -> None:
    own = found.requested_by_id is not None and found.requested_by_id == actor.user_id
    if own or (found.requested_by_id is None and found.requested_by == actor.label):
        raise NotAllowed("move.own", _("自己申请的调拨要由别人批准"))


def _give(
    found: Move,
    store_id: int,
    counts: Counts | None,
    action: str,
    changes: dict[str, object],
    actor: Actor,
    now: datetime,
) -> list[tuple[MoveLine, int]]:
    """Promise goods of a store to a move, and make a request of the rest."""
    demand_step(actor, found, action)
    store = store_for(found, store_id)
    lines = lines_of(found)
    given = [(line, _wanted(line, counts)) for line in lines]
    if not any(count for _line, count in given):
        raise Invalid("move.nothing", _("至少要批一种"))
    _check_stock(store_id, given, day_of(now))
    step(
        found,
        action,
        from_store_id=store.pk,
        from_name=store.name[:120],
        from_path=store.division_path,
        reach=reach_words(found, store),
        **changes,
    )
    for line, count in given:
        MoveLine.objects.filter(pk=line.pk).update(approved=count)
        line.approved = count
    _ask_for_the_rest(found, given)
    return given


def _wanted(line: MoveLine, counts: Counts | None) -> int:
    count = line.asked if counts is None else counts.get(line.pk, 0)
    if not 0 <= count <= line.asked:
        raise Invalid("move.count", _("“{name}”批的数量要在 0 到 {n} 之间"), name=line.item.name, n=line.asked)
    return count


def _check_stock(store_id: int, given: list[tuple[MoveLine, int]], today: date) -> None:
    items = [line.item_id for line, count in given if count]
    stock, taken = in_stock([store_id], items, today), promised([store_id])
    for line, count in given:
        key = (store_id, line.item_id)
        free = max(stock.get(key, 0) - taken.get(key, 0), 0)
        if count > free:
            words = _("“{name}”只剩 {free} {unit} 可调（已答应别处的不算）")
            raise Invalid("move.lacking", words, name=line.item.name, free=free, unit=line.item.unit)


def _ask_for_the_rest(found: Move, given: list[tuple[MoveLine, int]]) -> None:
    rest = [(line, line.asked - count) for line, count in given if count < line.asked]
    if not rest:
        return
    more = Move.objects.unscoped("the rest of a move found in scope").get(pk=found.pk)
    more.pk, more.code, more.parent_id = None, new_code("D"), found.pk
    more.state, more.version = MoveState.REQUESTED, 0
    more.from_store_id, more.from_name, more.from_path, more.reach = None, "", "", ""
    more.approved_at = more.verbal_at = more.paper_due_at = more.remind_at = None
    more.approved_by, more.approved_by_id, more.verbal_by = "", None, ""
    _pass_on_the_plan(more, found)
    more._state.adding = True
    more.save(force_insert=True)
    MoveLine.objects.bulk_create(MoveLine(move=more, item_id=line.item_id, asked=n) for line, n in rest)


def _pass_on_the_plan(more: Move, found: Move) -> None:
    """The rest of a request keeps what its plan proposes beside the store that gives now; else it has no plan."""
    left = found.proposal[1:] if found.proposal and found.proposal[0]["store"] == found.from_store_id else []
    more.proposal = left
    if not left:
        more.plan_id, more.proposed_by, more.proposed_by_id = None, "", None
