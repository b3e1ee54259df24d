"""A plan becomes proposals on the requests it was made for; somebody else approves them, one by one or together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Refusal
from qianshao.core.units import unit
from qianshao.resources.dispatch.selectors.sources import store_for
from qianshao.resources.dispatch.services.approve import approve_move
from qianshao.resources.dispatch.services.steps import goods, lines_of, note
from qianshao.resources.dispatch.states import MoveState
from qianshao.resources.models import Move, MoveLine

PLAN = "resources.plan"


@dataclass(frozen=True, slots=True)
class Share:
    """So many for one line of a request from one store."""

    line_id: int
    store_id: int
    quantity: int


def propose_moves(
    *, plan_id: int, division_path: str, shares: Iterable[Share], actor: Actor, now: datetime
) -> list[Move]:
    """Write the shares of a plan on the requests that still wait; a request served by several stores names them all,
    the one that gives most first. Nothing is approved by it.

    Raises:
        Invalid: none of the plan's requests waits any more.
    """
    actor.demand(PLAN, division_path)
    wanted: dict[int, list[Share]] = {}
    for share in shares:
        wanted.setdefault(share.line_id, []).append(share)
    lines = MoveLine.objects.filter(pk__in=sorted(wanted), move__state=MoveState.REQUESTED).select_related("item")
    by_move: dict[int, list[MoveLine]] = {}
    for line in lines.order_by("pk"):
        by_move.setdefault(line.move_id, []).append(line)
    with unit():
        rows = Move.objects.within(actor.scope).filter(pk__in=sorted(by_move)).order_by("pk")
        made = [row for row in rows if _propose(row, by_move[row.pk], wanted, plan_id, actor, now)]
        if not made:
            raise Invalid("plan.stale", _("这些申请都已经批过或撤回了，请重新计算"))
    return made


def _propose(
    found: Move, lines: Sequence[MoveLine], wanted: dict[int, list[Share]], plan_id: int, actor: Actor, now: datetime
) -> bool:
    """Write one request's proposal, by compare-and-set; whether it still waited."""
    stores: dict[int, dict[str, int]] = {}
    for line in lines:
        for share in wanted[line.pk]:
            counts = stores.setdefault(share.store_id, {})
            counts[str(line.item_id)] = counts.get(str(line.item_id), 0) + min(share.quantity, line.asked)
    order = sorted(stores, key=lambda key: (-sum(stores[key].values()), key))
    proposal = [{"store": key, "counts": stores[key]} for key in order]
    rows = Move.objects.unscoped("found in scope").filter(
        pk=found.pk, state=MoveState.REQUESTED, version=found.version
    )
    by = {"proposed_by": actor.label[:80], "proposed_by_id": actor.user_id}
    if not rows.update(proposal=proposal, plan_id=plan_id, version=found.version + 1, **by):
        return False
    names = "、".join(store_for(found, key).name for key in order)
    shown = [(line, sum(share.quantity for share in wanted[line.pk])) for line in lines]
    note("proposed", found, actor, now, store=names[:120], goods=goods(shown))
    return True


def approve_plan(*, plan_id: int, actor: Actor, now: datetime) -> tuple[int, list[str]]:
    """Approve every request of a plan from the stores it proposes, also the rests; each by itself.

    Returns how many were approved, and what stood in the way of the others.

    Raises:
        Invalid: none of them waits any more.
    """
    waiting = _waiting(plan_id, actor)
    if not waiting:
        raise Invalid("plan.stale", _("这些申请都已经批过或撤回了，请重新计算"))
    done = 0
    said: list[str] = []
    seen: set[int] = set()
    while waiting:
        for found in waiting:
            seen.add(found.pk)
            try:
                approve_move(move_id=found.pk, actor=actor, now=now, **proposed(found))
            except Refusal as refusal:
                said.append(f"{found.code} {refusal}")
            else:
                done += 1
        waiting = [found for found in _waiting(plan_id, actor) if found.pk not in seen]
    return done, said


def _waiting(plan_id: int, actor: Actor) -> list[Move]:
    rows = Move.objects.within(actor.scope).filter(plan_id=plan_id, state=MoveState.REQUESTED)
    return [found for found in rows.order_by("pk") if found.proposal]


def proposed(found: Move) -> dict[str, Any]:
    """The store and the counts by line that a request's proposal names first."""
    first = found.proposal[0]
    counts = {line.pk: first["counts"].get(str(line.item_id), 0) for line in lines_of(found)}
    return {"store_id": first["store"], "counts": counts}
