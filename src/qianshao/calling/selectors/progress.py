"""Answers by village, now or at a moment of the night, for the map."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from qianshao.calling.models import CallOut, Case
from qianshao.calling.states import CaseState
from qianshao.core.scope import Scope

_VILLAGE = 20  # characters of a village's path


def callouts_at(scope: Scope, at: datetime) -> "QuerySet[Any]":
    """Call-outs that had started and were neither lifted nor closed at that moment, of the scope and above it."""
    over = Q(lifted_at__lte=at) | Q(closed_at__lte=at)
    cases = Case.objects.within(scope).values("callout_id")
    rows = CallOut.objects.unscoped("a call-out from above concerns those called; they are cut by area")
    return rows.filter(started_at__lte=at, pk__in=cases).exclude(over).order_by("-started_at", "-pk")


def answered_at(scope: Scope, callout_id: int, at: datetime) -> dict[str, tuple[int, int]]:
    """Village (or a larger area, for those who serve it) → cases that had ended by then, and all cases.

    A case that went on in a newer call-out counts there, from the start of that one.
    """
    newer = Q(state=CaseState.MOVED) & ~Q(callout__superseded_by__started_at__gt=at)
    rows = Case.objects.within(scope).filter(callout_id=callout_id).exclude(newer).order_by()
    ended = Count("pk", filter=Q(ended_at__lte=at))
    sums: dict[str, tuple[int, int]] = {}
    for path, done, total in rows.values_list("division_path").annotate(done=ended, total=Count("pk")):
        before = sums.get(path[:_VILLAGE], (0, 0))
        sums[path[:_VILLAGE]] = before[0] + done, before[1] + total
    return sums
