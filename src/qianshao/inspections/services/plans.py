"""Arrange who visits what how often."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.selectors import user_by_id
from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.core.permissions import ROLES
from qianshao.divisions.selectors import names_of
from qianshao.inspections.models import Plan
from qianshao.inspections.selectors import class_name, class_row, days_for, plan_of
from qianshao.inspections.services.writing import refuse
from qianshao.inspections.states import PLANNED, VisitKind
from qianshao.journal.services import record


def save_plan(
    *,
    name: str,
    kind: str,
    place_class: str,
    division_path: str,
    starts_on: date,
    every_days: int | None = None,
    role: str = "",
    assignee_id: int | None = None,
    route: Sequence[str] = (),
    plan_id: int | None = None,
    version: int = 0,
    is_demo: bool = False,
    actor: Actor,
    now: datetime,
) -> Plan:
    """A new plan, or another version of one; what it has made already stays. The sweep looks at it at once.

    Raises:
        NotFound, NotAllowed. Invalid: something is missing, or the name is taken. Stale: changed meanwhile.
    """
    actor.demand("inspections.plan", division_path)
    before = plan_of(actor.scope, plan_id) if plan_id is not None else None
    if before is not None:
        actor.demand("inspections.plan", before.division_path)
    refuse(_fault(name, kind, place_class, division_path, now))
    refuse("plan_days" if not (every_days or days_for(kind, place_class, now)) else "")
    refuse("plan_who" if kind != VisitKind.SELF and not (assignee_id or role in ROLES) else "")
    values = {
        "name": " ".join(name.split())[:60],
        "kind": kind,
        "place_class": place_class,
        "place_class_name": class_name(place_class, now),
        "division_path": division_path,
        "every_days": every_days,
        "starts_on": starts_on,
        "role": "" if assignee_id else role,
        "route": list(dict.fromkeys(route))[:500],
        "next_at": now,
        **_assignee(actor, assignee_id),
    }
    with transaction.atomic(durable=True):
        plan = _written(before, version, values, {"made_at": now, "made_by": actor.label[:80], "is_demo": is_demo})
        _note("inspections.plan_saved", plan, actor, now)
    return plan


def _fault(name: str, kind: str, place_class: str, path: str, now: datetime) -> str:
    known = kind in PLANNED and class_row(place_class, now) and path in names_of({path})
    return "" if name.strip() and known else "plan"


def _assignee(actor: Actor, user_id: int | None) -> dict[str, Any]:
    if user_id is None:
        return {"assignee_id": None, "assignee_label": ""}
    user = user_by_id(actor.scope, user_id)
    return {"assignee_id": user.pk, "assignee_label": user.display_name[:80]}


def _written(before: Plan | None, version: int, values: dict[str, Any], made: dict[str, Any]) -> Plan:
    try:
        with transaction.atomic():
            if before is None:
                plan: Plan = Plan.objects.create(**values, **made)
                return plan
            same = Plan.objects.unscoped("a row the verb has authorised").filter(
                pk=before.pk, version=version, is_active=True
            )
            if not same.update(**values, version=version + 1):
                raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    except IntegrityError:
        refuse("plan_name")
    found: Plan = Plan.objects.unscoped("the row just written").get(pk=before.pk if before else 0)
    return found


def stop_plan(*, plan_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Nothing more is made of a plan; what it made stays.

    Raises:
        NotFound, NotAllowed. Invalid: no reason. Stale: stopped before.
    """
    plan = plan_of(actor.scope, plan_id)
    actor.demand("inspections.plan", plan.division_path)
    refuse("" if reason.strip() else "reason")
    same = Plan.objects.unscoped("a row the verb has authorised").filter(pk=plan.pk, is_active=True)
    with transaction.atomic(durable=True):
        if not same.update(is_active=False, next_at=None, version=plan.version + 1):
            raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
        _note("inspections.plan_stopped", plan, actor, now, reason=reason.strip()[:120])


def _note(kind: str, plan: Plan, actor: Actor, now: datetime, **data: Any) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("inspection_plan", plan.pk),
        division_path=plan.division_path,
        data={"name": plan.name, **data},
    )
