"""A project goes on: milestones are done and shown, households move, money is paid, somebody else accepts it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound, Stale
from qianshao.core.units import unit
from qianshao.hazards.models import Hazard, Milestone, Project
from qianshao.hazards.rules.ledger import Hand, words_fault
from qianshao.hazards.rules.works import Mark, accept_works_fault, finished_fault, moved_fault
from qianshao.hazards.selectors.works import marks_seen, milestones_of
from qianshao.hazards.services.works import go, open_project, put, settle
from qianshao.hazards.services.writing import Told, refuse, write_act
from qianshao.hazards.states.works import ProjectState


def finish_milestone(
    *,
    project_id: int,
    milestone_id: int,
    words: str = "",
    evidence: Iterable[UUID] = (),
    done_at: datetime | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Milestone:
    """A milestone is reached, with photos of it; once reached, more photos of it.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile, or not running. Invalid: a date to come; nothing new to say.
    """
    project, hazard = _running(actor, project_id, version)
    step, photos = _step(project, milestone_id), list(evidence)
    is_new = step.done_at is None
    refuse("future_date" if done_at is not None and done_at > now else "")
    refuse("" if is_new or photos else "no_photo")
    with unit():
        put(project)
        act = "works_done" if is_new else "works_photo"
        told = Told(words, photos, data={"name": step.name, "project": project.name})
        made = write_act(hazard, act, told, actor=actor, now=now)
        if is_new:
            _finish(step, words, done_at or now, actor)
        if photos:
            step.shown, step.photos = [*step.shown, made.pk], step.photos + len(photos)
        step.save()
        settle(project, now)
    return step


def _finish(step: Milestone, words: str, done_at: datetime, actor: Actor) -> None:
    step.done_at, step.done_by_id, step.done_by = done_at, actor.user_id, actor.label[:80]
    step.words, step.remind_at = words.strip()[:300], None


def _running(actor: Actor, project_id: int, version: int | None) -> tuple[Project, Hazard]:
    project, hazard = open_project(actor, project_id, "hazards.fix", version)
    if project.state != ProjectState.RUNNING:
        raise Stale("state.moved", _("已经是别的状态了，请刷新后再看。"))
    return project, hazard


def _step(project: Project, milestone_id: int) -> Milestone:
    found: Milestone | None = project.milestones.filter(pk=milestone_id).first()
    if found is None:
        raise NotFound("works.milestone", _("没有这个节点，可能刚刚调整过。"))
    return found


def tell_works(
    *,
    project_id: int,
    words: str = "",
    moved: int | None = None,
    money_paid: int | None = None,
    evidence: Iterable[UUID] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Project:
    """How many households have moved, how much was paid, or words. Progress itself is counted by milestones.

    Raises:
        NotFound, NotAllowed. Stale: changed meanwhile, or not running. Invalid: nothing said, too many moved.
    """
    project, hazard = _running(actor, project_id, version)
    said = {name: value for name, value in (("moved", moved), ("money_paid", money_paid)) if value is not None}
    refuse(moved_fault(moved, project.households) if moved is not None else "")
    refuse("" if said or words.strip() else "no_words")
    with unit():
        put(project, **said)
        told = Told(words, evidence, data={"name": project.name, **said})
        write_act(hazard, "works_told", told, actor=actor, now=now)
    return project


def ask_works(
    *, project_id: int, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Project:
    """The unit says that the project is finished.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: a milestone is not done or not shown, somebody still lives there.
    """
    project, hazard = open_project(actor, project_id, "hazards.fix", version)
    marks = [Mark(step.due_at, step.done_at is not None, step.photos) for step in milestones_of(project)]
    refuse(finished_fault(marks, project.moved, project.households))
    asked = {"asked_by_id": actor.user_id, "asked_by": actor.label[:80], "asked_at": now}
    return _go(project, hazard, "works_ask", words, actor, now, **asked)


def accept_works(
    *, project_id: int, unit_name: str, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Project:
    """Somebody of another unit (``unit_name``: the accepter's) has looked at every milestone.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no unit, a milestone without a photo that can be seen, one's own work.
    """
    project, hazard = open_project(actor, project_id, "hazards.accept", version)
    steps, hand = milestones_of(project), Hand(actor.user_id, unit_name)
    marks = marks_seen(actor.scope, steps)
    refuse(accept_works_fault(marks, project.moved, project.households, _doers(project, steps), hand))
    accepted = {
        "accepter_id": actor.user_id,
        "accepter_label": actor.label[:80],
        "accepter_unit": unit_name.strip()[:80],
        "accepted_at": now,
    }
    return _go(project, hazard, "works_accept", words, actor, now, **accepted)


def _doers(project: Project, steps: Sequence[Milestone]) -> list[Hand]:
    """Who says that it is done: whoever reached a milestone or asked, and the unit."""
    users = {step.done_by_id for step in steps} | {project.asked_by_id}
    return [Hand(None, project.unit_name), *(Hand(one) for one in sorted(filter(None, users)))]


def reject_works(
    *,
    project_id: int,
    words: str,
    milestones: Iterable[int] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Project:
    """Not finished: back to the unit. ``milestones`` that do not hold are to be done and shown anew.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    project, hazard = open_project(actor, project_id, "hazards.accept", version)
    refuse(words_fault("works_reject", words))
    with unit():
        project.milestones.filter(pk__in=list(milestones)).update(**_UNDONE, reminded_at=now)
        _go_on(project, hazard, "works_reject", words, actor, now, asked_by_id=None)
    return project


_UNDONE: dict[str, Any] = {
    "done_at": None, "done_by_id": None, "done_by": "", "words": "", "shown": [], "photos": 0,
}  # fmt: skip


def _go(project: Project, hazard: Hazard, act: str, words: str, actor: Actor, now: datetime, **more: Any) -> Project:
    with unit():
        _go_on(project, hazard, act, words, actor, now, **more)
    return project


def _go_on(project: Project, hazard: Hazard, act: str, words: str, actor: Actor, now: datetime, **more: Any) -> None:
    go(project, act, now, **more)
    write_act(hazard, act, Told(words, data={"name": project.name}), actor=actor, now=now)
