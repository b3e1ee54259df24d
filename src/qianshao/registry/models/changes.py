"""Changes that were asked for, and changes that were made."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.registry.models.kinds import Kind
from qianshao.registry.models.records import Record
from qianshao.registry.states import REQUEST_WORDS, RequestState


class ChangeRequest(models.Model):
    """Asked from below, decided above. ``record``: null for a new one. ``base_version``: the record as they saw it.

    ``proposed``: values by key; personal ones stand sealed in ``sealed``.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, related_name="requests")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+")
    division_path = models.CharField(max_length=40)
    proposed = models.JSONField(default=dict)
    sealed = EncryptedTextField(default="", blank=True)
    base_version = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=list(REQUEST_WORDS.items()), default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    asked_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=("division_path", "asked_at"), name="request_open", condition=Q(state=RequestState.OPEN)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.state}"

    @property
    def values(self) -> dict[str, Any]:
        """All proposed values, personal ones in clear."""
        return {**self.proposed, **(json.loads(self.sealed) if self.sealed else {})}


class Revision(models.Model):
    """What one change changed: ``changes`` = ``{field: [old, new]}``; of personal values only that they changed."""

    record = models.ForeignKey(Record, on_delete=models.DO_NOTHING, related_name="revisions", db_constraint=False)
    division_path = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_label = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=12)
    changes = models.JSONField(default=dict)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("record", "version"), name="revision_once")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.version}"
