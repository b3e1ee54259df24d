"""Counting cases: conditional counts in one GROUP BY, folded into rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from qianshao.calling.states import CaseState
from qianshao.desk.boards import Tally

OPEN = Q(state=CaseState.OPEN)


def with_tallies(cases: "QuerySet[Any]", now: datetime) -> "QuerySet[Any]":
    """Add the counts of a `Tally` to a grouped query; one pass over the rows whatever the groups."""
    late = OPEN & Q(late_at__lte=now)
    tallied: QuerySet[Any] = cases.annotate(
        n_need=Count("pk", filter=~Q(state=CaseState.MOVED)),
        n_answered=Count("pk", filter=Q(state__in=(CaseState.ANSWERED, CaseState.CONFIRMED))),
        n_reached=Count("pk", filter=Q(state=CaseState.REACHED)),
        n_excused=Count("pk", filter=Q(state=CaseState.EXCUSED)),
        n_open=Count("pk", filter=OPEN),
        n_late=Count("pk", filter=late),
        n_key=Count("pk", filter=OPEN & Q(is_key=True)),
        oldest=Min("late_at", filter=late),
    )
    return tallied


def tally_of(row: Mapping[str, Any]) -> Tally:
    """The counts of one group."""
    return Tally(
        need=row["n_need"],
        answered=row["n_answered"],
        reached=row["n_reached"],
        excused=row["n_excused"],
        open=row["n_open"],
        late=row["n_late"],
        key_open=row["n_key"],
        oldest=row["oldest"],
    )
