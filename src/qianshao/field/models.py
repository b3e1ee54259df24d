"""What phones sent. A command is kept whatever became of it, with the answer that the phone was given."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from qianshao.accounts.models import Device
from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.field.states import LABELS


class PhoneCommand(models.Model):
    """One command, known by the id that the phone gave it; the same id is never run twice, from whatever phone.

    ``payload`` and ``answer`` are sealed JSON: they name people. ``digest`` is a keyed hash over all that the phone
    said, so that the same id with other content is told apart after the payload is forgotten. ``made_at`` is the
    phone's clock, ``received_at`` ours; neither replaces the other, and the phone's orders nothing.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    uuid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=60)
    division_path = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    position = models.JSONField(null=True)
    attachments = models.JSONField(default=list)
    payload = EncryptedTextField(default="", blank=True)
    digest = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=list(LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, default="", blank=True)
    answer = EncryptedTextField(default="", blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="", blank=True)
    decide_reason = models.CharField(max_length=200, default="", blank=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("device", "-id"), name="field_of_phone"),
            models.Index(
                fields=("division_path", "id"),
                name="field_open",
                condition=models.Q(state__in=("quarantined", "refused")),
            ),
            models.Index(fields=("received_at",), name="field_kept", condition=~models.Q(payload="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def said(self) -> dict[str, Any]:
        """The payload as the phone sent it; empty once it is forgotten."""
        return dict(json.loads(self.payload)) if self.payload else {}

    @property
    def attachment_ids(self) -> tuple[UUID, ...]:
        """The evidence files it names."""
        return tuple(UUID(key) for key in self.attachments)

    @property
    def told(self) -> dict[str, Any]:
        """``message`` and ``data`` of the answer."""
        return dict(json.loads(self.answer)) if self.answer else {}
