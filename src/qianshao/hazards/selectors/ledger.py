"""Questions about the ledger of hazards. Rows an officer put with another one are left out of lists and sums."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from qianshao.core import clock
from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.files.selectors import evidence_for
from qianshao.geo.measure import distance_m
from qianshao.hazards.models import Extension, Hazard, HazardAct, Reminder
from qianshao.hazards.rules.ledger import COUNTY_PATH, SAME_METRES
from qianshao.hazards.selectors.dates import asking_for_time, found_worse
from qianshao.hazards.selectors.filters import SOON_DAYS, Filters, narrowed, sifted, states_of
from qianshao.hazards.selectors.works import works_asked, works_late
from qianshao.hazards.states.ledger import ENDED, LIVING, TABS, WITH_UNIT, HazardState
from qianshao.registry.selectors import by_expression

_TOWN = 16
#: Whose turn it is, by the right to take it.
_TURNS = {
    "hazards.verify": (HazardState.FOUND,),
    "hazards.assign": (HazardState.VERIFIED, HazardState.REPORTED),
    "hazards.accept": (HazardState.ACCEPT_ASKED, HazardState.FIXED_ON_SITE),
    "hazards.close": (HazardState.ACCEPTED,),
}
_GROUPS = {"kind", "department", "grade", "state", "source", "place_class", "is_drill"}


def within(scope: Scope) -> "QuerySet[Any]":
    """What is worked on in the scope's areas. A whole county is asked for by expression: no planner knows that nearly
    every row lies in it, and by its index of areas every wide row would be read.
    """
    if any(len(path) > COUNTY_PATH for path in scope.paths):
        found: QuerySet[Any] = Hazard.objects.within(scope)
    else:
        found = _of_counties(Hazard.objects.unscoped("the area is asked for by expression"), scope)
    return found.filter(same_as__isnull=True)


def _of_counties(rows: "QuerySet[Any]", scope: Scope) -> "QuerySet[Any]":
    """Rows whose path begins with one of the scope's: cut once a row, which is cheaper than two comparisons."""
    if scope.whole or "" in scope.paths:
        return rows
    cuts = {f"first_{n}": Substr("division_path", 1, n) for n in {len(path) for path in scope.paths}}
    here = Q(pk__in=[])
    for path in scope.paths:
        here |= Q(**{f"first_{len(path)}": path})
    found: QuerySet[Any] = rows.alias(**cuts).filter(here)
    return found


def hazards(scope: Scope, filters: Filters | None = None, now: datetime | None = None) -> "QuerySet[Any]":
    """The ledger: the most overdue first, then by date, then what has no date, then what is over, newest first."""
    return narrowed(within(scope), filters or Filters(), now)


def listed(scope: Scope, asked: Filters, now: datetime) -> "QuerySet[Any] | Picked":
    """The same rows as ``hazards``, for a page of them. A whole tab is read in its order, from the index that has it,
    until the page is full; what filters and words leave is picked by number first.
    """
    return hazards(scope, asked, now) if asked.is_plain else Picked(sifted(within(scope), asked, now))


@dataclass(frozen=True)
class Picked:
    """Rows of which a part is read: their numbers first, then only these."""

    rows: "QuerySet[Any]"

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[Hazard]:
        keys = list(self.rows.values_list("pk", flat=True)[part])
        found = Hazard.objects.unscoped("numbers the reader's scope gave").in_bulk(keys)
        return [found[key] for key in keys if key in found]


def hazard_of(scope: Scope, hazard_id: int) -> Hazard:
    """One hazard, also one that was put with another.

    Raises:
        NotFound: there is none in the scope.
    """
    return _one(Hazard.objects.within(scope).filter(pk=hazard_id))


def hazard_by_uid(scope: Scope, uid: UUID) -> Hazard:
    """The hazard a phone names; one that was put with another is that other.

    Raises:
        NotFound: there is none in the scope.
    """
    found = _one(Hazard.objects.within(scope).filter(uid=uid))
    return hazard_of(scope, found.same_as_id) if found.same_as_id else found


def hazard_by_no(scope: Scope, no: str) -> Hazard:
    """The hazard with a list number.

    Raises:
        NotFound: there is none in the scope.
    """
    return _one(Hazard.objects.within(scope).filter(no=no))


