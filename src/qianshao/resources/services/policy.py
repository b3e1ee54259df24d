"""A county's own figures for its stock change; what was opened before keeps the day it got."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.divisions.selectors import division_by_path
from qianshao.journal.services import record
from qianshao.resources.models import Policy
from qianshao.resources.selectors.policy import WARN_DAYS, policy_for

_RANGES = {
    "count_days": (1, 1000),
    "window_days": (30, 1830),
    "horizon_days": (30, 1830),
    "refill_days": (1, 365),
}


def put_policy(*, division_path: str, version: int, values: Mapping[str, Any], actor: Actor, now: datetime) -> Policy:
    """Set a county's figures; ``version`` 0: it had none of its own.

    Raises:
        Invalid: a figure out of its range. Stale: somebody else changed them.
    """
    actor.demand("resources.items", division_path)
    division_by_path(actor.scope, division_path)
    kept = _checked(values)
    old = policy_for(division_path)
    if (old.version if old.pk and old.division_path == division_path else 0) != version:
        raise Stale("policy.raced", _("别人刚改过，请刷新后再改。"))
    with transaction.atomic(durable=True):
        _write(division_path, version, kept)
        what = "；".join(f"{key} {getattr(old, key)} → {kept[key]}" for key in kept if getattr(old, key) != kept[key])
        record(
            kind="resources.standard_edited",
            actor=actor,
            now=now,
            subject=("stock_policy", policy_for(division_path).pk),
            division_path=division_path,
            data={"what": what[:200] or "—"},
        )
    return policy_for(division_path)


def _write(path: str, version: int, kept: Mapping[str, Any]) -> None:
    rows = Policy.objects.unscoped("the area was demanded").filter(division_path=path)
    if version:
        if not rows.filter(version=version).update(**kept, version=version + 1):
            raise Stale("policy.raced", _("别人刚改过，请刷新后再改。"))
        return
    try:
        with transaction.atomic():
            if not rows.filter(version=0).update(**kept, version=1):
                Policy.objects.create(division_path=path, version=1, **kept)
    except IntegrityError:
        raise Stale("policy.raced", _("别人刚改过，请刷新后再改。")) from None


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {key: int(values[key]) for key in _RANGES}
    for key, (low, high) in _RANGES.items():
        if not low <= kept[key] <= high:
            raise Invalid("policy.range", _("天数要在 {low} 到 {high} 之间"), low=low, high=high)
    days = sorted({int(day) for day in values.get("warn_days") or WARN_DAYS}, reverse=True)
    if not all(0 < day <= 1000 for day in days) or len(days) > 6:
        raise Invalid("policy.warn", _("到期提醒写 1 到 6 个天数，例如 180 90 30"))
    return {**kept, "warn_days": days, "two_persons": bool(values.get("two_persons"))}
