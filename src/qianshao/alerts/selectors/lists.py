"""Lists of alerts."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.models import Alert
from qianshao.alerts.states import ENDED, WAITING, AlertState
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors
from qianshao.divisions.selectors import divisions


def alerts(scope: Scope, *, state: str = "", search: str = "") -> "QuerySet[Any]":
    """Alerts of the scope, newest first. ``state``: a state, ``waiting`` or ``ended``.

    A Cancel that was sent out is over by that; it is never "in force".
    """
    found = _visible(scope).defer("raw")
    sent_cancel = Q(msg_type="Cancel", state=AlertState.RELEASED)
    if state == "waiting":
        found = found.filter(state__in=WAITING)
    elif state == "ended":
        found = found.filter(Q(state__in=ENDED) | sent_cancel)
    elif state in set(AlertState):
        found = found.filter(state=state).exclude(sent_cancel)
    if search.strip():
        words = search.strip()
        found = found.filter(Q(headline__icontains=words) | Q(sender__icontains=words) | Q(identifier=words))
    return found.order_by("-received_at", "-id")


def _visible(scope: Scope) -> "QuerySet[Any]":
    """The scope's own, and what was released for a larger area around it: a township reads its county's warnings."""
    everything = Alert.objects.unscoped("own alerts, and released ones from above")
    if scope.whole:
        # An empty condition OR-ed with another one is that other one: the machine itself would see nothing.
        return everything
    above = {path for own in scope.paths for path in ancestors(own)}
    around = Q(division_path__in=sorted(above), released_at__isnull=False)
    return everything.filter(scope.filter() | around)


def alert_by_id(scope: Scope, key: int) -> Alert:
    """One alert.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Alert | None = _visible(scope).filter(pk=key).first()
    if found is None:
        raise NotFound("alert.unknown", _("没有找到这条预警，或不在您的辖区。"))
    return found


def in_force(scope: Scope, now: datetime) -> "QuerySet[Any]":
    """Released and not over yet, gravest and newest first as the desk shows them."""
    return alerts(scope, state=AlertState.RELEASED).filter(expires__gt=now)


def waiting(scope: Scope) -> "QuerySet[Any]":
    """Those that wait for somebody's decision, by number alone: to be counted."""
    return alerts(scope, state="waiting").values_list("pk")


def waiting_count(scope: Scope) -> int:
    """How many wait for somebody's decision."""
    return waiting(scope).count()


def villages_to_pick(scope: Scope, under: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Towns with their villages, as (code, name, [(code, name)]), for the checklist of the compose page."""
    rows = divisions(scope, under=under).filter(level__in=(Level.TOWNSHIP, Level.VILLAGE), valid_to__isnull=True)
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    for row in rows.only("path", "code", "name", "level").exclude(code=""):
        if row.level == Level.TOWNSHIP:
            found.append((row.code, row.name, []))
        elif found:
            found[-1][2].append((row.code, row.name))
    return found
