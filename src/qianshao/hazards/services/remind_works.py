"""Dates of milestones come near and pass: told by the county's reminders of hazards, each once, up to leaders."""

from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.sweeps import one_by_one
from qianshao.core.units import unit
from qianshao.hazards.models import Milestone
from qianshao.hazards.rules.clocks import due_steps, next_moment
from qianshao.hazards.selectors.standards import Clocks, clocks_at
from qianshao.hazards.services.remind import AGAIN, say
from qianshao.hazards.states.ledger import ENDED
from qianshao.hazards.states.works import ProjectState


def remind_works(*, limit: int, actor: Actor, now: datetime) -> int:
    """Take the steps that have come due, at most ``limit`` milestones; how many milestones.

    One of a project that no longer runs, or of a hazard that is over or was put with another, is reminded no more.
    """
    with unit():
        waiting = Milestone.objects.filter(remind_at__lte=now).select_related("project__hazard")
        held = waiting.order_by("remind_at", "id").select_for_update(skip_locked=True, of=("self",))
        rows, clocks = list(held[:limit]), clocks_at(now)
        one_by_one(
            "hazards.works", rows, lambda row: _remind(row, clocks, actor, now), lambda row: _push_on(row, now)
        )
    return len(rows)


def _push_on(step: Milestone, now: datetime) -> None:
    _set(step, remind_at=now + AGAIN)


def _set(step: Milestone, **values: Any) -> None:
    Milestone.objects.filter(pk=step.pk).update(**values)


def _remind(step: Milestone, clocks: Clocks, actor: Actor, now: datetime) -> None:
    project, hazard = step.project, step.project.hazard
    is_over = hazard.state in ENDED or hazard.same_as_id is not None or project.state != ProjectState.RUNNING
    if is_over or step.done_at is not None:
        _set(step, remind_at=None)
        return
    steps, urged = clocks.steps(hazard.grade), step.urged
    for one in due_steps(steps, step.due_at, step.reminded_at or project.planned_at, now):
        urged += one.is_urging
        say(hazard, one, step.due_at, urged, actor, now, step)
    _set(step, urged=urged, reminded_at=now, remind_at=next_moment(steps, step.due_at, now))
