"""Moves that concern a person: the goods come to their area, or leave a store in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.resources.dispatch.states import LIVE, MoveState
from qianshao.resources.models import Move

VIEW = "resources.view"


@dataclass(frozen=True, slots=True)
class MoveQuery:
    """What a list asks for. ``late``: the paper of a verbal order should have been there by then."""

    state: str = ""
    search: str = ""
    late: datetime | None = None


def moves(scope: Scope, query: MoveQuery | None = None) -> "QuerySet[Any]":
    """Moves to or from the scope's areas; the newest first."""
    asked = query or MoveQuery()
    rows = Move.objects.unscoped("cut below by both ends of the move").filter(_either_end(scope))
    if asked.state == "live":
        rows = rows.filter(state__in=LIVE)
    elif asked.state in set(MoveState):
        rows = rows.filter(state=asked.state)
    if asked.search:
        text = asked.search
        rows = rows.filter(Q(code__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text))
    if asked.late:
        rows = rows.filter(paper_at__isnull=True, paper_due_at__lt=asked.late).exclude(state=MoveState.WITHDRAWN)
    return rows.order_by("-requested_at", "-pk")


def _either_end(scope: Scope) -> Q:
    if scope.whole:
        return Q()
    mine = Scope({path: acts for path, acts in scope.grants.items() if VIEW in acts or "resources.receive" in acts})
    return mine.filter("division_path") | mine.filter("from_path")


def move_of(scope: Scope, move_id: int) -> Move:
    """One of them.

    Raises:
        NotFound: none such concerns the person.
    """
    return _one(moves(scope).filter(pk=move_id))


def move_by_code(scope: Scope, code: str) -> Move:
    """The move a code was scanned or typed of; small letters, blanks and what cannot be seen do no harm.

    Raises:
        NotFound: likewise.
    """
    return _one(moves(scope).filter(code="".join(filter(str.isprintable, code)).strip().upper()[:16]))


def _one(rows: "QuerySet[Any]") -> Move:
    found: Move | None = rows.first()
    if found is None:
        raise NotFound("move.unknown", _("没有找到这张调拨单，或不在您的辖区"))
    return found


def counts(scope: Scope, now: datetime) -> dict[str, int]:
    """How many in each state, and ``late`` papers."""
    rows = moves(scope).order_by().values_list("state").annotate(n=Count("pk"))
    found = dict(rows)
    found["late"] = moves(scope, MoveQuery(late=now)).count()
    return found
