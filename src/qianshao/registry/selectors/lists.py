"""What the pages of the register ask besides the questions every room asks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from shapely.geometry import Point

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.divisions.selectors import around
from qianshao.geo.geojson import load
from qianshao.geo.svg import frame_for
from qianshao.registry.models import ChangeRequest, Kind, Line, Record, Revision
from qianshao.registry.selectors.records import overdue
from qianshao.registry.states import RecordState, RequestState

MOST_BULK = 500
_WIDTH, _HEIGHT = 480, 300


def viewing(scope: Scope, action: str = "registry.view") -> Scope:
    """The part of a scope where an action is granted: a wall's role over the county opens no record there."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if action in actions})


def all_kinds() -> "QuerySet[Kind]":
    """Every kind, also those put away, in the county's order."""
    return Kind.objects.order_by("order", "id")


def kind_by_code(code: str) -> Kind:
    """One kind.

    Raises:
        NotFound: none such.
    """
    found = Kind.objects.filter(code=code).first()
    if found is None:
        raise NotFound("kind.unknown", "没有这一类资源")
    return found


def faded_by_kind(scope: Scope, now: datetime) -> dict[str, int]:
    """How many records of each kind should have been looked at again by now, by the kind's code."""
    rows = overdue(viewing(scope), now).order_by().values_list("kind__code").annotate(n=Count("pk"))
    return dict(rows)


def narrowed(rows: Any, *, under: str = "", grade: str = "", unlocated: bool = False) -> Any:
    """Fewer of the records: of an area, of a colour, those without a place."""
    found = rows.filter(subtree(under))
    if grade:
        found = found.filter(grade=grade)
    return found.filter(cell__isnull=True) if unlocated else found


def editable_records(scope: Scope, kind: Kind, ids: Iterable[str]) -> list[Any]:
    """The chosen records that this person may change, by name."""
    wanted = [int(text) for text in ids if text.isascii() and text.isdigit() and len(text) < 16][:MOST_BULK]
    rows = Record.objects.within(viewing(scope, "registry.edit")).filter(pk__in=wanted, kind=kind)
    return list(rows.exclude(state=RecordState.RETIRED).select_related("kind").order_by("name", "id"))


def open_requests(scope: Scope, record: Any = None) -> "QuerySet[Any]":
    """Changes that wait for a decision, oldest first."""
    rows = ChangeRequest.objects.within(viewing(scope)).filter(state=RequestState.OPEN)
    if record is not None:
        rows = rows.filter(record=record)
    found: QuerySet[Any] = rows.select_related("kind", "record", "record__kind").order_by("asked_at", "id")
    return found


def requests_of(scope: Scope, user_id: int) -> "QuerySet[Any]":
    """What this person asked for, whatever became of it, newest first."""
    rows = ChangeRequest.objects.within(viewing(scope)).filter(asked_by_id=user_id)
    found: QuerySet[Any] = rows.select_related("kind", "record", "record__kind").order_by("-asked_at", "-id")
    return found


def revisions_of(scope: Scope, record: Any) -> "QuerySet[Any]":
    """What was changed of a record in scope, newest first."""
    every = Revision.objects.unscoped("of a record in scope") if scope.sees(record.division_path) else None
    if every is None:
        return Revision.objects.within(scope).none()
    found: QuerySet[Any] = every.filter(record=record).order_by("-version")
    return found


def lines_of(record: Any) -> "QuerySet[Any]":
    """What belongs to a record that was found in scope: by sort and name."""
    rows = Line.objects.unscoped("of a record in scope").filter(record=record, is_active=True)
    found: QuerySet[Any] = rows.order_by("sort", "name", "id")
    return found


def spot_of(record: Any) -> dict[str, Any] | None:
    """Where a record stands in the smallest area around it whose outline is on file; None without either."""
    area = around(record.division_path) if record.lon is not None else None
    if area is None or area.boundary is None:
        return None
    shape = load(area.boundary)
    frame = frame_for([shape, Point(record.lon, record.lat).buffer(1e-4)], _WIDTH, _HEIGHT)
    x, y = frame.point(record.lon, record.lat)
    return {"path": frame.path(shape), "x": x, "y": y, "width": _WIDTH, "height": _HEIGHT, "name": area.name}
