"""Treatment projects of hazards (治理工程) and their milestones."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from qianshao.core.scope import ScopedManager
from qianshao.hazards.models.ledger import Hazard
from qianshao.hazards.states.works import OPEN_PROJECT, PROJECT_LABELS, PROJECT_TONES, ProjectState

_OPEN = [state.value for state in OPEN_PROJECT]


class Project(models.Model):
    """How a hazard is treated by building or moving. What was done is told by acts of the hazard (``works_…``).

    ``round``: how often the hazard had been opened again when it was planned; an accepted project counts only for its
    own round. ``due_at``: the earliest milestone not done, else ``ends_at``; empty when it is over. ``turn_at`` sorts
    the list (``rules.works.turn_of``). ``interim``: what keeps people safe while it runs. Money in yuan.
    """

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="projects")
    round = models.PositiveSmallIntegerField(default=0)
    division_path = models.CharField(max_length=40)
    is_drill = models.BooleanField(default=False)
    name = models.CharField(max_length=80)
    unit_name = models.CharField(max_length=80)
    person_name = models.CharField(max_length=40, blank=True)
    interim = models.CharField(max_length=300)
    money_planned = models.PositiveBigIntegerField(null=True)
    money_paid = models.PositiveBigIntegerField(default=0)
    money_source = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_at = models.DateTimeField()
    households = models.PositiveIntegerField(null=True)
    moved = models.PositiveIntegerField(default=0)
    planned_by = models.CharField(max_length=80)
    planned_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField(null=True)
    accepter_id = models.BigIntegerField(null=True)
    accepter_label = models.CharField(max_length=80, blank=True)
    accepter_unit = models.CharField(max_length=80, blank=True)
    accepted_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=ProjectState.RUNNING, choices=list(PROJECT_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    state_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    turn_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("hazard",), condition=Q(state__in=_OPEN), name="project_one_open"),
            models.CheckConstraint(condition=~Q(interim=""), name="project_has_a_measure"),
            models.CheckConstraint(
                condition=Q(households__isnull=True, moved=0)
                | Q(households__isnull=False, moved__lte=F("households")), name="project_moved"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(accepter_unit=""), name="project_accepted_by_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(accepter_id__isnull=True)
                | Q(asked_by_id__isnull=True)
                | ~Q(accepter_id=F("asked_by_id")),
                name="project_accepter_is_not_asker",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("turn_at", "id"), name="project_turn"),
            models.Index(fields=("division_path", "turn_at"), name="project_area_turn"),
            models.Index(fields=("due_at", "hazard"), name="project_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return PROJECT_LABELS[ProjectState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return PROJECT_TONES[ProjectState(self.state)]

    @property
    def is_open(self) -> bool:
        """Whether something must still be done."""
        return self.state in OPEN_PROJECT


class Milestone(models.Model):
    """A step of a project (节点).

    ``shown``: numbers of the acts whose photos show it; ``photos``: how many were named. ``remind_at``: when somebody
    is reminded next; empty when nobody will be.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=300, blank=True)
    shown = models.JSONField(default=list)
    photos = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    urged = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        ordering = ("number", "id")
        indexes: ClassVar = [
            models.Index(fields=("remind_at",), name="milestone_remind", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name
