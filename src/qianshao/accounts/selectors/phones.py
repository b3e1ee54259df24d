"""Questions about phones: whose is the one that asks, which are there."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Device, User
from qianshao.accounts.rules import secret_digest
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope

DEVICES = "field.devices"


def device_by_secret(secret: str) -> Device | None:
    """The phone of a cookie, cut off or not; None when it is none of ours."""
    if not 20 <= len(secret) <= 100:
        return None
    known = Device.objects.unscoped("the cookie names its own phone").select_related("user")
    found: Device | None = known.filter(digest=secret_digest(secret)).first()
    return found


def phone_by_id(scope: Scope, device_id: int) -> Device:
    """One phone.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Device | None = Device.objects.within(managed(scope)).select_related("user").filter(pk=device_id).first()
    if found is None:
        raise NotFound("phone.unknown", _("没有找到这台手机。"))
    return found


def managed(scope: Scope) -> Scope:
    """The part of a scope where phones are bound and taken back."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if DEVICES in actions})


def users_with_phones(scope: Scope, *, query: str = "") -> "QuerySet[Any]":
    """Users of the areas whose phones one binds, with theirs (``found_phones``), newest first; by area and name."""
    phones = Device.objects.unscoped("of users in scope").order_by("-enrolled_at")
    found = User.objects.within(managed(scope)).filter(Q(is_active=True) | Q(phones__revoked_at__isnull=False))
    if query:
        found = found.filter(display_name__icontains=query)
    found = found.distinct().prefetch_related(Prefetch("phones", phones, to_attr="found_phones"))
    return found.order_by("division_path", "display_name", "pk")


def pin_policy() -> dict[str, int]:
    """What a phone asks before it shows personal data, and how long it keeps them."""
    options = settings.QIANSHAO
    return {
        "pin_digits": min(max(options["phone_pin_digits"], 4), 6),
        "pin_tries": max(options["phone_pin_tries"], 1),
        "keep_hours": max(options["phone_keep_hours"], 1),
    }


def is_living(device: Device, now: datetime) -> bool:
    """Whether the phone acts as its user now."""
    return not device.is_cut_off and not device.is_over(now)
