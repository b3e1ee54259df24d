"""One append-only table, its seals, and cursors of those who read along."""

from typing import Any

from django.db import models

from qianshao.core.scope import ScopedManager
from qianshao.journal.kinds import sentence


class Entry(models.Model):
    """What happened. Written once; triggers refuse UPDATE and DELETE."""

    at = models.DateTimeField()
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=12)
    actor_label = models.CharField(max_length=80)
    actor_user = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12)
    correlation = models.CharField(max_length=64, blank=True)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField(null=True)
    division_path = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    is_drill = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_subject"),
            models.Index(fields=["division_path", "id"], name="journal_area"),
            models.Index(fields=["kind", "id"], name="journal_kind"),
        ]

    def __str__(self) -> str:
        return sentence(self.kind, self.data)

    @property
    def sentence(self) -> str:
        """The entry in words."""
        return str(self)


class Seal(models.Model):
    """A digest over entries ``first``…``last`` chained to the one before; also sent elsewhere."""

    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Cursor(models.Model):
    """How far a reader of the journal (reactions, receipts) has come."""

    name = models.CharField(max_length=60, unique=True)
    last_id = models.BigIntegerField(default=0)

    @classmethod
    def of(cls, name: str, **defaults: Any) -> "Cursor":
        """The reader's cursor, from the start of the journal when it is new."""
        return cls.objects.get_or_create(name=name, defaults=defaults)[0]
