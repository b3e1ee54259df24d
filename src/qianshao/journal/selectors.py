"""Questions to the journal."""

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from qianshao.core.scope import Scope
from qianshao.journal.models import Entry


def entries(
    scope: Scope,
    *,
    kinds: tuple[str, ...] = (),
    subject: tuple[str, int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after_id: int | None = None,
) -> "QuerySet[Any]":
    """Entries of the scope, newest first; filters narrow by kind (code or ``room.`` prefix), subject and time."""
    found = Entry.objects.within(scope)
    if kinds:
        found = found.filter(kind__in=kinds)
    if subject:
        found = found.filter(subject_kind=subject[0], subject_id=subject[1])
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    if after_id is not None:
        found = found.filter(id__gt=after_id)
    return found.order_by("-id")


def latest_id() -> int:
    """The number of the newest entry, 0 when there is none: the cursor of live boards."""
    return Entry.objects.unscoped("a number, no content").aggregate(last=Max("id"))["last"] or 0
