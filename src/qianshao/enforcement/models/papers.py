"""Templates a county brought, and every document that was made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.fields import EncryptedTextField


class Template(models.Model):
    """A county's own docx for one kind of paper; the newest version holds, a withdrawn one gives way to ours."""

    kind = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    data = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=80)

    objects = models.Manager()

    class Meta:
        ordering = ("kind", "-version")
        constraints: ClassVar = [models.UniqueConstraint(fields=("kind", "version"), name="enf_template_version")]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class Document(models.Model):
    """A document as it was made: append-only, by triggers. A correction keeps the number and is the next ``version``.

    ``docx`` and ``pdf`` are sealed, as base64; the hashes are of the plain files.
    """

    case = models.ForeignKey("enforcement.Case", models.PROTECT, related_name="documents")
    act = models.ForeignKey("enforcement.CaseAct", models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(max_length=24)
    kind_name = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    county = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    template = models.CharField(max_length=80)
    docx = EncryptedTextField()
    pdf = EncryptedTextField()
    docx_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)

    objects = models.Manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("county", "year", "kind", "serial", "version"), name="enf_document_number_once"
            ),
            models.UniqueConstraint(
                fields=("act", "kind", "version"), condition=Q(act__isnull=False), name="enf_document_once_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"
