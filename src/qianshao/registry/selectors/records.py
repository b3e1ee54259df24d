"""Which records there are, and how they stand."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Concat

from qianshao.core import clock
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.registry.models import ChangeRequest, Kind, Line, Record, Revision
from qianshao.registry.rules import code_of
from qianshao.registry.states import RecordState, RequestState

_MOST_CANDIDATES = 400


def kind_ids(*, kinds: Iterable[str] = (), groups: Iterable[str] = ()) -> list[int]:
    """Numbers of these kinds and of the kinds of these groups."""
    wanted, among = set(kinds), set(groups)
    rows = Kind.objects.values_list("pk", "code", "group")
    return [key for key, code, group in rows if code in wanted or group in among]


def records(
    scope: Scope,
    kind: str = "",
    group: str = "",
    query: str = "",
    state: str = RecordState.ACTIVE,
    faded: bool = False,
    *,
    under: str = "",
    now: datetime | None = None,
) -> "QuerySet[Any]":
    """The scope's records, by area and name, each with its kind. An empty ``state``: whatever state.

    ``query``: words that must all stand in name, pinyin, initials, code, address or owner. ``faded``: only those
    whose next check has passed.
    """
    found = Record.objects.within(scope).select_related("kind").order_by("division_path", "name", "id")
    if state:
        found = found.filter(state=state)
    if kind or group:
        found = found.filter(kind__in=kind_ids(kinds=[kind] if kind else (), groups=[group] if group else ()))
    if faded:
        found = found.filter(state=RecordState.ACTIVE, next_check_at__lt=now or clock.now())
    if query.strip():
        # A list of numbers from the narrow index, not a condition on the wide rows: those would be read in order.
        found = found.filter(pk__in=_matching(query, state).values("pk"))
    return found.filter(subtree(under)) if under else found


def _matching(query: str, state: str) -> "QuerySet[Any]":
    found = Record.objects.unscoped("only numbers, and the list they narrow has its scope").order_by()
    if state:
        found = found.filter(state=state)
    for word in query.lower().split():
        found = found.filter(find_text__contains=word)
    return found


def record_of(scope: Scope, record_id: int) -> Record:
    """One record, also one that was given up.

    Raises:
        NotFound: none such in the scope.
    """
    return _one(Record.objects.within(scope).filter(pk=record_id))


def record_by_code(scope: Scope, code: str) -> Record:
    """The record whose label says ``code``, as typed or scanned; also one that was given up.

    Raises:
        NotFound: no such code, or not in the scope.
    """
    return _one(Record.objects.within(scope).filter(code=code_of(code) or "-"))


def record_by_uid(scope: Scope, uid: UUID) -> Record | None:
    """The record with an identifier, or None when there is none in the scope."""
    found: Record | None = Record.objects.within(scope).select_related("kind").filter(uid=uid).first()
    return found


def grades_by_uid(scope: Scope, uids: Iterable[UUID]) -> dict[UUID, str]:
    """The grade of each of these records in words, where it has one."""
    rows = Record.objects.within(scope).filter(uid__in=list(uids)).exclude(grade="").only("uid", "grade")
    return {row.uid: str(row.get_grade_display()) for row in rows}


def _one(rows: "QuerySet[Any]") -> Record:
    found: Record | None = rows.select_related("kind").first()
    if found is None:
        raise NotFound("record.unknown", "没有找到这条登记，或不在您的辖区")
    return found


def search(scope: Scope, text: str, limit: int = 20) -> list[Record]:
    """Living records that match, the likeliest first: by label code, then names and initials that begin so."""
    words = text.strip().lower()
    if not words:
        return []
    if code := code_of(words):
        found = list(records(scope, state="").filter(code=code))
        if found:
            return found
    narrow = by_expression(_matching(words, RecordState.ACTIVE), scope)
    rows = narrow.values_list("pk", "find_text")[:_MOST_CANDIDATES]
    best = sorted(rows, key=lambda row: (_rank(row[1], words), len(row[1]), row[0]))[:limit]
    by_id = {row.pk: row for row in records(scope).filter(pk__in=[key for key, _text in best])}
    return [by_id[key] for key, _text in best if key in by_id]


def by_expression(found: "QuerySet[Any]", scope: Scope) -> "QuerySet[Any]":
    """Only the scope's rows, by a condition for which no planner takes the index of areas.

    A window or a word is smaller than most scopes, and its own index holds the area too.
    """
    if scope.whole:
        return found
    narrowed: QuerySet[Any] = found.alias(area=Concat("division_path", Value(""))).filter(scope.filter("area"))
    return narrowed


def _rank(find_text: str, words: str) -> int:
    name, initials, *_rest = find_text.split("\n")
    if name == words or words in initials.split():
        return 0
    if name.startswith(words) or any(word.startswith(words) for word in initials.split()):
        return 1
    return 2 if words in name else 3


def counts_by_area(scope: Scope, *, kind: str = "", under: str = "") -> Mapping[str, int]:
    """How many living records each area holds itself."""
    found = records(scope, kind=kind, under=under).order_by().values("division_path")
    return dict(found.annotate(n=Count("pk")).values_list("division_path", "n"))


def overdue(scope: Scope, now: datetime, *, under: str = "") -> "QuerySet[Any]":
    """Those that should have been looked at by now, the longest faded first: a list of tasks."""
    return records(scope, faded=True, now=now, under=under).order_by("next_check_at", "id")


def lines_of(scope: Scope, record_id: int, sort: str = "") -> "QuerySet[Any]":
    """What belongs to a record."""
    found = Line.objects.within(scope).filter(record_id=record_id, is_active=True)
    return (found.filter(sort=sort) if sort else found).order_by("sort", "id")


def revisions_of(scope: Scope, record_id: int) -> "QuerySet[Any]":
    """A record's history, newest first."""
    return Revision.objects.within(scope).filter(record_id=record_id).order_by("-version")


def requests_in(scope: Scope, *, state: str = RequestState.OPEN) -> "QuerySet[Any]":
    """Change requests of the scope, the oldest first."""
    found = ChangeRequest.objects.within(scope).select_related("kind", "record")
    return (found.filter(state=state) if state else found).order_by("asked_at", "id")
