"""Suggestions are made once per cause, and end when their cause or their order moved on."""

from datetime import datetime

from qianshao.command.models import Suggestion
from qianshao.command.states import SUGGESTION_MOVES, SuggestionState, Suggests
from qianshao.core.actor import Actor
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.journal.services import record


def suggest(
    *,
    kind: Suggests,
    cause: tuple[str, int],
    order_id: int = 0,
    title: str,
    words: str,
    division_path: str,
    is_drill: bool,
    actor: Actor,
    now: datetime,
) -> Suggestion:
    """Ask a person. The same question about the same thing is asked once."""
    with unit():
        found, new = Suggestion.objects.unscoped("one per cause").get_or_create(
            kind=kind,
            cause_kind=cause[0],
            cause_id=cause[1],
            order_id=order_id,
            defaults={
                "title": title[:160],
                "words": words[:400],
                "division_path": division_path,
                "is_drill": is_drill,
                "made_at": now,
            },
        )
        if new:
            data = {"title": found.title, "what": str(kind), "cause": cause[1], "order": order_id}
            _note("command.suggested", found, data, actor, now)
    row: Suggestion = found
    return row


def settle_order(order_id: int, action: str, kind: Suggests, *, by: str, now: datetime) -> int:
    """An order was given, dropped or cleared by somebody: what was suggested about it is decided."""
    rows = Suggestion.objects.unscoped("suggestions of one order").filter(
        order_id=order_id, kind=kind, state=SuggestionState.OPEN
    )
    found = list(rows)
    with unit():
        for row in found:
            move(row, SUGGESTION_MOVES[action], done_at=now, done_by=by[:80])
    return len(found)


def end_of_cause(cause: tuple[str, int], *, why: str, actor: Actor, now: datetime) -> list[Suggestion]:
    """The cause is over: its open proposals and reminders are too. A question for an all-clear stays."""
    rows = Suggestion.objects.unscoped("suggestions of one cause").filter(
        cause_kind=cause[0], cause_id=cause[1], state=SuggestionState.OPEN
    )
    found = list(rows.exclude(kind=Suggests.ALL_CLEAR))
    with unit():
        for row in found:
            move(row, SUGGESTION_MOVES["end"], done_at=now, done_by=actor.label[:80], reason=why[:200])
            _note("command.suggestion_ended", row, {"title": row.title, "why": why}, actor, now)
    return found


def _note(kind: str, row: Suggestion, data: dict[str, object], actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("suggestion", row.pk),
        division_path=row.division_path,
        data=data,
        is_drill=row.is_drill,
    )
