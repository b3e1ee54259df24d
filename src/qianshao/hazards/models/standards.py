"""The county's tables of the ledger, in versions."""

from typing import ClassVar

from django.db import models


class StandardSet(models.Model):
    """One version of one table (``rules.standards.TABLES``). Never edited in place; a hazard copies the names it was
    given. A county that has published none works by the shipped one, which is version 0.
    """

    name = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    rows = models.JSONField()
    published_by = models.CharField(max_length=80)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("name", "version"), name="standard_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
