"""What the register asks people to do: look again, renew a paper, decide a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Value

from qianshao.core.scope import Scope, subtree
from qianshao.registry.models import ChangeRequest, Line, Record, Sort
from qianshao.registry.rules import ends
from qianshao.registry.selectors.lists import viewing
from qianshao.registry.states import RecordState, RequestState

#: How long before its last day a paper is spoken of.
NOTICE_DAYS = 30
_COUNTY = 3 * 4


@dataclass(frozen=True, slots=True)
class Paper:
    """Something of a record that runs out: ``what`` it is, in words."""

    record: Any
    what: str
    last_day: date


def to_check(scope: Scope, now: datetime) -> "QuerySet[Any]":
    """Whose check has passed and is this person's to make, the longest faded first.

    A town or a village looks at all of its area; a county only at what hangs on the county itself.
    """
    mine = Q(pk__in=[])
    for path, actions in scope.grants.items():
        if "registry.verify" in actions:
            mine |= subtree(path) if len(path) > _COUNTY else Q(division_path=path)
    late = Record.objects.within(scope).filter(mine, state=RecordState.ACTIVE, next_check_at__lt=now)
    found: QuerySet[Any] = late.select_related("kind").order_by("next_check_at", "id")
    return found


def tasks_waiting(scope: Scope, now: datetime) -> "QuerySet[Any]":
    """What of the register waits for this person, by number alone: changes to decide and records to look at."""
    asked = ChangeRequest.objects.within(viewing(scope, "registry.decide")).filter(state=RequestState.OPEN)
    due = to_check(scope, now) if scope.may("registry.verify") else Record.objects.unscoped("none of them").none()
    if not scope.may("registry.decide"):
        return due.order_by().values_list("pk")
    return asked.order_by().values_list("pk").union(due.order_by().values_list("pk"), all=True)


def running_out(scope: Scope, today: date, *, under: str = "", days: int = NOTICE_DAYS) -> "QuerySet[Any]":
    """``(record id, last day, line id or 0)`` of all that runs out within ``days`` or has, the earliest first.

    A record stands here with its first paper only; the lines of a record each for themselves.
    """
    until, seen = today + timedelta(days=days), viewing(scope)
    lines = Line.objects.within(seen).filter(
        subtree(under), is_active=True, expires_on__lte=until, record__state=RecordState.ACTIVE
    )
    own = Record.objects.within(seen).filter(subtree(under), state=RecordState.ACTIVE, runs_out__lte=until)
    rows = own.order_by().values_list("pk", "runs_out", Value(0))
    both = rows.union(lines.order_by().values_list("record_id", "expires_on", "pk"), all=True)
    found: QuerySet[Any] = both.order_by("runs_out", "pk")
    return found


def papers(rows: Sequence[tuple[int, date, int]]) -> list[Paper]:
    """Rows of ``running_out`` as a page shows them, in their order."""
    every = Record.objects.unscoped("their numbers were found in scope").select_related("kind")
    records = {row.pk: row for row in every.filter(pk__in={key for key, _day, _line in rows})}
    among = Line.objects.unscoped("their numbers were found in scope").filter(pk__in={line for _k, _d, line in rows})
    lines = {line.pk: line for line in among}
    found = []
    for key, day, line_id in rows:
        line, row = lines.get(line_id), records[key]
        what = f"{Sort(line.sort).label}：{line.shown_name}" if line else first_paper(row)
        found.append(Paper(row, what, day))
    return found


def first_paper(row: Any) -> str:
    """The name of the paper that a record's ``runs_out`` is about."""
    return next((label for label, day in ends(row.kind.fields, row.details) if day == row.runs_out), "")
