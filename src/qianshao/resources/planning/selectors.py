"""Plans that were computed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.resources.models import PlanRun


def runs(scope: Scope) -> "QuerySet[Any]":
    """The scope's plans, the newest first."""
    return PlanRun.objects.within(scope).order_by("-made_at", "-pk")


def run_of(scope: Scope, run_id: int) -> PlanRun:
    """One plan.

    Raises:
        NotFound: none of the scope's.
    """
    row: PlanRun | None = PlanRun.objects.within(scope).filter(pk=run_id).first()
    if row is None:
        raise NotFound("plan.unknown", _("没有找到这个方案"))
    return row
