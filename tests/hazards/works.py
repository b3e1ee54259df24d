"""Treatment projects as tests need them, made by the verbs."""

from datetime import date, timedelta
from typing import Any

from qianshao.core.clock import BEIJING
from qianshao.core.ids import uuid7
from qianshao.hazards import services
from qianshao.hazards.forms.ledger import end_of
from qianshao.hazards.models import Hazard, Milestone, Project
from qianshao.hazards.rules.works import Plan, Step
from qianshao.hazards.selectors import milestones_of
from tests.cast import Cast
from tests.hazards.ledger import UNIT, arrive, assigned

NAMES = ("立项", "主体完工")


def on(cast: Cast, days: int) -> Any:
    """The end of a day so many days from the story's."""
    return end_of(day(cast, days))


def day(cast: Cast, days: int) -> date:
    """A day so many days from the story's, in Beijing."""
    return cast.now.astimezone(BEIJING).date() + timedelta(days=days)


def plan(cast: Cast, **given: Any) -> Plan:
    """Two milestones, on the 5th and the 10th day."""
    known: dict[str, Any] = {
        "name": "老粮站加固",
        "treatment": "works",
        "unit_name": UNIT,
        "interim": "拉警戒线，王守厚每天看两次",
        "starts_on": day(cast, 1),
        "ends_at": on(cast, 12),
        "steps": tuple(Step(name, on(cast, 5 * n)) for n, name in enumerate(NAMES, start=1)),
    }
    return Plan(**{**known, **given})


def planned(cast: Cast, hazard: Hazard | None = None, *, who: str = "town_duty", **given: Any) -> Project:
    """A project of a hazard handed to the village, planned by the township."""
    row = hazard or assigned(cast)
    actor = cast.actor(who)
    return services.plan_project(hazard_id=row.pk, plan=plan(cast, **given), actor=actor, now=cast.now)


def finish(cast: Cast, project: Project, *, photos: int = 1, who: str = "village_cadre") -> list[Milestone]:
    """Every milestone is reached, with photos that have arrived."""
    for step in milestones_of(project):
        services.finish_milestone(
            project_id=project.pk,
            milestone_id=step.pk,
            evidence=[uuid7() for _n in range(photos)],
            actor=cast.actor(who),
            now=cast.now,
        )
    arrive(project.hazard)
    return milestones_of(project)


def finished(cast: Cast, project: Project) -> Project:
    """All done, and acceptance is asked for."""
    finish(cast, project)
    return services.ask_works(project_id=project.pk, actor=cast.actor("village_cadre"), now=cast.now)


def again(project: Project) -> Project:
    """The row as it is now."""
    found: Project = Project.objects.unscoped("a test looks").get(pk=project.pk)
    return found
