"""Forget what the door no longer needs."""

from datetime import datetime, timedelta

from qianshao.accounts.models import LoginGuard, Reveal
from qianshao.accounts.rules import FORGET_AFTER
from qianshao.core.sweeps import Sweep

KEEP_COUNTS = timedelta(days=30)


def sweep_old_guards(now: datetime, limit: int) -> int:
    """Drop counters whose failures no longer count, and old hours of reveals."""
    old = LoginGuard.objects.filter(last_at__lt=now - FORGET_AFTER, blocked_until__lt=now)
    ids = list(old.values_list("pk", flat=True)[:limit])
    done = LoginGuard.objects.filter(pk__in=ids).delete()[0] if ids else 0
    return done + Reveal.objects.filter(hour__lt=now - KEEP_COUNTS).delete()[0]


SWEEPS = (Sweep("accounts.guards", sweep_old_guards, every=600.0),)
