"""The head count: one GROUP BY over an index made for it, whatever the number of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Sum, Value, When

from qianshao.core.scope import Scope
from qianshao.divisions.selectors import names_of
from qianshao.evacuation.models import Evacuee
from qianshao.evacuation.rules.areas import village_of
from qianshao.evacuation.rules.balance import Balance, balance_of
from qianshao.evacuation.states import ARRIVED, LIVE, Whereabouts

_SAFE = (*ARRIVED, Whereabouts.RETURNED, Whereabouts.STRUCK)
_FIRST = Sum(Case(When(moves_first=True, then=Value(1)), default=Value(0), output_field=IntegerField()))
Line = tuple[str, str, int, int]


@dataclass(frozen=True)
class Balances:
    """The count by village and its total."""

    rows: tuple[Balance, ...]
    total: Balance


def balance(scope: Scope, order_id: int) -> Balances:
    """Where the people of the scope's areas stand, by village. Unknown states would show as a sum that is off."""
    counted = _counted(Evacuee.objects.within(scope).filter(order_id=order_id))
    names = names_of({path for path, _state, _count, _first in counted})
    rows = _lines(counted, names)
    return Balances(tuple(rows), total_of(rows))


def balances_of(scope: Scope, order_ids: Sequence[int]) -> dict[int, Balance]:
    """The total of several orders over the scope's areas, in one query; orders with nobody there are missing."""
    rows = Evacuee.objects.within(scope).filter(order_id__in=order_ids).order_by().values_list("order_id", "state")
    by_order: dict[int, list[Line]] = defaultdict(list)
    for order_id, state, count, first in rows.annotate(n=Count("*"), first=_FIRST):
        by_order[order_id].append(("", state, count, first))
    return {order_id: _lines(lines, {})[0] for order_id, lines in by_order.items()}


def count_by_village(order_id: int) -> list[Balance]:
    """The whole order's count, for verbs that have checked the right to it; names are left empty."""
    return _lines(_counted(Evacuee.objects.unscoped("the whole order").filter(order_id=order_id)), {})


def _counted(rows: Any) -> list[Line]:
    """By area and state in the order of the index, so that nothing is sorted; areas become villages afterwards."""
    grouped = rows.order_by().values_list("division_path", "state").annotate(n=Count("*"), first=_FIRST)
    return [(village_of(path), state, count, first) for path, state, count, first in grouped]


def _lines(counted: Iterable[Line], names: Mapping[str, str]) -> list[Balance]:
    states: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    firsts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path, state, count, first in counted:
        states[path][state] += count
        firsts[path][state] += first
    return [
        balance_of(
            path,
            names.get(path, ""),
            found,
            total=sum(found.values()),
            first=sum(n for state, n in firsts[path].items() if state != Whereabouts.STRUCK),
            waiting=sum(n for state, n in firsts[path].items() if state not in _SAFE),
        )
        for path, found in sorted(states.items())
    ]


def total_of(rows: Iterable[Balance]) -> Balance:
    """The sum of lines."""
    lines = list(rows)
    states: dict[str, int] = defaultdict(int)
    for line in lines:
        for state, count in line.states.items():
            states[state] += count
    return balance_of(
        "",
        "",
        states,
        total=sum(line.should_leave + line.struck for line in lines),
        first=sum(line.moves_first for line in lines),
        waiting=sum(line.moves_first_waiting for line in lines),
    )


def households_by_state(scope: Scope, order_id: int) -> dict[str, int]:
    """How many households have somebody in each state, and under ``""`` how many there are; without the struck."""
    rows = Evacuee.objects.within(scope).filter(order_id=order_id, household__isnull=False)
    rows = rows.exclude(state=Whereabouts.STRUCK).order_by()
    found = dict(rows.values_list("state").annotate(n=Count("household", distinct=True)))
    found[""] = rows.aggregate(n=Count("household", distinct=True))["n"]
    return found


def occupancy(scope: Scope, order_id: int | None = None, *, is_drill: bool = False) -> dict[int, int]:
    """People by shelter: of one order, or of all that run (drills apart).

    Who is in a shelter may come from anywhere, so people are counted wherever they live; they are numbers only.
    """
    if order_id is not None:
        found = Evacuee.objects.unscoped("people in a shelter, whoever they are").filter(order_id=order_id)
    else:
        found = Evacuee.objects.unscoped("people in a shelter, whoever they are").filter(
            order__state__in=LIVE, order__is_drill=is_drill
        )
    if not scope.whole and not scope.grants:
        return {}
    found = found.filter(state=Whereabouts.SETTLED, shelter_id__isnull=False).order_by()
    return dict(found.values_list("shelter_id").annotate(n=Count("*")))
