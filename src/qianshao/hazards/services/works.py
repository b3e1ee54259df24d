"""A hazard is treated by building or moving: the project is planned, planned anew, given up."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard, Milestone, Project
from qianshao.hazards.rules.clocks import next_moment, reminded_until
from qianshao.hazards.rules.ledger import words_fault
from qianshao.hazards.rules.works import Mark, Plan, Step, due_of, moved_fault, plan_fault, turn_of
from qianshao.hazards.selectors.standards import clocks_at
from qianshao.hazards.selectors.works import milestones_of, project_of
from qianshao.hazards.services.writing import Told, change, open_hazard, refuse, write_act
from qianshao.hazards.states.ledger import WITH_UNIT
from qianshao.hazards.states.works import OPEN_PROJECT, PROJECT_MOVES, ProjectState


def plan_project(
    *, hazard_id: int, plan: Plan, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Project:
    """Plan how a hazard with a unit is treated. Its treatment follows the plan, and its interim measure where none
    was ordered yet.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: not with a unit, a project runs already, the plan lacks something.
    """
    hazard = open_hazard(actor, hazard_id, "hazards.assign", version)
    refuse(_state_fault(hazard) or plan_fault(plan, now))
    with unit():
        told = Told(words, data=_told(plan.name))
        interim = hazard.interim or plan.interim.strip()[:300]
        change(hazard, "works_plan", told, actor=actor, now=now, treatment=plan.treatment, interim=interim)
        made: Project = Project.objects.create(
            hazard=hazard,
            round=hazard.reopened_count,
            division_path=hazard.division_path,
            is_drill=hazard.is_drill,
            planned_by=actor.label[:80],
            planned_at=now,
            state_at=now,
            turn_at=plan.ends_at,
            **_columns(plan),
        )
        _put_steps(made, plan, [], now)
        settle(made, now)
    return made


def _state_fault(hazard: Hazard) -> str:
    if hazard.state not in WITH_UNIT:
        return "works_state"
    rows = Project.objects.unscoped("of a hazard the actor was given").filter(hazard=hazard, state__in=OPEN_PROJECT)
    return "works_running" if rows.exists() else ""


def _told(name: str) -> dict[str, str]:
    return {"name": name.strip()[:80]}


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name.strip()[:80],
        "unit_name": plan.unit_name.strip()[:80],
        "person_name": plan.person_name.strip()[:40],
        "interim": plan.interim.strip()[:300],
        "money_planned": plan.money_planned,
        "money_source": plan.money_source.strip()[:120],
        "starts_on": plan.starts_on,
        "ends_at": plan.ends_at,
        "households": plan.households,
    }


def replan_project(
    *, project_id: int, plan: Plan, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Project:
    """Write the plan anew, and why. What is done stays as it is; a milestone not named any more is left out.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile, or not running. Invalid: no words, the plan lacks something,
            or names a milestone that is done.
    """
    project, hazard = open_project(actor, project_id, "hazards.assign", version)
    stands = milestones_of(project)
    done = {one.pk for one in stands if one.done_at}
    refuse(words_fault("works_edit", words) or plan_fault(plan, now, done=len(done)))
    refuse(moved_fault(project.moved, plan.households))
    refuse("step_done" if done & {step.id for step in plan.steps} else "")
    if project.state != ProjectState.RUNNING:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    before = _dates(project, stands)
    with unit():
        put(project, **_columns(plan))
        _put_steps(project, plan, stands, now)
        settle(project, now)
        after = _dates(project, milestones_of(project))
        told = Told(words, data=_told(plan.name) | {"before": before, "after": after})
        change(hazard, "works_edit", told, actor=actor, now=now, treatment=plan.treatment)
    return project


def _dates(project: Project, steps: list[Milestone]) -> dict[str, str]:
    """Who planned what until when, kept with the act: a date put off is seen."""
    dates = {step.name: f"{step.due_at:%Y-%m-%d}" for step in steps}
    return {**dates, "": f"{project.ends_at:%Y-%m-%d}"}


def drop_project(*, project_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Project:
    """Give it up, and why. A hazard that is still to be treated so needs another one.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile, or over. Invalid: no words.
    """
    project, hazard = open_project(actor, project_id, "hazards.assign", version)
    refuse(words_fault("works_drop", words))
    with unit():
        go(project, "works_drop", now)
        write_act(hazard, "works_drop", Told(words, data=_told(project.name)), actor=actor, now=now)
    return project


def open_project(actor: Actor, project_id: int, action: str, version: int | None) -> tuple[Project, Hazard]:
    """A project and its hazard, if this actor may do ``action`` there and nobody changed it since ``version``.

    Raises:
        NotFound, NotAllowed, Stale.
    """
    project = project_of(actor.scope, project_id)
    if version is not None and version != project.version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    return project, open_hazard(actor, project.hazard_id, action)


def put(project: Project, **values: Any) -> None:
    """Change columns without moving.

    Raises:
        Stale: changed meanwhile.
    """
    values["version"] = project.version + 1
    same = Project.objects.unscoped("a project the verb has authorised").filter(pk=project.pk)
    if not same.filter(version=project.version).update(**values):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    for name, value in values.items():
        setattr(project, name, value)


def go(project: Project, act: str, now: datetime, **values: Any) -> None:
    """Move along ``act``; nobody is reminded of what is over or waits for acceptance.

    Raises:
        Stale: not in a state this starts from, or changed meanwhile.
    """
    move(project, PROJECT_MOVES[act], **values, state_at=now)
    settle(project, now)


def settle(project: Project, now: datetime) -> None:
    """Set anew what follows from the milestones: the next date, the place in the list, who is reminded when."""
    steps = milestones_of(project)
    marks = [Mark(step.due_at, step.done_at is not None) for step in steps]
    due = due_of(marks, project.ends_at) if project.is_open else None
    project.due_at, project.turn_at = due, turn_of(project.state, due, project.state_at)
    project.save(update_fields=("due_at", "turn_at"))
    if project.state != ProjectState.RUNNING:
        project.milestones.filter(remind_at__isnull=False).update(remind_at=None)
    elif project.milestones.filter(done_at__isnull=True, remind_at__isnull=True).exists():
        _remind_again(project, steps, now)


def _remind_again(project: Project, steps: list[Milestone], now: datetime) -> None:
    reminders = clocks_at(now).steps(project.hazard.grade)
    for step in steps:
        if step.done_at is None and step.remind_at is None:
            step.remind_at = next_moment(reminders, step.due_at, step.reminded_at or now)
            step.save(update_fields=("remind_at",))


def _put_steps(project: Project, plan: Plan, stands: list[Milestone], now: datetime) -> None:
    """The milestones of the plan after those that are done; those left out go."""
    kept = {step.id for step in plan.steps}
    old = {one.pk: one for one in stands if one.done_at is None}
    for one in old.values():
        if one.pk not in kept:
            one.reminders.unscoped("of a milestone that is left out; its acts stay").delete()
            one.delete()
    first = 1 + sum(one.done_at is not None for one in stands)
    for number, step in enumerate(plan.steps, start=first):
        _put_step(project, old.get(step.id or 0), number, step, now)


def _put_step(project: Project, stands: Milestone | None, number: int, step: Step, now: datetime) -> None:
    """A date that is set anew is told from now on; one that stands goes on where it was."""
    row = stands or Milestone(project=project)
    if row.due_at != step.due_at:
        row.reminded_at = reminded_until(step.due_at, now, row.due_at, row.reminded_at)
        row.remind_at, row.urged = None, 0
    row.number, row.name, row.code, row.due_at = number, step.name.strip()[:40], step.code[:24], step.due_at
    row.save()
