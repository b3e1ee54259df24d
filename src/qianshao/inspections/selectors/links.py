"""The self-check link of a place: its address, whom an address is of."""

import hmac
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.fields import keyed_hash
from qianshao.core.scope import Scope
from qianshao.inspections.models import SelfLink, Visit
from qianshao.inspections.selectors.standards import number_in_force
from qianshao.inspections.states import VisitKind, VisitState

_KIND, _LONGEST = "self_check", 18


def token_of(link: SelfLink) -> str:
    """The last part of a link's address: its number and 128 bits that only this site can write."""
    return f"{link.pk}-{keyed_hash(_KIND, f'{link.pk}|{link.place_uid}')}"


def link_by_token(token: str, now: datetime) -> SelfLink:
    """The link an address is of.

    Raises:
        NotFound: none such, revoked, or over; which of them is not said.
    """
    number, _dash, _mac = token.partition("-")
    known = number.isascii() and number.isdigit() and len(number) <= _LONGEST
    rows = SelfLink.objects.unscoped("whoever holds the address may use it")
    found: SelfLink | None = rows.filter(pk=int(number)).first() if known else None
    whole = found is not None and hmac.compare_digest(token_of(found).encode(), token[:80].encode())
    if found is None or not whole or found.revoked_at is not None or found.expires_at <= now:
        raise NotFound("self_link.unknown", _("这个链接用不了了，请向镇上要新的。"))
    return found


def link_of_place(scope: Scope, place_uid: UUID, now: datetime) -> Any:
    """The link in force of a place in the scope; None: there is none."""
    rows = SelfLink.objects.within(scope)
    return rows.filter(place_uid=place_uid, revoked_at__isnull=True, expires_at__gt=now).first()


def self_check_due(link: SelfLink, now: datetime) -> Visit | None:
    """The self-check of the place that waits: due, begun at the desk, or missed and still to be caught up."""
    since = now - timedelta(days=number_in_force("catch_up_days", now))
    waits = Q(state__in=(VisitState.DUE, VisitState.STARTED)) | Q(state=VisitState.MISSED, due_at__gte=since)
    found: Visit | None = _own(link).filter(waits).order_by("due_at", "id").first()
    return found


def self_checks(link: SelfLink, most: int = 12) -> list[Any]:
    """The self-checks of the place, the newest first: done, due, missed."""
    return list(_own(link).order_by("-due_at", "-id")[:most])


def _own(link: SelfLink) -> Any:
    rows = Visit.objects.unscoped("the link is of this place")
    return rows.filter(kind=VisitKind.SELF, place_uid=link.place_uid)
