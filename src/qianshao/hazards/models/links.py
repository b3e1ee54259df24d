"""How often the links of departments and units are used, and which officers were shown one."""

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


class LinkSight(models.Model):
    """An officer was shown a link and could have pressed by it. ``kind`` and ``number``: as it was signed."""

    kind = models.CharField(max_length=2)
    number = models.BigIntegerField()
    user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "number", "user_id"), name="hazard_link_sight_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} {self.user_id}"
