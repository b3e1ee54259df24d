"""Which shelters there are, and how they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.places.models import Inspection, Shelter, ShelterNeed
from qianshao.places.selectors.areas import where
from qianshao.places.states import ShelterState


@dataclass(frozen=True)
class ShelterQuery:
    """What a list is filtered by; ``overdue``: the day as of which an inspection counts as missed."""

    under: str = ""
    state: str = ""
    search: str = ""
    threat: str = ""
    overdue: date | None = None
    level: str = ""
    unlocated: bool = False


def shelters_in(scope: Scope, query: ShelterQuery | None = None, *, retired: bool = False) -> "QuerySet[Any]":
    """The shelters of the scope, by name within their area; those given up only when asked for."""
    found = Shelter.objects.within(where(scope)).order_by("division_path", "name", "id")
    if not retired:
        found = found.filter(is_active=True)
    return _narrowed(found, query) if query else found


def _narrowed(found: "QuerySet[Any]", query: ShelterQuery) -> "QuerySet[Any]":
    found = found.filter(subtree(query.under))
    if query.state:
        found = found.filter(state=query.state)
    if query.level:
        found = found.filter(level=query.level)
    if query.threat:
        found = found.filter(unsafe_for__contains=f",{query.threat},")
    if query.search:
        words = Q(name__icontains=query.search) | Q(address__icontains=query.search) | Q(code__iexact=query.search)
        found = found.filter(words)
    if query.unlocated:
        found = found.filter(lon__isnull=True)
    if query.overdue:
        found = found.filter(Q(inspection_due__lt=query.overdue) | Q(inspection_due__isnull=True))
    return found


def open_shelters(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """Those that take people now."""
    return shelters_in(scope, ShelterQuery(under=under, state=ShelterState.OPEN))


def shelter(scope: Scope, key: int) -> Shelter:
    """One shelter, also one that was given up.

    Raises:
        NotFound: none such in the scope.
    """
    found: Shelter | None = Shelter.objects.within(where(scope)).filter(pk=key).first()
    if found is None:
        raise NotFound("shelter.unknown", "没有找到这个安置点，或不在您的辖区")
    return found


def shelters_by_id(scope: Scope, ids: Iterable[int]) -> dict[int, Shelter]:
    """The scope's shelters among these ids; also those given up, whose names old records show."""
    return {row.pk: row for row in Shelter.objects.within(where(scope)).filter(pk__in=sorted(set(ids)))}


def named(ids: Iterable[int]) -> dict[int, str]:
    """Names by id, whatever the scope: where people were taken is no secret to whoever keeps their list."""
    rows = Shelter.objects.unscoped("names of shelters are public").filter(pk__in=sorted(set(ids)))
    return dict(rows.values_list("pk", "name"))


def shelter_choices(scope: Scope, *, under: str = "") -> list[tuple[str, str]]:
    """The shelters a form may offer: open ones first, then those standing by; never closed ones."""
    rows = shelters_in(scope, ShelterQuery(under=under)).exclude(state=ShelterState.CLOSED)
    found = sorted(rows.values_list("state", "name", "pk"), key=lambda r: (r[0] != ShelterState.OPEN, r[1], r[2]))
    return [(str(key), name) for _state, name, key in found]


def inspections_of(scope: Scope, shelter_id: int) -> "QuerySet[Any]":
    """A shelter's inspections, newest first."""
    return Inspection.objects.within(where(scope)).filter(shelter_id=shelter_id).order_by("-at", "-id")


def needs_open(scope: Scope, shelter_id: int | None = None, *, under: str = "") -> "QuerySet[Any]":
    """What shelters lack and nobody answered yet: urgent first, then the oldest."""
    found = ShelterNeed.objects.within(where(scope)).filter(subtree(under), answered_at__isnull=True)
    if shelter_id is not None:
        found = found.filter(shelter_id=shelter_id)
    return found.select_related("shelter").order_by("-is_urgent", "asked_at", "id")


def totals(scope: Scope, today: date, *, under: str = "") -> Mapping[str, int]:
    """``shelters, open, full, closed, capacity, open_capacity, overdue, unlocated, needs``."""
    found = shelters_in(scope, ShelterQuery(under=under)).order_by()
    can_take = Q(state__in=(ShelterState.OPEN, ShelterState.FULL))
    sums = found.aggregate(
        shelters=Count("pk"),
        open=Count("pk", filter=Q(state=ShelterState.OPEN)),
        full=Count("pk", filter=Q(state=ShelterState.FULL)),
        closed=Count("pk", filter=Q(state=ShelterState.CLOSED)),
        open_capacity=Sum("capacity", filter=can_take),
        overdue=Count("pk", filter=Q(inspection_due__lt=today) | Q(inspection_due__isnull=True)),
        unlocated=Count("pk", filter=Q(lon__isnull=True)),
        capacity=Sum("capacity"),  # last: from here on the name means the sum
    )
    return {key: value or 0 for key, value in sums.items()} | {"needs": needs_open(scope, under=under).count()}


def shelter_features(scope: Scope, occupied: Mapping[int, int] | None = None) -> dict[str, Any]:
    """The shelters with coordinates as a GeoJSON feature collection, for map layers; no keeper's name or phone."""
    counts = occupied or {}
    features = [
        {
            "type": "Feature",
            "id": row.pk,
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {
                "name": row.name,
                "state": row.state,
                "capacity": row.capacity,
                "occupied": counts.get(row.pk, 0),
                "unsafe_for": list(row.threats),
            },
        }
        for row in shelters_in(scope).filter(lon__isnull=False)
    ]
    return {"type": "FeatureCollection", "features": features}
