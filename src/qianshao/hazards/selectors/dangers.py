"""Questions about reports of danger."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.files.selectors import evidence_for
from qianshao.hazards.models import Sighting, SightingAct
from qianshao.hazards.rules import SAME_TIME, Seen, may_be_same
from qianshao.hazards.states import MOVES, OPEN, SightingState, Trapped

#: Trapped and open; open and unclear; open; over.
_RANK = Case(
    When(state__in=OPEN, trapped=Trapped.YES, then=Value(0)),
    When(state__in=OPEN, trapped=Trapped.UNKNOWN, then=Value(1)),
    When(state__in=OPEN, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def dangers(
    scope: Scope, *, state: str = "", kind: str = "", under: str = "", search: str = "", trapped: bool = False
) -> "QuerySet[Any]":
    """Reports of the scope: trapped people first, then what is open, newest first. ``state``: a state or ``open``."""
    found: QuerySet[Any] = Sighting.objects.within(scope).select_related("same_as").filter(subtree(under))
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state in set(SightingState):
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if trapped:
        found = found.filter(trapped=Trapped.YES)
    if words := search.strip():
        found = found.filter(
            Q(place__icontains=words) | Q(words__icontains=words) | Q(reporter_label__icontains=words)
        )
    ranked: QuerySet[Any] = found.annotate(rank=_RANK).order_by("rank", "-received_at", "-id")
    return ranked


def open_dangers(scope: Scope, *, is_drill: bool | None = None) -> "QuerySet[Any]":
    """What somebody must still deal with, for the map and the front page."""
    found = dangers(scope, state="open")
    return found if is_drill is None else found.filter(is_drill=is_drill)


def dangers_at(scope: Scope, at: datetime) -> list[Sighting]:
    """What was reported and not over at that moment, newest first, each in the state it had then."""
    known = Sighting.objects.within(scope).filter(received_at__lte=at)
    maybe = known.filter(Q(state__in=OPEN) | Q(handled_at__isnull=True) | Q(handled_at__gt=at))
    rows = {row.pk: row for row in maybe.order_by("-received_at", "-id")}
    ends = {action: move.target for action, move in MOVES.items()}
    then: dict[int, str] = dict.fromkeys(rows, SightingState.NEW)
    acts = SightingAct.objects.filter(sighting_id__in=rows, at__lte=at, act__in=ends).order_by("id")
    for key, act in acts.values_list("sighting_id", "act"):
        then[key] = ends[act]
    for key, row in rows.items():
        row.state = then[key]
    return [row for row in rows.values() if row.is_open]


def unhandled(scope: Scope) -> "QuerySet[Any]":
    """Reports that wait for this officer, by number alone: new ones, and verified ones with people trapped."""
    # "0" is a path no area has: of the whole site's grant only what is granted there holds for it.
    mine = [path for path in scope.grants if scope.may("hazards.handle", path or "0")]
    here = Q(pk__in=[])
    for path in mine:
        here |= subtree(path) if path else Q(pk__isnull=False)
    waiting = Q(state=SightingState.NEW) | Q(state=SightingState.VERIFIED, trapped=Trapped.YES)
    return Sighting.objects.within(scope).filter(here, waiting).values_list("pk")


def sighting_by_id(scope: Scope, sighting_id: int) -> Sighting:
    """One report.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Sighting | None = Sighting.objects.within(scope).select_related("same_as").filter(pk=sighting_id).first()
    if found is None:
        raise NotFound("danger.unknown", _("没有找到这条险情，或不在您的辖区。"))
    return found


def looks_same(scope: Scope, sighting: Sighting) -> list[Sighting]:
    """Reports that may be of the same danger, and are not put together yet; newest first."""
    around = Sighting.objects.within(scope).filter(
        is_drill=sighting.is_drill,
        received_at__gte=sighting.received_at - SAME_TIME,
        received_at__lte=sighting.received_at + SAME_TIME,
    )
    tied = {sighting.pk, sighting.same_as_id}
    rows = around.exclude(pk__in=[pk for pk in tied if pk]).exclude(same_as_id=sighting.pk)
    rows = rows.order_by("-received_at")[:200]
    return [row for row in rows if may_be_same(_seen(sighting), _seen(row))]


def told_again(scope: Scope, sighting: Sighting) -> list[Sighting]:
    """The other reports that an officer has put with this one."""
    return list(Sighting.objects.within(scope).filter(same_as=sighting).order_by("id"))


def _seen(row: Sighting) -> Seen:
    return Seen(row.pk, row.kind, row.division_path, row.received_at, row.lon, row.lat)


def with_photos(scope: Scope, rows: Iterable[Sighting]) -> list[tuple[Sighting, list[Any]]]:
    """Each report with its photos; one query."""
    found = list(rows)
    photos = evidence_for(scope, "sighting", [row.pk for row in found])
    return [(row, photos.get(row.pk, [])) for row in found]
