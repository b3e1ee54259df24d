"""How often the links of departments and units are used."""

from typing import ClassVar

from django.db import models


class LinkUse(models.Model):
    """One link. ``kind`` and ``number``: as it was signed; ``uses``: since ``since``, for the county's limit."""

    kind = models.CharField(max_length=2)
    number = models.BigIntegerField()
    since = models.DateTimeField()
    uses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("kind", "number"), name="hazard_link_use_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
