"""Rows for paper and Excel: the same words as on the screen, phones masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from qianshao.calling.models import Case
from qianshao.calling.states import CaseState
from qianshao.core.scope import Scope, subtree
from qianshao.desk.boards import BoardQuery, CallOutHead, PersonRow
from qianshao.desk.selectors.board import TOWN, find_callout
from qianshao.desk.selectors.callouts import head_of
from qianshao.desk.selectors.people import person_rows
from qianshao.divisions.selectors import full_name, names_of

SHEET_ROWS = 500
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """The door-knock list of one area."""

    head: CallOutHead
    place: str
    people: tuple[PersonRow, ...]


def door_sheet(scope: Scope, callout_id: int, query: BoardQuery, *, now: datetime) -> DoorSheet:
    """Everybody still open, in the order one would walk: by place, key posts first."""
    callout = find_callout(scope, callout_id)
    cases = Case.objects.within(scope).filter(callout_id=callout_id, recipient_kind=query.kind, state=CaseState.OPEN)
    if query.under:
        cases = cases.filter(subtree(query.under))
    ordered = cases.order_by("division_path", "-is_key", "late_at")[:SHEET_ROWS]
    area = names_of({callout.division_path}).get(callout.division_path, "")
    place = full_name(query.under) if query.under else area
    return DoorSheet(head_of(callout, area), place, person_rows(callout, ordered, now=now))


def export_rows(scope: Scope, callout_id: int, kind: str, *, now: datetime) -> Iterator[tuple[str, PersonRow]]:
    """Every recipient with their township, a thousand at a time: memory stays flat at any size."""
    callout = find_callout(scope, callout_id)
    cases = Case.objects.within(scope).filter(callout_id=callout_id, recipient_kind=kind)
    ids = cases.order_by("division_path", "pk").values_list("pk", "division_path")
    towns = names_of({path[:TOWN] for _pk, path in ids.iterator()})
    for chunk in _chunks(ids.iterator()):
        path_of = dict(chunk)
        rows = person_rows(callout, cases.filter(pk__in=list(path_of)).order_by("division_path", "pk"), now=now)
        for row in rows:
            yield towns.get(path_of[row.id][:TOWN], ""), row


def _chunks(ids: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for one in ids:
        batch.append(one)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch
