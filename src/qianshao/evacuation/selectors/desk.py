"""What only the desk's pages ask: the list in another order, the inbox by pages, where households are to go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Max, QuerySet, When

from qianshao.core.scope import Scope
from qianshao.evacuation.models import Conflict, Door, Evacuee, Movement
from qianshao.evacuation.selectors.ledger import alarms, people
from qianshao.evacuation.states import LIVE, ConflictState, Whereabouts

_SORTS: Mapping[str, tuple[str, ...]] = {
    "first": ("-moves_first", "division_path", "id"),
    "place": ("division_path", "id"),
    "latest": ("-changed_at", "id"),
}


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """The list's filters. ``states`` empty: all; ``text``: see ``people``."""

    states: tuple[str, ...] = ()
    village: str = ""
    text: str = ""
    sort: str = "first"


def people_sorted(scope: Scope, order_id: int, query: LedgerQuery) -> "QuerySet[Any]":
    """The keys of the list, narrowed and sorted: read from the count's own index alone, whatever the number.

    A household's people were written one after the other, so their keys keep them together.
    """
    found = people(scope, order_id, states=query.states, village=query.village, query=query.text)
    keys: QuerySet[Any] = found.order_by(*_SORTS.get(query.sort, _SORTS["first"])).values_list("pk", flat=True)
    return keys


def people_by_key(scope: Scope, keys: Iterable[int]) -> list[Evacuee]:
    """These people with their zones, in this order."""
    wanted = list(keys)
    rows = {row.pk: row for row in Evacuee.objects.within(scope).select_related("zone").filter(pk__in=wanted)}
    return [rows[key] for key in wanted if key in rows]


def same_household(scope: Scope, order_id: int, household_id: int) -> "QuerySet[Any]":
    """The people of one household on the ledger."""
    found = Evacuee.objects.within(scope).filter(order_id=order_id, household_id=household_id)
    return found.exclude(state=Whereabouts.STRUCK).order_by("id")


def movements_by_uid(order_id: int, uids: Iterable[str]) -> dict[str, list[Movement]]:
    """All reports about people the caller has found in the scope, in the order they arrived."""
    found: dict[str, list[Movement]] = defaultdict(list)
    for row in Movement.objects.filter(order_id=order_id, uid__in=sorted(set(uids))).order_by("id"):
        found[row.uid].append(row)
    return found


def doors_due(order_id: int, household_ids: Iterable[int]) -> dict[int, Any]:
    """When each of these households, which the caller has found in the scope, is to be visited again."""
    wanted = sorted(set(household_ids))
    rows = Door.objects.unscoped("doors of people in scope").filter(order_id=order_id, household_id__in=wanted)
    return dict(rows.filter(due_at__isnull=False).values_list("household_id", "due_at"))


def open_conflicts(scope: Scope, order_id: int | None = None) -> "QuerySet[Any]":
    """Reports that disagree and wait for an officer, the oldest first."""
    found = Conflict.objects.within(scope).filter(state=ConflictState.OPEN)
    if order_id is not None:
        found = found.filter(order_id=order_id)
    return found.select_related("evacuee").order_by("opened_at", "id")


def to_settle(scope: Scope) -> "QuerySet[Any]":
    """Conflicts and alarms of running orders, by number alone: what the menu's badge counts."""
    live = {"order__state__in": LIVE}
    disputed = open_conflicts(scope).filter(**live).order_by().values_list("pk")
    return disputed.union(alarms(scope).filter(**live).order_by().values_list("pk"), all=True)


def households_going(
    scope: Scope, order_id: int, *, shelter: int | None = None, unplaced: bool = False
) -> "QuerySet[Any]":
    """Households on the ledger with where they are to go: by place; ``shelter`` only those going there."""
    found = Evacuee.objects.within(scope).filter(order_id=order_id, household_id__isnull=False)
    found = found.exclude(state=Whereabouts.STRUCK)
    if unplaced:
        found = found.filter(planned_shelter_id__isnull=True)
    elif shelter is not None:
        found = found.filter(planned_shelter_id=shelter)
    grouped = found.values("household_id", "head_name", "division_path").annotate(
        people=Count("pk"),
        going=Max("planned_shelter_id"),
        by_hand=Max(Case(When(planned_by_hand=True, then=1), default=0)),
        why=Max("planned_reason"),
    )
    return grouped.order_by("division_path", "household_id")  # type: ignore[no-any-return]
