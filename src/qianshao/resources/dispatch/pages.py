"""What the pages show, put together from selectors."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import segno
from django.utils.safestring import SafeString

from qianshao.core import clock
from qianshao.core.acts import number_in
from qianshao.core.scope import Scope
from qianshao.divisions.choices import form_areas, places
from qianshao.journal.selectors import entries
from qianshao.resources.dispatch import selectors
from qianshao.resources.dispatch.forms import CarryForm, RequestForm, VerbalForm
from qianshao.resources.dispatch.selectors.register import living
from qianshao.resources.dispatch.states import MOVE_TONES, MOVE_WORDS, MOVES, REQUISITION_MOVES, MoveState
from qianshao.resources.dispatch.stock import item_choices, rows_of

LINES = 8
_SHOWN = 60
_READS = Scope.everything("the story of a move the person was shown")


def tabs(counts: Mapping[str, int], chosen: str) -> list[dict[str, Any]]:
    """The states to look by, with how many are in each."""
    live = sum(counts.get(state, 0) for state in MoveState if MOVE_TONES[state] in ("wait", "run"))
    rows = [("live", None, live), *((state, MOVE_WORDS[state], counts.get(state, 0)) for state in MoveState)]
    return [{"key": key, "label": label, "count": n, "current": key == chosen} for key, label, n in rows]


def marked(rows: list[Any]) -> list[dict[str, Any]]:
    """Moves with place names and states in words."""
    where = places([row.division_path for row in rows])
    return [
        {
            "move": row,
            "area": where[row.division_path],
            "words": MOVE_WORDS[row.state],
            "tone": MOVE_TONES[row.state],
        }
        for row in rows
    ]


def request_form(request: Any) -> RequestForm:
    """The form of a new request; ``?place=&under=&lon=&lat=`` of another page's link fill it in."""
    got = request.GET
    first = {"place": got.get("place", "")[:120], "division_path": got.get("under", "")[:40]}
    first |= {key: got.get(key, "")[:12] for key in ("lon", "lat")}
    return RequestForm(
        request.POST or None,
        initial=first,
        areas=form_areas(request.scope, "resources.request"),
        stores=store_choices(request.scope),
    )


def store_choices(scope: Scope) -> list[tuple[int, str]]:
    """The stores of the person's areas."""
    return [(row.pk, row.name) for row in living(scope, "store")[:500]]


def lines_in(post: Any) -> list[tuple[int, int]]:
    """The lines of a posted request: ``item-1``, ``count-1`` …; empty ones are left out."""
    rows = [(number_in(post, f"item-{n}"), number_in(post, f"count-{n}")) for n in range(1, LINES + 1)]
    return [(item, count) for item, count in rows if item > 0]


def numbers_in(post: Any, head: str, keys: list[int]) -> dict[int, int]:
    """``head-7=12`` by key."""
    return {key: number_in(post, f"{head}-{key}") for key in keys}


def new_lines(post: Any = None) -> list[dict[str, Any]]:
    """The rows of the new request's table, as typed before."""
    got = post or {}
    return [
        {"n": n, "item": number_in(got, f"item-{n}"), "count": got.get(f"count-{n}", "")[:9]}
        for n in range(1, LINES + 1)
    ]


def move_page(request: Any, found: Any) -> dict[str, Any]:
    """One move: lines, where from, what may be done, and its one story."""
    scope = request.scope
    may = {name: _may(scope, found, name) for name in MOVES}
    lines = list(found.lines.select_related("item").order_by("pk"))
    waits = found.state == MoveState.REQUESTED and (may["approve"] or may["order_by_word"])
    own = found.requested_by_id is not None and found.requested_by_id == request.actor.user_id
    found_sources = selectors.sources(found, lines, clock.now()) if waits else []
    return {
        **marked([found])[0],
        "lines": rows_of(found, lines),
        "sources": _with_proposal(found, found_sources)[:8],
        "own_plan": bool(found.proposal) and found.proposed_by_id == request.actor.user_id,
        "may": may | {"file_paper": _may_file(scope, found) and not own},
        "own": own,
        "verbal_form": VerbalForm(),
        "carry_form": CarryForm(),
        "story": list(entries(_READS, subject=("move", found.pk))[:_SHOWN])[::-1],
        "rests": list(found.rests.unscoped("the rest of a move the person was shown").order_by("pk")),
    }


def _with_proposal(found: Any, rows: Sequence[Any]) -> list[Any]:
    """What a plan proposes first, with the plan's counts; then the others, best first."""
    if not found.proposal or found.state != MoveState.REQUESTED:
        return list(rows)
    store, counts = found.proposal[0]["store"], found.proposal[0]["counts"]
    mine = [
        replace(row, lines=[(line, min(free, counts.get(str(line.item_id), 0))) for line, free in row.lines])
        for row in rows
        if row.store.pk == store
    ]
    return mine + [row for row in rows if row.store.pk != store]


def _may(scope: Scope, found: Any, action: str) -> bool:
    right = MOVES[action].permission
    path = found.from_path if right == "resources.stock" and found.from_path else found.division_path
    return MOVES[action].allows(found.state) and scope.may(right, path)


def _may_file(scope: Scope, found: Any) -> bool:
    missing = found.verbal_at is not None and found.paper_at is None
    return missing and scope.may("resources.approve", found.division_path)


def requisition_page(request: Any, found: Any) -> dict[str, Any]:
    """One requisition: what may be done, and its story."""
    scope = request.scope
    may = {
        name: step.allows(found.state) and scope.may(step.permission, found.division_path)
        for name, step in REQUISITION_MOVES.items()
    }
    may["no_claim"] = may["no_claim"] and not found.damage
    return {
        "one": found,
        "place": places([found.division_path])[found.division_path],
        "may": may,
        "story": list(entries(_READS, subject=("requisition", found.pk))[:_SHOWN])[::-1],
    }


def qr(address: str) -> SafeString:
    """An address as inline SVG."""
    return SafeString(segno.make(address, error="q", micro=False).svg_inline(scale=4, border=3))


def items() -> list[tuple[int, str]]:
    """Items to choose from."""
    return item_choices()
