"""Questions about treatment projects (治理工程)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.files.selectors import evidence_for
from qianshao.files.states import EvidenceState
from qianshao.hazards.models import Hazard, Milestone, Project
from qianshao.hazards.rules.works import Mark, works_fault
from qianshao.hazards.states.works import ENGINEERING, OPEN_PROJECT, ProjectState

_TOWN = 16
_SEEN = (EvidenceState.ARRIVED, EvidenceState.KEPT)
_DONE = Count("milestones", filter=Q(milestones__done_at__isnull=False))


@dataclass(frozen=True)
class WorksFilters:
    """What a list is narrowed by. ``tab``: open, asked, accepted, dropped; empty: all."""

    tab: str = ""
    under: str = ""
    treatment: str = ""
    late: bool = False
    search: str = ""


def projects(scope: Scope, asked: WorksFilters, now: datetime) -> "QuerySet[Any]":
    """The projects of the scope with ``done`` of ``total`` milestones, the latest first; doubles are left out."""
    found: QuerySet[Any] = Project.objects.within(scope).filter(
        subtree(asked.under), _conditions(asked, now), hazard__same_as__isnull=True
    )
    found = found.annotate(done=_DONE, total=Count("milestones")).select_related("hazard")
    return found.order_by("turn_at", "id")


def _conditions(asked: WorksFilters, now: datetime) -> Q:
    tabs = {"open": OPEN_PROJECT, **{state.value: (state,) for state in ProjectState}}
    condition = Q(state__in=tabs[asked.tab]) if asked.tab in tabs else Q()
    if asked.treatment in ENGINEERING:
        condition &= Q(hazard__treatment=asked.treatment)
    if asked.late:
        condition &= Q(due_at__lt=now)
    for word in asked.search.split():
        condition &= Q(name__contains=word) | Q(unit_name__contains=word) | Q(hazard__no=word)
    return condition


def works_by_town(scope: Scope, asked: WorksFilters, now: datetime) -> list[dict[str, Any]]:
    """Sums of the list by township: ``[{key, total, late, asked}]``, the most late first."""
    rows: QuerySet[Any] = Project.objects.within(scope).filter(_conditions(asked, now), hazard__same_as__isnull=True)
    grouped = rows.order_by().annotate(key=Substr("division_path", 1, _TOWN)).values("key")
    sums = grouped.annotate(
        total=Count("id"), late=Count("id", filter=Q(due_at__lt=now)), asked=Count("id", filter=Q(state="asked"))
    )
    return list(sums.order_by("-late", "-total", "key"))


def project_of(scope: Scope, project_id: int) -> Project:
    """One project with its hazard.

    Raises:
        NotFound: there is none in the scope.
    """
    rows = Project.objects.within(scope).select_related("hazard")
    found: Project | None = rows.filter(pk=project_id).first()
    if found is None:
        raise NotFound("works.unknown", _("没有找到这项治理工程，或不在您的辖区。"))
    return found


def projects_of(hazard: Hazard) -> list[Project]:
    """The projects of a hazard the reader was given, the newest first, with ``done`` of ``total`` milestones."""
    rows: QuerySet[Any] = Project.objects.unscoped("of a hazard the reader was given").filter(hazard=hazard)
    return list(rows.annotate(done=_DONE, total=Count("milestones")).order_by("-id"))


def milestones_of(project: Project) -> list[Milestone]:
    """The milestones of a project the reader was given, in order."""
    return list(project.milestones.all())


def works_of(hazard: Hazard) -> str:
    """Why its treatment keeps a hazard from acceptance: the code of a fault, empty when nothing does."""
    rows = Project.objects.unscoped("of a hazard the reader was given").filter(hazard=hazard)
    known = list(rows.values_list("state", "round"))
    return works_fault(
        hazard.treatment,
        has_open=any(state in OPEN_PROJECT for state, _round in known),
        is_accepted=(ProjectState.ACCEPTED, hazard.reopened_count) in known,
    )


def photos_shown(scope: Scope, steps: Iterable[Milestone]) -> Mapping[int, list[Any]]:
    """The photos of each milestone that this reader may look at; one query."""
    acts = {act: step.pk for step in steps for act in step.shown}
    found: dict[int, list[Any]] = {}
    for act, photos in evidence_for(scope, "hazard_act", acts).items():
        found.setdefault(acts[act], []).extend(photos)
    return found


def marks_seen(scope: Scope, steps: Sequence[Milestone]) -> list[Mark]:
    """The milestones as somebody who accepts them sees them: only photos whose bytes have come count."""
    photos = photos_shown(scope, steps)
    return [
        Mark(step.due_at, step.done_at is not None, sum(one.state in _SEEN for one in photos.get(step.pk, [])))
        for step in steps
    ]


def works_late(now: datetime) -> "QuerySet[Any]":
    """Numbers of hazards of whose running project a date was missed."""
    return _numbers(state=ProjectState.RUNNING, due_at__lt=now)


def works_asked() -> "QuerySet[Any]":
    """Numbers of hazards whose project waits for somebody to look."""
    return _numbers(state=ProjectState.ASKED)


def _numbers(**given: Any) -> "QuerySet[Any]":
    rows: QuerySet[Any] = Project.objects.unscoped("only numbers, and the list they narrow has its scope").filter(
        **given
    )
    return rows.order_by().values("hazard_id")
