"""The address with which the keeper of a place checks it themselves, without a login."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager


class SelfLink(models.Model):
    """One place's link. The address is a signature over the row's number: nothing here lets anybody write it.

    ``place_class``: whose checklist is filled in. ``sent_at``: when it was last used, ``sends``: how often since
    ``counted_at``, ``photos``: how many came since ``photos_since``, both for the county's limits.
    """

    record_id = models.BigIntegerField()
    place_uid = models.UUIDField()
    place_name = models.CharField(max_length=80)
    place_class = models.CharField(max_length=24)
    division_path = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    maker_id = models.BigIntegerField(null=True)
    maker_label = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoker_label = models.CharField(max_length=80, blank=True)
    counted_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=0)
    photos_since = models.DateTimeField(null=True)
    photos = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place_uid",), condition=Q(revoked_at__isnull=True), name="inspection_self_link_once"
            )
        ]

    def __str__(self) -> str:
        return self.place_name
