"""Counting tries at a door before they are looked at; a door may be a login or the binding of a phone."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import LoginGuard
from qianshao.accounts.rules import block_after, is_forgotten
from qianshao.core.errors import NotAllowed


def count_try(key: str, now: datetime) -> int:
    """Count this try as failed beforehand, inside the caller's transaction; returns the failures so far.

    Raises:
        NotAllowed: too many; the sentence says how long to wait.
    """
    guard, fresh = LoginGuard.objects.get_or_create(
        key=key, defaults={"failures": 1, "blocked_until": now, "last_at": now}
    )
    if fresh:
        return 1
    if guard.blocked_until > now:
        raise _blocked((guard.blocked_until - now).total_seconds())
    failures = 1 if is_forgotten(guard.last_at, now) else guard.failures + 1
    wait = block_after(failures)
    same = LoginGuard.objects.filter(pk=guard.pk, failures=guard.failures, last_at=guard.last_at)
    if not same.update(failures=failures, blocked_until=now + wait, last_at=now):
        raise _blocked(1)
    return failures


def forget_tries(key: str) -> None:
    """The right one came: what was counted before no longer counts."""
    LoginGuard.objects.filter(key=key).delete()


def _blocked(seconds: float) -> NotAllowed:
    return NotAllowed("login.blocked", _("失败次数过多，请 {seconds} 秒后再试。"), seconds=int(seconds) + 1)