def _one(rows: "QuerySet[Any]") -> Hazard:
    found: Hazard | None = rows.first()
    if found is None:
        raise NotFound("hazard.unknown", _("没有找到这条隐患，或不在您的辖区。"))
    return found


def acts_of(hazard: Hazard) -> list[HazardAct]:
    """Everything done about a hazard the reader was given, the oldest first."""
    return list(hazard.acts.order_by("at", "id"))


def photos_of(scope: Scope, acts: Iterable[HazardAct]) -> Mapping[int, list[Any]]:
    """The photos of each act; one query."""
    return evidence_for(scope, "hazard_act", [act.pk for act in acts])


def recurrences(scope: Scope, hazard: Hazard) -> list[Hazard]:
    """What was found later where this one had been closed, in the scope; by its own index."""
    found = hazard.recurrences.unscoped("the area is asked for by expression")
    return list(by_expression(found, scope))


def open_extension(hazard: Hazard) -> Extension | None:
    """The wish for more time that waits for an answer."""
    found: Extension | None = (
        Extension.objects.unscoped("of a hazard the reader was given").filter(hazard=hazard, state="open").first()
    )
    return found


def mine(scope: Scope, user_id: int | None = None, now: datetime | None = None) -> "QuerySet[Any]":
    """What waits for this person: the steps they may take where they may take them, projects of which a date was
    missed or that wait for acceptance, and what they found themselves and must mend. "0" is a path no area has: of
    the whole site's grant only what is granted there holds for it.
    """
    waiting = Q(pk__in=[])
    for path in scope.grants:
        here = subtree(path, "spot") if path else Q(pk__isnull=False)
        for action, states in _TURNS.items():
            if scope.may(action, path or "0"):
                waiting |= here & Q(state__in=states)
        if scope.may("hazards.assign", path or "0"):
            waiting |= here & Q(pk__in=works_late(now or clock.now()))
        if scope.may("hazards.accept", path or "0"):  # whoever grants more time, too
            waiting |= here & (Q(pk__in=asking_for_time(user_id)) | Q(pk__in=works_asked()))
    if user_id is not None:
        waiting |= Q(finder_id=user_id, state__in=WITH_UNIT)
    # States said once more outside of the alternatives, areas by expression: so the index of states is taken.
    turns = {state for group in (*_TURNS.values(), WITH_UNIT) for state in group}
    spotted = hazards(scope).alias(spot=Concat("division_path", Value("")))
    rows: QuerySet[Any] = spotted.filter(waiting, state__in=sorted(turns))
    return rows


def steps_waiting(scope: Scope, now: datetime | None = None) -> "QuerySet[Any]":
    """Hazards that wait for this person or that a guard found worse, by number alone: for the rail."""
    turns = mine(scope, now=now).filter(is_drill=False).order_by().values_list("pk")
    return turns.union(found_worse(scope).values_list("hazard_id"))


def overdue(scope: Scope, now: datetime) -> "QuerySet[Any]":
    """Living hazards whose step is late, the latest first."""
    return hazards(scope, Filters(tab="open", late=True), now)


def ledger_counts(
    scope: Scope, *, by: str, now: datetime, under: str = "", is_open: bool = True, is_drill: bool = False
) -> list[dict[str, Any]]:
    """Sums in SQL by ``area`` (township) or one of the columns: ``[{key, total, major, late}]``, the most first.

    Raises:
        ValueError: no such grouping.
    """
    if by != "area" and by not in _GROUPS:
        raise ValueError(f"no grouping {by}")
    rows = within(scope).filter(subtree(under), is_drill=is_drill)
    if is_open:
        rows = rows.filter(state__in=LIVING)
    key = Substr("division_path", 1, _TOWN) if by == "area" else None
    grouped = rows.annotate(key=key).values("key") if key else rows.values(by)
    sums = grouped.annotate(
        total=Count("id"),
        major=Count("id", filter=Q(grade=2)),
        late=Count("id", filter=Q(step_due_at__lt=now) & ~Q(state__in=ENDED)),
    ).order_by("-total")
    name = "key" if key else by
    return [{"key": row[name], "total": row["total"], "major": row["major"], "late": row["late"]} for row in sums]


