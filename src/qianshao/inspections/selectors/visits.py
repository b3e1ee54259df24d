"""Questions about visits. ``viewer`` is the reader's own number: only with it are sealed visits theirs to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.inspections.models import Visit
from qianshao.inspections.selectors.standards import number_in_force
from qianshao.inspections.states import OPEN, PROVED, TABS, VisitState
from qianshao.registry.selectors.lists import viewing

_TOWN = 16


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; everything empty is everything. ``since``, ``before``: days on which it ends."""

    tab: str = ""
    kind: str = ""
    under: str = ""
    place_class: str = ""
    search: str = ""
    unreasoned: bool = False
    mine: bool = False
    since: datetime | None = None
    before: datetime | None = None


def visits(scope: Scope, asked: Filters | None = None, *, viewer: int | None = None) -> "QuerySet[Any]":
    """The visits of the scope, those due first at the top; what is done, the newest first."""
    asked = asked or Filters()
    found: QuerySet[Any] = Visit.objects.known_to(scope, viewer).filter(subtree(asked.under))
    states = {code: states for code, _label, states in TABS}.get(asked.tab)
    if states and asked.tab != "all":
        found = found.filter(state__in=states)
    for name in ("kind", "place_class"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    if asked.unreasoned:
        found = found.filter(state=VisitState.MISSED, reason="")
    if asked.mine:
        found = found.filter(Q(assignee_id=viewer) | Q(seats__user_id=viewer)).distinct()
    if asked.since:
        found = found.filter(due_at__gte=asked.since)
    if asked.before:
        found = found.filter(due_at__lt=asked.before)
    if words := asked.search.strip():
        named = Q(place_name__icontains=words) | Q(assignee_label__icontains=words) | Q(code=words.upper())
        found = found.filter(named)
    ordered = ("-finished_at", "-id") if asked.tab == "done" else ("due_at", "order", "id")
    return found.order_by(*ordered)


def visit_of(scope: Scope, visit_id: int, *, viewer: int | None = None) -> Visit:
    """One visit.

    Raises:
        NotFound: there is none in the scope, or it is sealed and not the viewer's.
    """
    rows = Visit.objects.known_to(scope, viewer).select_related("plan", "draw")
    found: Visit | None = rows.filter(pk=visit_id).first()
    if found is None:
        raise NotFound("visit.unknown", _("没有找到这项检查，或不在您的辖区。"))
    return found


def tab_counts(scope: Scope, asked: Filters, *, viewer: int | None = None) -> dict[str, int]:
    """How many visits each tab holds under the other filters; ``unreasoned`` among the missed."""
    bare = Filters(**{**vars(asked), "tab": "", "unreasoned": False})
    rows = visits(scope, bare, viewer=viewer).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("id", distinct=True)))
    found = {code: sum(states.get(state, 0) for state in members) for code, _label, members in TABS}
    waiting = rows.filter(state=VisitState.MISSED, reason="")
    return {**found, "unreasoned": waiting.count() if found["missed"] else 0}


def coverage(scope: Scope, since: datetime, before: datetime, *, kinds: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Of the visits whose last day lies in the time, by township: how many there are, done (in time, late), missed,
    with findings, and hazards found. Sealed and cancelled ones are in no sum.
    """
    rows: QuerySet[Any] = Visit.objects.within(scope).exclude(state=VisitState.CANCELLED)
    rows = rows.filter(due_at__gte=since, due_at__lt=before)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    done = Q(state=VisitState.DONE)
    sums = rows.annotate(town=Substr("division_path", 1, _TOWN)).values("town")
    return list(
        sums.annotate(
            due=Count("id"),
            done=Count("id", filter=done),
            late=Count("id", filter=done & Q(is_late=True)),
            missed=Count("id", filter=Q(state=VisitState.MISSED)),
            found=Count("id", filter=done & Q(failed__gt=0)),
            proved=Count("id", filter=done & Q(presence__in=PROVED)),
        ).order_by("town")
    )


def by_day(scope: Scope, since: datetime, before: datetime, asked: Filters) -> Mapping[Any, dict[str, int]]:
    """Of each day in Beijing: how many visits end on it, by state."""
    found: dict[Any, dict[str, int]] = {}
    narrowed = Filters(**{**vars(asked), "tab": "", "since": since, "before": before, "unreasoned": False})
    for due_at, state in visits(scope, narrowed).order_by().values_list("due_at", "state"):
        day = found.setdefault(due_at.astimezone(BEIJING).date(), {})
        group = "open" if state in OPEN else state
        day[group] = day.get(group, 0) + 1
    return found


def for_phone(scope: Scope, user_id: int | None, now: datetime, *, catch_up: timedelta) -> "QuerySet[Any]":
    """What a phone's holder may still do: their own first, then what nobody has, then the area's."""
    own = Q(assignee_id=user_id) | Q(assignee_id__isnull=True)
    seat = Q(seats__user_id=user_id) if user_id is not None else Q(pk__in=[])
    still = Q(state__in=OPEN) | Q(state=VisitState.MISSED, due_at__gte=now - catch_up)
    found: QuerySet[Any] = Visit.objects.known_to(scope, user_id).filter(still, own | seat).exclude(kind="self")
    return found.distinct().order_by("due_at", "order", "id")


def visits_at(scope: Scope, record_id: int, now: datetime, *, viewer: int | None = None) -> "QuerySet[Any]":
    """What somebody who stands before a place of the register may start or go on with there."""
    since = now - timedelta(days=number_in_force("catch_up_days", now))
    still = Q(state__in=OPEN) | Q(state=VisitState.MISSED, due_at__gte=since)
    found: QuerySet[Any] = Visit.objects.known_to(scope, viewer).filter(still, record_id=record_id)
    return found.exclude(kind="self").order_by("due_at", "id")


def missed_waiting(scope: Scope) -> "QuerySet[Any]":
    """Missed visits without a reason where this person arranges them, by number alone: for the rail. Of drawn ones
    those of the draws of their own area (``rules.rights``).
    """
    rows: QuerySet[Any] = Visit.objects.within(viewing(scope, "inspections.plan"))
    own = Q(draw__isnull=True) | viewing(scope, "inspections.draw").filter("draw__division_path")
    return rows.filter(own, state=VisitState.MISSED, reason="").values_list("pk")


def history_of(scope: Scope, visit: Visit, most: int = 12) -> list[Any]:
    """Earlier and later visits of the same place."""
    rows = Visit.objects.within(scope).filter(place_uid=visit.place_uid).exclude(pk=visit.pk)
    return list(rows.order_by("-due_at")[:most])
