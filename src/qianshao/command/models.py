"""Tables of command."""

from typing import ClassVar

from django.db import models

from qianshao.command.states import ReactionState, SuggestionState, Suggests
from qianshao.core.scope import ScopedManager


class ProposalSheet(models.Model):
    """One version of what one hazard proposes by colour; never edited in place. ``rows``: colour → ``rules.Row``."""

    hazard = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    rows = models.JSONField(default=dict)
    source = models.CharField(max_length=400)
    confirmed = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=80, blank=True)
    published_by_id = models.BigIntegerField(null=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("hazard", "version"), name="proposal_sheet_version")]

    def __str__(self) -> str:
        return f"{self.hazard} v{self.version}"


class Suggestion(models.Model):
    """Something a person is asked to decide. ``order_id``: the drafted or running evacuation it is about; 0: none."""

    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Suggests])
    cause_kind = models.CharField(max_length=32)
    cause_id = models.BigIntegerField()
    order_id = models.BigIntegerField(default=0)
    title = models.CharField(max_length=160)
    words = models.CharField(max_length=400, blank=True)
    division_path = models.CharField(max_length=40)
    is_drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=SuggestionState.OPEN)
    version = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "cause_kind", "cause_id", "order_id"), name="suggestion_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("division_path", "made_at"),
                name="suggestion_open",
                condition=models.Q(state=SuggestionState.OPEN),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ToldDate(models.Model):
    """A date somebody was told of by one row of the county's table: once. ``batch``: of the sweep that wrote it."""

    source = models.CharField(max_length=12)
    subject_id = models.BigIntegerField()
    step = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    batch = models.UUIDField(db_index=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("source", "subject_id", "step", "due_at"), name="told_date_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.subject_id} {self.step}"


class Reaction(models.Model):
    """One rule on one journal entry: the row and what the rule did were committed together."""

    entry_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    result = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("entry_id", "name"), name="reaction_once")]
        indexes: ClassVar = [
            models.Index(fields=("next_at",), name="reaction_again", condition=models.Q(state=ReactionState.FAILED)),
            models.Index(fields=("name", "state"), name="reaction_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.entry_id} {self.state}"
