"""The head count as it stood at a moment of the night, from the reports that had arrived by then."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from qianshao.core.scope import Scope
from qianshao.evacuation.models import Evacuee, Movement
from qianshao.evacuation.rules.areas import village_of
from qianshao.evacuation.rules.fold import Report, fold
from qianshao.evacuation.selectors.orders import orders
from qianshao.evacuation.states import ARRIVED, Origin, Whereabouts

_SAFE = (*ARRIVED, Whereabouts.RETURNED)


def orders_at(scope: Scope, at: datetime) -> "QuerySet[Any]":
    """Orders that had been given and not been lifted or ended at that moment."""
    over = Q(all_clear_at__lte=at) | Q(closed_at__lte=at)
    return orders(scope).filter(ordered_at__lte=at).exclude(over)


def safe_at(scope: Scope, order_id: int, at: datetime) -> dict[str, tuple[int, int]]:
    """Village → people known to be safe then, and people who should leave as was known then.

    The same fold as the ledger's (rules/fold.py) over the reports received until then. Somebody who was not on the
    list counts from the first report about them.
    """
    told: dict[str, list[Report]] = defaultdict(list)
    reports = Movement.objects.filter(order_id=order_id, received_at__lte=at)
    for uid, key, to, based_on, shelter in reports.values_list("uid", "key", "to", "based_on", "shelter_id"):
        told[uid].append(Report(key, Whereabouts(to), frozenset(based_on), shelter or 0))
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = Evacuee.objects.within(scope).filter(order_id=order_id).order_by()
    for uid, path, origin in rows.values_list("uid", "division_path", "origin").iterator():
        state = _state(told.get(uid, ()))
        if state != Whereabouts.STRUCK and (uid in told or origin == Origin.LIST):
            line = sums[village_of(path)]
            line[0] += state in _SAFE
            line[1] += 1
    return {path: (safe, should) for path, (safe, should) in sums.items()}


def _state(reports: Iterable[Report]) -> Whereabouts:
    known = list(reports)
    return known[0].to if len(known) == 1 else fold(known).state
