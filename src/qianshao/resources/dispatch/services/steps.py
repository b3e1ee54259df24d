"""What every step of a move shares: find it, say no, write it down."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core import codes
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.core.states import move
from qianshao.journal.services import record
from qianshao.resources.dispatch.selectors.moves import move_of
from qianshao.resources.dispatch.states import MOVES
from qianshao.resources.models import Move, MoveLine, Pick

_WIDTH = 6
_NAMED = 6


def day_of(now: datetime) -> date:
    """The day in Beijing."""
    return now.astimezone(BEIJING).date()


def new_code(head: str) -> str:
    """``D-7KQ2MX-D``: what is printed, scanned and said on the telephone; by chance, it counts nothing."""
    return f"{head}-{codes.spell([secrets.randbelow(32) for _n in range(_WIDTH)])}"


def move_for(actor: Actor, move_id: int, action: str) -> Move:
    """A move on which the actor may take the step ``action``, at the end of the road the step belongs to.

    Raises:
        NotFound: not in the actor's area. NotAllowed: there, but not this.
    """
    found = move_of(actor.scope, move_id)
    demand_step(actor, found, action)
    return found


def demand_step(actor: Actor, found: Move, action: str) -> None:
    """The store's side packs, sends and takes back; the taker's side asks and receives.

    Raises:
        NotAllowed: not this actor, at that end.
    """
    right = MOVES[action].permission
    path = found.from_path if right == "resources.stock" and found.from_path else found.division_path
    if not actor.scope.may(right, path):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))


def step(found: Move, action: str, **changes: Any) -> None:
    """Move it along, by compare-and-set."""
    move(found, MOVES[action], **changes)


def said(words: str, code: str, most: int = 120) -> str:
    """A reason somebody had to give.

    Raises:
        Invalid: none was given.
    """
    cleaned = words.strip()[:most]
    if not cleaned:
        raise Invalid(code, _("请写明原因"))
    return cleaned


def goods(rows: Iterable[tuple[MoveLine, int]]) -> str:
    """``帐篷 20 顶、雨衣 100 件``, cut after some."""
    parts = [f"{line.item.name} {count} {line.item.unit}" for line, count in rows if count]
    more = "…" if len(parts) > _NAMED else ""
    return "、".join(parts[:_NAMED]) + more if parts else "—"


def lines_of(found: Move) -> list[MoveLine]:
    """Its lines with their items."""
    return list(found.lines.select_related("item").order_by("pk"))


def picks_of(found: Move) -> list[Pick]:
    """What was taken for it, with line, item and batches."""
    rows = Pick.objects.filter(line__move=found).select_related("line__item", "batch", "transit", "ended")
    return list(rows.order_by("pk"))


def note(kind: str, found: Move, actor: Actor, now: datetime, **data: Any) -> None:
    """Write what happened to a move into the journal."""
    record(
        kind=f"dispatch.{kind}",
        actor=actor,
        now=now,
        subject=("move", found.pk),
        division_path=found.division_path,
        data={"code": found.code, **data},
        is_drill=found.is_drill,
    )
