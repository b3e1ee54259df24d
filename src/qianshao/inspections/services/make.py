"""The machine makes the visits that plans call for, and marks those nobody made in time."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.core.sweeps import one_by_one
from qianshao.inspections.models import Plan, Visit
from qianshao.inspections.rules import end_of_turn, nearest, turn_of
from qianshao.inspections.selectors import days_for, holders_of, number_in_force, places_of
from qianshao.inspections.services.writing import place_columns
from qianshao.inspections.states import OPEN, VisitState
from qianshao.journal.services import Note, record, record_many

_CHUNK = 500
#: When a plan that could not be done is tried again.
AGAIN = timedelta(hours=1)


def make_due(*, limit: int, actor: Actor, now: datetime) -> int:
    """Visits of plans whose moment has come; each plan is looked at again the next midnight, for new places."""
    rows = Plan.objects.unscoped("the machine looks at every plan").filter(is_active=True, next_at__lte=now)
    ids = list(rows.order_by("next_at", "id").values_list("pk", flat=True)[: max(1, min(limit, 50))])
    made: list[int] = []

    def push_on(plan_id: int) -> None:
        Plan.objects.unscoped("claimed by its number").filter(pk=plan_id).update(next_at=now + AGAIN)

    one_by_one("inspections.make", ids, lambda plan_id: made.append(_made(plan_id, actor, now)), push_on)
    return sum(made)


def _made(plan_id: int, actor: Actor, now: datetime) -> int:
    """One plan, in its own transaction. The same turn is never made twice, whoever runs it how often."""
    tomorrow = datetime.combine(now.astimezone(BEIJING).date() + timedelta(days=1), time(0, 1), BEIJING)
    plan = Plan.objects.unscoped("claimed by its number").get(pk=plan_id)
    made = _visits(plan, now)
    Plan.objects.unscoped("claimed by its number").filter(pk=plan_id).update(next_at=tomorrow)
    before = Visit.objects.unscoped("counts what is new").filter(plan=plan).count()
    Visit.objects.bulk_create(made, batch_size=_CHUNK, ignore_conflicts=True)
    count = Visit.objects.unscoped("counts what is new").filter(plan=plan).count() - before
    if count:
        record(
            kind="inspections.made",
            actor=actor,
            now=now,
            subject=("inspection_plan", plan.pk),
            division_path=plan.division_path,
            data={"name": plan.name, "count": count},
        )
    return count


def _visits(plan: Plan, now: datetime) -> list[Visit]:
    """The visits of the present turn; none where one of the plan's is still open."""
    today, every = now.astimezone(BEIJING).date(), plan.every_days or days_for(plan.kind, plan.place_class, now)
    if not plan.is_active or every is None or plan.starts_on > today:
        return []
    turn = turn_of(plan.starts_on, every, today)
    busy = Visit.objects.unscoped("of the plan's own").filter(plan=plan, state__in=OPEN, due_at__gte=now)
    taken = set(busy.values_list("place_uid", flat=True))
    order = {uid: n for n, uid in enumerate(plan.route)}
    places = places_of(Scope.everything("a plan's places"), plan.place_class, now, under=plan.division_path)
    wanted = [p for p in places if p.uid not in taken and (not order or str(p.uid) in order)]
    holders = holders_of(plan.role, now) if plan.role else {}
    facts = {
        "plan": plan,
        "kind": plan.kind,
        "place_class": plan.place_class,
        "place_class_name": plan.place_class_name,
        "turn": turn,
        "due_at": end_of_turn(turn, every),
        "state_at": now,
    }
    return [
        Visit(**facts, **place_columns(place), **_whose(plan, holders, place), order=order.get(str(place.uid), 0))
        for place in wanted
    ]


def _whose(plan: Plan, holders: Any, place: Any) -> dict[str, Any]:
    if plan.assignee_id is not None:
        return {"assignee_id": plan.assignee_id, "assignee_label": plan.assignee_label}
    found = nearest(holders, place.division_path, place.pk) if holders else None
    return {"assignee_id": found[0], "assignee_label": found[1][:80]} if found else {}


def miss_due(*, limit: int, actor: Actor, now: datetime) -> int:
    """Visits whose last minute has passed: one update for all of them, a line in the journal for each. What was
    started and never finished is missed when it can no longer be caught up: else it would wait for ever.
    """
    never = now - timedelta(days=number_in_force("catch_up_days", now))
    passed = Q(state=VisitState.DUE, due_at__lt=now) | Q(state=VisitState.STARTED, due_at__lt=never)
    late = Visit.objects.unscoped("the machine looks at every visit").filter(passed)
    with transaction.atomic(durable=True):
        ids = list(late.order_by("due_at", "id").values_list("pk", flat=True)[:limit])
        same = Visit.objects.unscoped("claimed by number").filter(pk__in=ids)
        changed = {"state": VisitState.MISSED, "missed_at": now, "state_at": now, "version": F("version") + 1}
        same.filter(passed).update(**changed)
        rows = list(same.filter(state=VisitState.MISSED))
        record_many([_note(row) for row in rows], actor=actor, now=now)
    return len(rows)


def _note(row: Visit) -> Note:
    """Of a sealed one neither the place nor the area: only that there is one."""
    if row.is_sealed:
        return Note("inspections.missed_sealed", ("visit", None), row.division_path[:12])
    data = {"kind": str(row.kind_label), "place": row.place_name}
    return Note("inspections.missed", ("visit", row.pk), row.division_path, data)