def tab_counts(scope: Scope, filters: Filters, now: datetime) -> dict[str, int]:
    """How many hazards each tab holds under the other filters; among the open ``late``, ``soon`` (three days) and
    ``supervised``.

    Words are looked for row by row: then only the tab asked for is counted, and the others are missing.
    """
    asked = filters.untimed(filters.tab if filters.by_words else "")
    rows = sifted(within(scope), asked, now) if asked.by_words else hazards(scope, asked, now)
    soon = now + timedelta(days=SOON_DAYS)
    sums = {"n": Count("id")}
    if not asked.by_words or set(states_of(asked.tab)) & set(LIVING):
        sums |= {
            "late": Count("id", filter=Q(step_due_at__lt=now)),
            "soon": Count("id", filter=Q(step_due_at__gte=now, step_due_at__lt=soon)),
            "supervised": Count("id", filter=Q(supervised_at__isnull=False)),
        }
    # Filtered, by an expression: else the planner takes the order of an index of states and reads every wide row.
    state = F("state") if asked.is_plain else Concat("state", Value(""))
    grouped = rows.order_by().annotate(at=state).values("at").annotate(**sums)
    states = {row.pop("at"): row for row in grouped}
    tabs = [(code, members) for code, _label, members in TABS if not asked.tab or code == asked.tab]
    found = {code: sum(states[state]["n"] for state in members if state in states) for code, members in tabs}
    living = [row for state, row in states.items() if state in LIVING]
    found |= {name: sum(row.get(name, 0) for row in living) for name in ("late", "soon", "supervised")}
    return {**found, "all": sum(row["n"] for row in states.values())}


def duplicates_near(
    scope: Scope,
    kind: str,
    lon: float | None,
    lat: float | None,
    now: datetime,
    *,
    days: float = 90,
    metres: float = SAME_METRES,
    place_uid: UUID | None = None,
    besides: int | None = None,
    is_drill: bool = False,
) -> list[tuple[Hazard, float | None]]:
    """Hazards of the kind, real ones or those of drills, at the same place (within ``metres``, or the same registered
    place) that are open or were closed within ``days``: (hazard, metres or None), the nearest first.
    """
    recent = Q(state__in=LIVING) | Q(state=HazardState.CLOSED, closed_at__gte=now - timedelta(days=days))
    rows: QuerySet[Any] = Hazard.objects.within(scope).filter(recent, kind=kind, same_as__isnull=True)
    rows = rows.filter(is_drill=is_drill)
    rows = rows.exclude(pk=besides) if besides else rows
    found: dict[int, tuple[Hazard, float | None]] = {}
    if lon is not None and lat is not None:
        for row in rows.filter(_box(lon, lat, metres))[:200]:
            away = distance_m(lon, lat, row.lon, row.lat)
            if away <= metres:
                found[row.pk] = (row, away)
    if place_uid is not None:
        for row in rows.filter(place_uid=place_uid).order_by("-id")[:50]:
            found.setdefault(row.pk, (row, None))
    return sorted(found.values(), key=lambda pair: (pair[1] is None, pair[1] or 0.0, -pair[0].pk))


def _box(lon: float, lat: float, metres: float) -> Q:
    high = metres / 110_000
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return Q(lat__gte=lat - high, lat__lte=lat + high, lon__gte=lon - wide, lon__lte=lon + wide)


def inside_box(scope: Scope, west: float, south: float, east: float, north: float) -> "QuerySet[Any]":
    """Living hazards with a position inside a window of degrees, for guards and maps."""
    return hazards(scope, Filters(tab="open")).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)


def reminders_to_tell(limit: int = 200, *, hold: bool = False) -> list[Reminder]:
    """Reminders nobody has passed on yet, the oldest first; for the floor above, which calls people.

    ``hold``: keep other engines from them until the caller's commit.
    """
    rows = Reminder.objects.unscoped("the machine passes reminders on").filter(told_at__isnull=True)
    rows = rows.select_for_update(skip_locked=True, of=("self",)) if hold else rows
    return list(rows.select_related("hazard", "milestone__project").order_by("id")[:limit])


def year_of(now: datetime) -> int:
    """The year in Beijing, in which list numbers count."""
    return now.astimezone(BEIJING).year
