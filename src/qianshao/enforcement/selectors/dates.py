"""Dates of cases, for the floor above, which tells people."""

from typing import Any

from django.db.models import QuerySet

from qianshao.enforcement.models import Case, CaseClock
from qianshao.enforcement.states import LIVING


def clocks_running() -> "QuerySet[Any]":
    """The clocks of the law that run, with their cases (``until``); nobody must act when a party may no
    longer ask for a hearing.
    """
    rows: QuerySet[Any] = CaseClock.objects.filter(stopped_at__isnull=True).exclude(code="hearing")
    return rows.select_related("case")


def orders_running() -> "QuerySet[Any]":
    """Cases whose party was ordered to mend by a date (``due_at``)."""
    rows: QuerySet[Any] = Case.objects.unscoped("the machine asks for every case").filter(
        state__in=LIVING, due_at__isnull=False, is_mended__isnull=True
    )
    return rows
