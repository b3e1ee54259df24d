"""Shelters beside the list, and where each household is to go."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.evacuation.selectors import occupancy, order_of
from qianshao.evacuation.selectors.desk import households_going
from qianshao.evacuation.states import LIVE
from qianshao.places.rules.fullness import fullness
from qianshao.places.selectors import named, shelter_choices, shelters_in
from qianshao.places.states import STATE_WORDS, ShelterState

MOST_SHELTERS = 60
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShelterCard:
    """A shelter with how full it is. One of ``bar_*`` carries the people, so that the bar has one colour."""

    id: int
    name: str
    capacity: int
    people: int
    left: int
    is_open: bool
    note: str
    tag: str
    line: str
    bar_run: int
    bar_wait: int
    bar_bad: int
    turn: str
    turn_words: str
    may_turn: bool


def shelter_cards(scope: Scope, order_id: int) -> list[ShelterCard]:
    """Shelters that are open, full or hold people of this order; the fullest first."""
    order = order_of(scope, order_id)
    here, everywhere = occupancy(scope, order_id), occupancy(scope, is_drill=order.is_drill)
    rows = [
        row
        for row in shelters_in(scope)
        if row.state in (ShelterState.OPEN, ShelterState.FULL) or here.get(row.pk) or everywhere.get(row.pk)
    ]
    cards = [_card(row, max(everywhere.get(row.pk, 0), here.get(row.pk, 0)), scope) for row in rows]
    return sorted(cards, key=lambda card: (-card.people / max(card.capacity, 1), card.name))[:MOST_SHELTERS]


def _card(row: Any, people: int, scope: Scope) -> ShelterCard:
    full = fullness(people, row.capacity)
    is_open = row.state == ShelterState.OPEN
    notes = {"bad": _("已满"), "wait": _("将满")}
    note = notes.get(full.tone, "") if is_open else str(STATE_WORDS[row.state])
    words = _("超 {n} 人").format(n=full.over) if full.over else _("余 {n} 位").format(n=f"{full.left:,}")
    turn, turn_words = (ShelterState.FULL, _("停止接收")) if is_open else (ShelterState.OPEN, _("恢复接收"))
    return ShelterCard(
        id=row.pk,
        name=row.name,
        capacity=row.capacity,
        people=people,
        left=full.left,
        is_open=is_open,
        note=note,
        tag="hot" if full.tone == "bad" or not is_open else "warm",
        line="　".join(filter(None, (words, row.keeper_name))),
        bar_run=people if full.tone == "run" else 0,
        bar_wait=people if full.tone == "wait" else 0,
        bar_bad=min(people, row.capacity) if full.tone == "bad" else 0,
        turn=turn,
        turn_words=turn_words,
        may_turn=row.state in (ShelterState.OPEN, ShelterState.FULL) and scope.may("places.state", row.division_path),
    )


def plan_context(scope: Scope, order_id: int, asked: str, page: Any) -> dict[str, Any]:
    """Where each household is to go and why; what nobody found room for is said first."""
    order, cards = order_of(scope, order_id), shelter_cards(scope, order_id)
    unplaced = asked == "none"
    key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    homes = households_going(scope, order_id, shelter=key, unplaced=unplaced)
    found: Page[Any] = Paginator(homes, PER_PAGE).get_page(page)
    rows = list(found.object_list)
    where = places([row["division_path"] for row in rows])
    names = named({row["going"] for row in rows if row["going"]})
    found.object_list = [
        {**row, "place": where[row["division_path"]], "shelter": names.get(row["going"] or 0, "")} for row in rows
    ]
    live = order.state in LIVE
    return {
        "o": {"id": order.pk, "title": order.title, "is_drill": order.is_drill},
        "page": found,
        "q": asked,
        "shelter_choices": shelter_choices(scope),
        "free": {str(card.id): card.left for card in cards},
        "without": households_going(scope, order_id, unplaced=True).count(),
        "may_plan": live and scope.may("evacuation.assign"),
    }
